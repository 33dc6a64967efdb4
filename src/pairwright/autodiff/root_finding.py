"""What a Jacobian saves when equations are solved by Powell's hybrid method.

Source of the method: M. J. D. Powell, in Numerical Methods for Nonlinear Algebraic Equations
(1970), as in MINPACK's hybrd and hybrj, which ``scipy.optimize.root`` calls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from autograd import jacobian
from scipy.optimize import root

FloatArray = npt.NDArray[np.float64]
Equations = Callable[[Any], Any]


@dataclass(frozen=True)
class Search:
    """What a search came to: ``root`` (n,), largest residual, numbers of calls, convergence."""

    root: FloatArray
    largest_residual: float
    evaluations: int
    jacobians: int
    converged: bool


def cubic_and_ellipse(x: Any) -> Any:
    """Return y - 3 x (x + 1) (x - 1) and x^2 / 4 + y^2 - 1 for ``x`` = (x, y).

    Source: J. Kitchin, More auto-differentiation goodness for science and engineering (2017).

    >>> start = np.array([0.5, 0.5])
    >>> differences = search(cubic_and_ellipse, start, exact_jacobian=False)
    >>> exact = search(cubic_and_ellipse, start, exact_jacobian=True)
    >>> print("root ({:.3f}, {:.3f})".format(*exact.root))
    root (1.117, 0.830)
    >>> differences.evaluations, exact.evaluations, exact.jacobians
    (21, 15, 3)
    >>> np.allclose(differences.root, exact.root, rtol=1e-12)
    True
    """
    return anp.array([x[1] - 3 * x[0] * (x[0] + 1) * (x[0] - 1), 0.25 * x[0] ** 2 + x[1] ** 2 - 1])


def search(equations: Equations, start: FloatArray, exact_jacobian: bool) -> Search:
    """Solve ``equations(x) = 0`` from ``start`` (n,), counting the method's own evaluations.

    With ``exact_jacobian`` it gets J = df/dx (n, n) by automatic differentiation, otherwise it
    estimates J by forward differences, n evaluations a time. scipy first calls the function at the
    start to learn the shape of its result; MINPACK's own counts, given here, leave out such
    repetitions:

    >>> calls = []
    >>> def noted(x):
    ...     calls.append(tuple(float(number) for number in x))
    ...     return cubic_and_ellipse(x)
    >>> result = search(noted, np.array([0.5, 0.5]), exact_jacobian=False)
    >>> repeated = calls.count((0.5, 0.5)) - 1
    >>> len(calls) - 1 - repeated == result.evaluations
    True
    """
    visited: list[bytes] = []

    def counted(x: FloatArray) -> FloatArray:
        visited.append(np.asarray(x, dtype=float).tobytes())
        return np.asarray(equations(x), dtype=float)

    x0 = np.asarray(start, dtype=float)
    with np.errstate(all="ignore"):
        found = root(counted, x0, jac=jacobian(equations) if exact_jacobian else None)
    at_start = next((i for i, x in enumerate(visited) if x != x0.tobytes()), len(visited))
    residual = float(np.max(np.abs(equations(found.x))))
    jacobians = int(found.njev) if exact_jacobian else 0
    evaluations = len(visited) - at_start + 1
    return Search(found.x, residual, evaluations, jacobians, bool(found.success))
