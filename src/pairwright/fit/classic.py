"""The classic fit from dataset to record: simplex, error bars, predictions."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.database import Dataset
from pairwright.data.pairs import PairTable, structure_pairs
from pairwright.fit.errors_table import prediction_rows, with_reference
from pairwright.fit.record import fit_record
from pairwright.fit.reference import reference_energy
from pairwright.fit.simplex import CUTOFF_IN_SIGMA, PairSums, SimplexResult, fit_simplex
from pairwright.fit.targets import predict
from pairwright.fit.uncertainty import standard_errors
from pairwright.potentials.cutoffs import with_cutoff
from pairwright.potentials.forms import FORMS

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
    radius = CUTOFF_IN_SIGMA * result.sigma
    form = FORMS["lennard-jones"]
    predicted = with_reference(
        dataset,
        predict(
            dataset,
            _pair_table(dataset, radius),
            with_cutoff(form.function, "shift", radius),
            (result.epsilon, result.sigma),
        ),
        result.reference_energy,
    )
    test = np.zeros(len(dataset), dtype=bool)
    record = fit_record(
        form_name="lennard-jones",
        form=form,
        values=(result.epsilon, result.sigma),
        errors=_errors(dataset, result, predicted.energies).tolist(),
        cutoff={"scheme": "shift", "radius_A": radius, "radius_in_sigma": CUTOFF_IN_SIGMA},
        reference={"mode": reference["mode"], "value_eV": result.reference_energy},
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
    return record, prediction_rows(dataset, predicted, test)


def _pair_table(dataset: Dataset, radius: float) -> PairTable:
    """Return the pairs within the cutoff that the fit ended with, in memory."""
    found = [
        structure_pairs(
            dataset.positions[dataset.atoms_of(row)], dataset.cells[row], dataset.pbc[row], radius
        )
        for row in range(len(dataset))
    ]
    first, second, vectors = (np.concatenate(parts) for parts in zip(*found, strict=True))
    counts = [len(row[0]) for row in found]
    return PairTable(np.concatenate([[0], np.cumsum(counts)]), first, second, vectors, radius)


def _errors(dataset: Dataset, result: SimplexResult, predicted: FloatArray) -> FloatArray:
    """Return the standard errors of epsilon and sigma from the slope of the energies."""
    sums = PairSums(dataset, 1.01 * CUTOFF_IN_SIGMA * result.sigma)
    by_epsilon = sums.energies(1.0, result.sigma)
    step = 1e-4 * result.sigma
    by_sigma = (
        sums.energies(result.epsilon, result.sigma + step)
        - sums.energies(result.epsilon, result.sigma - step)
    ) / (2 * step)
    return standard_errors(np.stack([by_epsilon, by_sigma], axis=1), predicted - dataset.energies)
