"""A least-squares fit from dataset to record: split, start, solve, error bars, predictions."""

import logging
from typing import Any

import numpy as np

from pairwright.data.database import Dataset
from pairwright.data.pairs import PairTable
from pairwright.data.splits import held_out
from pairwright.errors import PairwrightError
from pairwright.fit.errors_table import Mask, prediction_rows, with_reference
from pairwright.fit.linear import ClosedForm, lennard_jones_closed_form
from pairwright.fit.record import fit_record
from pairwright.fit.reference import reference_energy
from pairwright.fit.solve import Solution, solve
from pairwright.fit.start import natural_scales, starting_parameters
from pairwright.fit.targets import Targets, predict
from pairwright.fit.uncertainty import standard_errors
from pairwright.potentials.cutoffs import with_cutoff
from pairwright.potentials.forms import form_named

LOGGER = logging.getLogger("pairwright")


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
    _warn_of_untested(dataset, test, options["test_fraction"])
    targets = Targets.of_rows(dataset, ~test, options["weights"])
    zero = reference_energy(options["reference"], dataset)
    start = starting_parameters(form, *natural_scales(dataset, pairs, ~test, zero))
    closed_form = None
    if form_name == "lennard-jones":
        closed_form = lennard_jones_closed_form(targets, pairs, options["scheme"], zero)
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
    if closed_form is not None:
        record["closed_form"] = _compared(closed_form, solution)
    return record, prediction_rows(dataset, predicted, test)


def _warn_of_untested(dataset: Dataset, test: Mask, fraction: float) -> None:
    """Say which structures have no held-out rows although some were asked for."""
    tested = set(dataset.structures[test])
    untested = [str(name) for name in np.unique(dataset.structures) if name not in tested]
    if fraction > 0 and untested:
        LOGGER.warning(
            "warning: no rows are held out of %s: too few groups for fit.test_fraction %s",
            ", ".join(untested),
            fraction,
        )


def _compared(exact: ClosedForm, solution: Solution) -> dict[str, Any]:
    """Return the linear solution and how far the nonlinear one is from it.

    Raises PairwrightError when they disagree: the optimiser has not found the optimum.
    """
    expected = np.array([exact.epsilon, exact.sigma])
    difference = np.abs(solution.parameters / expected - 1)
    if not difference.max() < 1e-6:
        raise PairwrightError(
            f"the fit ended at epsilon {solution.parameters[0]:.6g} eV and sigma "
            f"{solution.parameters[1]:.6g} Å, but the optimum is {exact.epsilon:.6g} eV and "
            f"{exact.sigma:.6g} Å: the data hardly determine them, fit more rows"
        )
    return {
        "A": {"value": exact.a, "unit": "eV Å^12"},
        "B": {"value": exact.b, "unit": "eV Å^6"},
        "epsilon": {"value": exact.epsilon, "unit": "eV"},
        "sigma": {"value": exact.sigma, "unit": "Å"},
        "reference_energy": {"value": exact.reference_energy, "unit": "eV"},
        "largest_relative_difference": float(difference.max()),
    }
