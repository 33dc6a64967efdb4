"""Which combinations of parameters the data determine, and which they hardly do.

The Fisher matrix J^T J / s^2, s^2 as for the covariance, is taken in the free numbers of the fit:
logarithms of parameters (of their distance from the lower limit where that is not zero), or
parameters in natural units. Its eigenvectors are directions, with the standard deviation
1 / sqrt(eigenvalue) along each. Where eigenvalues span many decades the model is called sloppy.
Source: K. S. Brown and J. P. Sethna, Phys. Rev. E 68, 021904 (2003).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.fit.engine import Fit
from pairwright.fit.solve import Problem
from pairwright.fit.vector import node_vector

FloatArray = npt.NDArray[np.float64]

REFERENCE_ENERGY = "reference_energy"
DEGENERATE = 1e-3
"""A fitted reference energy of which the parameters can do all but this share is degenerate."""
SHOWN, SMALLEST_SHOWN = 4, 0.05
"""How many parameters the name of a direction has at most, and the smallest weight it shows."""


def free_names(problem: Problem) -> list[str]:
    """Return the names of what is fitted, in the order of the free numbers (f,)."""
    parameters = problem.variables.model.parameters
    names = [parameters[place].name for place in problem.variables.free]
    return names + ([REFERENCE_ENERGY] if problem.reference_energy is None else [])


def variable_names(problem: Problem) -> list[str]:
    """Return what the free numbers (f,) are, such as ln epsilon or ln (steepness - 7)."""
    names = []
    for place in problem.variables.free:
        parameter = problem.variables.model.parameters[place]
        shifted = f"({parameter.name} - {parameter.lower:g})" if parameter.lower else parameter.name
        names.append(f"ln {shifted}" if parameter.logarithmic else parameter.name)
    return names + ([REFERENCE_ENERGY] if problem.reference_energy is None else [])


def free_numbers(fit: Fit) -> FloatArray:
    """Return the free numbers (f,) at the optimum."""
    z = fit.problem.variables.numbers(fit.solution.parameters)
    free = fit.problem.reference_energy is None
    return np.append(z, [fit.solution.reference_energy] if free else [])


def well_depth(fit: Fit) -> float:
    """Return how deep (eV) the fitted pair energy falls below zero; 1 where it does not."""
    model, nodes = fit.problem.variables.model, fit.problem.sums.nodes
    u = node_vector(model, nodes, fit.solution.parameters, 0.0)
    depth = -float(np.min(u[: len(nodes.places)]))
    return depth if depth > 0 else 1.0


def directions(fit: Fit) -> dict[str, Any]:
    """Return the eigenvectors of the Fisher matrix, from the best determined to the worst.

    ``natural_units`` says what one unit of each number is: 1 for a logarithm, otherwise in the
    parameter's unit (a reference energy counts in well depths). ``directions`` have
    ``eigenvalue``, ``standard_deviation``, ``weights`` by variable, and a ``name``; ``decades``
    is log10 of the largest eigenvalue over the smallest, ``held`` names parameters that went as
    far as they may and are left out, ``sentence`` says it in words.
    """
    problem, solution = fit.problem, fit.solution
    inside = _inside(fit)
    labels = [name for name, free in zip(variable_names(problem), inside, strict=True) if free]
    units = _natural_units(fit)
    jacobian = solution.jacobian[:, inside] * np.where(_in_eV(problem), units, 1.0)[inside]
    degrees = solution.count - jacobian.shape[1]
    variance = solution.sum_of_squares / degrees if degrees > 0 else np.nan
    _, singular, rows = np.linalg.svd(jacobian, full_matrices=len(jacobian) < len(labels))
    singular = np.append(singular, np.zeros(len(rows) - len(singular)))
    with np.errstate(divide="ignore", invalid="ignore"):
        eigenvalues = singular**2 / variance
        decades = float(2 * np.log10(singular[0] / singular[-1])) if labels else 0.0
        deviations = 1 / np.sqrt(eigenvalues)
    found = [
        _direction(labels, row, float(value), float(deviation))
        for row, value, deviation in zip(rows, eigenvalues, deviations, strict=True)
    ]
    return {
        "natural_units": dict(zip(variable_names(problem), units.tolist(), strict=True)),
        "directions": found,
        "decades": decades,
        "held": list(solution.at_bound),
        "sentence": _sentence(found, decades),
    }


def _inside(fit: Fit) -> npt.NDArray[np.bool_]:
    """Mark the free numbers (f,) that could still go both ways."""
    return np.array([name not in fit.solution.at_bound for name in free_names(fit.problem)])


def _in_eV(problem: Problem) -> npt.NDArray[np.bool_]:  # noqa: N802 (a unit is spelled so)
    """Mark the free numbers (f,) that the fit counts in eV instead of natural units."""
    return np.array([name == REFERENCE_ENERGY for name in variable_names(problem)])


def _natural_units(fit: Fit) -> FloatArray:
    variables = fit.problem.variables
    parameters = variables.model.parameters
    units = [
        1.0 if parameters[place].logarithmic else float(variables.scales[place])
        for place in variables.free
    ]
    if fit.problem.reference_energy is None:
        units.append(well_depth(fit))
    return np.array(units)


def _direction(
    labels: list[str], row: FloatArray, eigenvalue: float, deviation: float
) -> dict[str, Any]:
    """Describe an eigenvector; its largest weight is positive."""
    row = row * np.sign(row[np.argmax(np.abs(row))])
    order = np.argsort(-np.abs(row), kind="stable")
    shown = [place for place in order if abs(row[place]) >= SMALLEST_SHOWN]
    name = " ".join(f"{row[place]:+.2f} {labels[place]}" for place in shown[:SHOWN])
    return {
        "eigenvalue": eigenvalue,
        "standard_deviation": deviation,
        "weights": dict(zip(labels, row.tolist(), strict=True)),
        "name": name + (" ..." if len(shown) > SHOWN else ""),
    }


def _sentence(found: list[dict[str, Any]], decades: float) -> str:
    if not found:
        return "There is no free parameter."
    first, last = found[0], found[-1]
    if len(found) == 1:
        (label,) = first["weights"]
        return f"The data determine {label} to {first['standard_deviation']:.2g}."
    return (
        f"The data determine {first['name']} best, to {first['standard_deviation']:.2g}, and "
        f"{last['name']} worst, to {last['standard_deviation']:.2g}; the information on "
        f"{len(found)} directions spans {decades:.1f} decades."
    )


def reference_degeneracy(fit: Fit) -> float | None:
    """Return the share of the reference energy's effect that no parameter can imitate.

    This is 1 - R^2 of its column of the Jacobian regressed, without a constant, on the columns of
    the parameters; the variance of the reference energy is that of a known potential divided by
    this share. None when the reference energy was not fitted.
    """
    if fit.problem.reference_energy is not None:
        return None
    columns = fit.solution.jacobian[:, _inside(fit)]
    norms = np.linalg.norm(columns, axis=0)
    norms[norms == 0] = 1.0
    scaled = columns / norms
    others, reference = scaled[:, :-1], scaled[:, -1]
    weights, *_ = np.linalg.lstsq(others, reference)
    return float(np.sum((reference - others @ weights) ** 2))


def degeneracy_warning(fit: Fit) -> str | None:
    """Say that the fitted reference energy is degenerate with the data, None when it is not."""
    share = reference_degeneracy(fit)
    if share is None or share > DEGENERATE:
        return None
    wider = "infinitely" if share == 0 else f"{share**-0.5:.0f} times"
    return (
        f"{fit.problem.variables.model.name}: the fitted reference energy is degenerate with the "
        f"data: the parameters can do all but {share:.1g} of what it does, so its error bar is "
        f"{wider} as wide as at known parameters; take it from an isolated atom or give its value "
        "(reference_energy.mode)"
    )
