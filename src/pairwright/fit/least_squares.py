"""A least-squares fit from dataset to record: split, fit, error bars, predictions."""

import logging
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.data.splits import held_out
from pairwright.errors import PairwrightError
from pairwright.fit.engine import Data, Fit, fit_rows, prepared
from pairwright.fit.errors_table import Mask, prediction_rows, with_reference
from pairwright.fit.linear import ClosedForm, lennard_jones_closed_form
from pairwright.fit.prediction import predict
from pairwright.fit.record import fit_record
from pairwright.fit.uncertainty import covariance
from pairwright.potentials.model import Model

FloatArray = npt.NDArray[np.float64]
LOGGER = logging.getLogger("pairwright")


def least_squares_fit(
    form_name: str,
    dataset: Dataset,
    pairs: PairTable,
    summary: dict[str, Any],
    options: dict[str, Any],
) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Fit one form; return ``fit.json``'s content and the prediction rows.

    ``options`` holds ``test_fraction`` and what :data:`pairwright.fit.options.PARAMETERS` names.
    Parameters come from the training rows alone.
    """
    test = held_out(dataset.structures, dataset.groups, options["test_fraction"], options["seed"])
    _warn_of_untested(dataset, test, options["test_fraction"])
    model, data = prepared(form_name, dataset, pairs, options, ~test)
    fit = fit_rows(model, data, ~test, options)
    values = list(fit.solution.parameters)
    predicted = with_reference(
        dataset,
        predict(dataset, pairs, model, values, data.triples),
        fit.solution.reference_energy,
    )
    errors, reference_error = parameter_errors(fit)
    record = fit_record(
        model=model,
        values=[float(value) for value in values],
        errors=errors,
        reference={
            "mode": options["reference"]["mode"],
            "value_eV": fit.solution.reference_energy,
            "standard_error_eV": reference_error,
        },
        dataset=dataset,
        predicted=predicted,
        test=test,
        summary=summary,
        optimiser=_optimiser(fit, options),
    )
    if form_name == "lennard-jones" and not options["constraints"].get(form_name):
        record["closed_form"] = _compared(model, data, fit)
    return record, prediction_rows(dataset, predicted, test)


def _optimiser(fit: Fit, options: dict[str, Any]) -> dict[str, Any]:
    solution = fit.solution
    linear = fit.problem.variables.model.form.linear
    return {
        "method": "one linear solve" if linear else "trust-region least squares, exact Jacobian",
        "weights": options["weights"],
        "starts": solution.starts,
        "evaluations": solution.evaluations,
        "residuals": solution.count,
        "sum_of_squares": solution.sum_of_squares,
        "at_bound": solution.at_bound,
        "nodes": len(fit.problem.sums.nodes.places),
    }


def parameter_errors(fit: Fit) -> tuple[list[float | None], float | None]:
    """Return the standard error of each parameter, and of the reference energy (eV).

    None for a parameter that is fixed, went as far as it may, or is not determined, and for a
    reference energy that was not fitted.
    """
    found = parameter_covariance(fit)
    errors = [
        float(np.sqrt(value)) if value > 0 and np.isfinite(value) else None
        for value in np.diag(found)
    ]
    if fit.problem.reference_energy is None:
        return errors[:-1], errors[-1]
    return errors, None


def parameter_covariance(fit: Fit) -> FloatArray:
    """Return the covariance of the parameters and, if it was fitted, the reference energy.

    Rows and columns of parameters that went as far as they may are zero.
    """
    problem, solution = fit.problem, fit.solution
    names = [problem.variables.model.parameters[place].name for place in problem.variables.free]
    names += [""] if problem.reference_energy is None else []
    inside = np.array([name not in solution.at_bound for name in names])
    chain = problem.chain(solution.parameters)[:, inside]
    inner = covariance(solution.jacobian[:, inside], solution.sum_of_squares, solution.count)
    return np.asarray(chain @ inner @ chain.T)


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


def _compared(model: Model, data: Data, fit: Fit) -> dict[str, Any]:
    """Return the linear solution and how far the nonlinear one is from it.

    Raises PairwrightError when they disagree: the optimiser has not found the optimum.
    """
    exact = lennard_jones_closed_form(model, fit.problem.sums, data.reference_energy)
    found = fit.solution.parameters
    difference = np.abs(found / np.array([exact.epsilon, exact.sigma]) - 1)
    if not difference.max() < 1e-6:
        raise PairwrightError(
            f"the fit ended at epsilon {found[0]:.6g} eV and sigma {found[1]:.6g} Å, but the "
            f"optimum is {exact.epsilon:.6g} eV and {exact.sigma:.6g} Å: the data hardly determine "
            "them, fit more rows"
        )
    return _closed_form_record(exact) | {"largest_relative_difference": float(difference.max())}


def _closed_form_record(exact: ClosedForm) -> dict[str, Any]:
    return {
        "A": {"value": exact.a, "unit": "eV Å^12"},
        "B": {"value": exact.b, "unit": "eV Å^6"},
        "epsilon": {"value": exact.epsilon, "unit": "eV"},
        "sigma": {"value": exact.sigma, "unit": "Å"},
        "reference_energy": {"value": exact.reference_energy, "unit": "eV"},
    }
