"""What AIC and BIC are made of, for independent numbers and for numbers that come in groups.

With n numbers, f free parameters and the sum of squared scaled residuals S: weights taken as known
errors give -2 ln L = S, weights known but for a common scale give n ln(S / n), and f + 1 counts the
scale; constants that all forms share are left out. Residuals of one group resemble each other, so n
counts too much. Taking each of g groups for one number, g ln(S / n), is the other extreme. Between
the two, TIC replaces f by tr(H^-1 K) with H = J^T J / s^2 and K the scatter of the groups'
gradients, J_g^T r_g / s^2; over f this is the design effect: n numbers tell as much of the
parameters as n / (design effect) independent ones.
Sources: K. P. Burnham and D. R. Anderson, Model Selection and Multimodel Inference (2002); K.
Takeuchi, Suri-Kagaku 153, 12 (1976).
"""

from typing import Any

import numpy as np
from scipy.linalg import solve_triangular

from pairwright.fit.uncertainty import undetermined
from pairwright.fit.vector import node_vector
from pairwright.judging.judged import Judged
from pairwright.judging.refit import inside_bounds
from pairwright.judging.spread import free_derivatives
from pairwright.judging.words import two_digits


def information(judged: Judged) -> dict[str, Any]:
    """Return n, g, f, S, s, AIC and BIC in three ways, TIC, and the effective numbers."""
    solution = judged.fit.solution
    n, total = solution.count, solution.sum_of_squares
    groups, free = int(judged.units.training.sum()), solution.jacobian.shape[1]
    with np.errstate(divide="ignore"):
        logarithm = float(np.log(total / n))
    effective = effective_parameters(judged)
    record: dict[str, Any] = {
        "numbers": n,
        "groups": groups,
        "free_parameters": free,
        "at_bound": list(solution.at_bound),
        "sum_of_squares": total,
        "error_scale": float(np.sqrt(total / (n - free))) if n > free else None,
        "weights_as_given": {"aic": total + 2 * free, "bic": total + free * np.log(n)},
        "scale_estimated": {
            "aic": n * logarithm + 2 * (free + 1),
            "bic": n * logarithm + (free + 1) * np.log(n),
        },
        "one_number_a_group": {
            "aic": groups * logarithm + 2 * (free + 1),
            "bic": groups * logarithm + (free + 1) * np.log(groups),
        },
        "clustered": {
            "effective_parameters": effective,
            "tic": None if effective is None else n * logarithm + 2 * (effective + 1),
            "design_effect": effective / free if effective else None,
            "effective_numbers": n * free / effective if effective else None,
        },
    }
    return record | {"sentence": _sentence(record)}


def effective_parameters(judged: Judged) -> float | None:
    """Return tr(H^-1 K); None when the fit is exact or the data leave a parameter open.

    Gradients scatter about their mean in each structure, as groups are drawn within structures.
    """
    problem, solution, sums = judged.fit.problem, judged.fit.solution, judged.sums
    jacobian = solution.jacobian[:, inside_bounds(problem, solution)]
    degrees = solution.count - jacobian.shape[1]
    if not (degrees > 0 and solution.sum_of_squares > 0) or undetermined(jacobian) is not None:
        return None
    reference = solution.reference_energy
    u = node_vector(problem.variables.model, problem.sums.nodes, solution.parameters, reference)
    derivatives = free_derivatives(judged.fit)
    gradients = np.stack([(part.rows @ u) @ (part.rows @ derivatives) for part in sums.parts])
    scattered = [np.zeros((0, gradients.shape[1]))]
    for structure in np.unique(judged.units.structures):
        mine = gradients[judged.units.training & (judged.units.structures == structure)]
        if len(mine) > 1:
            scattered.append((mine - mine.mean(axis=0)) * np.sqrt(len(mine) / (len(mine) - 1)))
    norms = np.linalg.norm(jacobian, axis=0)
    triangle = np.linalg.qr(jacobian / norms, mode="r")
    whitened = solve_triangular(triangle, (np.concatenate(scattered) / norms).T, trans="T")
    return float(np.sum(whitened**2) / (solution.sum_of_squares / degrees))


def _sentence(record: dict[str, Any]) -> str:
    worth = record["clustered"]["effective_numbers"]
    said = (
        f"The fit has {record['free_parameters']} free parameters and {record['numbers']} numbers "
        f"in {record['groups']} groups"
    )
    if worth is None:
        return f"{said}."
    return (
        f"{said}; residuals of a group resemble each other, so for the parameters the numbers are "
        f"worth about {two_digits(worth)} independent ones, and criteria that take them for "
        "independent tell forms apart too surely."
    )
