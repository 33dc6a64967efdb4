"""A least-squares fit from dataset to record: split, start, solve, error bars, predictions."""

from typing import Any

import numpy as np

from pairwright.data.database import Dataset
from pairwright.data.pairs import PairTable
from pairwright.data.splits import held_out
from pairwright.fit.errors_table import prediction_rows, with_reference
from pairwright.fit.linear import lennard_jones_closed_form
from pairwright.fit.record import fit_record
from pairwright.fit.reference import reference_energy
from pairwright.fit.solve import Solution, solve
from pairwright.fit.start import natural_scales, starting_parameters
from pairwright.fit.targets import Targets, predict
from pairwright.fit.uncertainty import standard_errors
from pairwright.potentials.cutoffs import with_cutoff
from pairwright.potentials.forms import form_named


def least_squares_fit(
    form_name: str,
    dataset: Dataset,
    pairs: PairTable,
    summary: dict[str, Any],
    options: dict[str, Any],
) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Fit one form; return ``fit.json``'s content and the prediction rows.

    ``options`` holds ``weights``, ``test_fraction``, ``reference``, ``scheme`` and ``seed`` from
    the configuration. Parameters come from the training rows alone.
    """
    form = form_named(form_name)
    function = with_cutoff(form.function, options["scheme"], pairs.cutoff_radius)
    test = held_out(dataset.structures, dataset.groups, options["test_fraction"], options["seed"])
    targets = Targets.of_rows(dataset, ~test, options["weights"])
    zero = reference_energy(options["reference"], dataset)
    start = starting_parameters(form, *natural_scales(dataset, pairs, ~test, zero))
    solution = solve(targets, pairs, function, start, zero)
    errors = standard_errors(solution.jacobian, solution.residuals)
    predicted = with_reference(
        dataset,
        predict(dataset, pairs, function, list(solution.parameters)),
        solution.reference_energy,
    )
    record = fit_record(
        form_name=form_name,
        form=form,
        values=solution.parameters.tolist(),
        errors=errors[: len(form.parameters)].tolist(),
        cutoff={"scheme": options["scheme"], "radius_A": pairs.cutoff_radius},
        reference={
            "mode": options["reference"]["mode"],
            "value_eV": solution.reference_energy,
            "standard_error_eV": float(errors[-1]) if zero is None else None,
        },
        dataset=dataset,
        predicted=predicted,
        test=test,
        summary=summary,
        optimiser={
            "method": "Levenberg-Marquardt on energies, forces and stress, exact Jacobian",
            "weights": options["weights"],
            "start": dict(zip([p.name for p in form.parameters], start, strict=True)),
            "evaluations": solution.evaluations,
            "residuals": len(solution.residuals),
            "sum_of_squares": float(solution.residuals @ solution.residuals),
        },
    )
    if form_name == "lennard-jones":
        record["closed_form"] = _closed_form(targets, pairs, options["scheme"], zero, solution)
    return record, prediction_rows(dataset, predicted, test)


def _closed_form(
    targets: Targets,
    pairs: PairTable,
    scheme: str,
    zero: float | None,
    solution: Solution,
) -> dict[str, Any]:
    """Return the linear solution and how far the nonlinear one is from it."""
    exact = lennard_jones_closed_form(targets, pairs, scheme, zero)
    expected = np.array([exact.epsilon, exact.sigma])
    difference = np.abs(solution.parameters / expected - 1)
    return {
        "A": {"value": exact.a, "unit": "eV Å^12"},
        "B": {"value": exact.b, "unit": "eV Å^6"},
        "epsilon": {"value": exact.epsilon, "unit": "eV"},
        "sigma": {"value": exact.sigma, "unit": "Å"},
        "reference_energy": {"value": exact.reference_energy, "unit": "eV"},
        "largest_relative_difference": float(difference.max()),
    }
