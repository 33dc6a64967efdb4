"""The classic fit from dataset to record: simplex, error bars, predictions."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.fit.errors_table import prediction_rows, with_reference
from pairwright.fit.prediction import predict
from pairwright.fit.record import fit_record
from pairwright.fit.reference import reference_energy
from pairwright.fit.simplex import CUTOFF_IN_SIGMA, PairSums, SimplexResult, fit_simplex
from pairwright.fit.targets import Quantities
from pairwright.fit.uncertainty import standard_errors
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.model import Model, model_named

FloatArray = npt.NDArray[np.float64]


def classic_fit(
    dataset: Dataset,
    summary: dict[str, Any],
    simplex: dict[str, Any],
    reference: dict[str, Any],
) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Fit by the simplex to every row; return ``fit.json``'s content and the prediction rows.

    ``simplex`` and ``reference`` are the sections ``fit.simplex`` and ``reference_energy`` of the
    configuration. There are no test rows: the classic fit uses them all.
    """
    result = fit_simplex(dataset, simplex, reference_energy(reference, dataset), summary["element"])
    model = model_named("lennard-jones", Cutoff("shift", CUTOFF_IN_SIGMA * result.sigma))
    predicted = with_reference(dataset, _predicted(dataset, model, result), result.reference_energy)
    errors = _errors(dataset, result, predicted.energies, reference["mode"] == "fitted").tolist()
    test = np.zeros(len(dataset), dtype=bool)
    record = fit_record(
        model=model,
        values=(result.epsilon, result.sigma),
        errors=errors[:2],
        reference={
            "mode": reference["mode"],
            "value_eV": result.reference_energy,
            "standard_error_eV": errors[2] if len(errors) > 2 else None,
        },
        dataset=dataset,
        predicted=predicted,
        test=test,
        summary=summary,
        optimiser={
            "method": "Nelder-Mead on the mean squared error of total energies",
            "engine": simplex["engine"],
            "mean_squared_error_eV2": result.mean_squared_error,
            "iterations": result.iterations,
            "evaluations": result.evaluations,
        },
    )
    record["cutoff"]["radius_in_sigma"] = CUTOFF_IN_SIGMA
    return record, prediction_rows(dataset, predicted, test)


def _predicted(dataset: Dataset, model: Model, result: SimplexResult) -> Quantities:
    """Predict every row with the cutoff that the fit ended with; the pairs are kept on disk."""
    with tempfile.TemporaryDirectory() as folder:
        write_pair_table(dataset, model.cutoff.radius, Path(folder) / "pairs.npz")
        pairs = PairTable.load(Path(folder) / "pairs.npz")
        return predict(dataset, pairs, model, (result.epsilon, result.sigma))


def _errors(
    dataset: Dataset, result: SimplexResult, predicted: FloatArray, reference_fitted: bool
) -> FloatArray:
    """Return the standard errors of epsilon, sigma and, when fitted, the reference energy.

    They follow from the slopes of the total energies.
    """
    sums = PairSums(dataset, 1.01 * CUTOFF_IN_SIGMA * result.sigma)
    by_epsilon = sums.energies(1.0, result.sigma)
    step = 1e-4 * result.sigma
    by_sigma = (
        sums.energies(result.epsilon, result.sigma + step)
        - sums.energies(result.epsilon, result.sigma - step)
    ) / (2 * step)
    columns = [by_epsilon, by_sigma]
    if reference_fitted:
        columns.append(dataset.natoms.astype(float))
    return standard_errors(np.stack(columns, axis=1), predicted - dataset.energies)
