"""Standard systems of nonlinear equations, with their customary starts and known roots.

Source: J. J. Moré, B. S. Garbow, K. E. Hillstrom, ACM Trans. Math. Softw. 7, 17 (1981); numbers
behind the names are those of that article.

>>> from pairwright.autodiff.root_finding import search
>>> for name, system in SYSTEMS.items():
...     estimated = search(system.equations, system.start, exact_jacobian=False)
...     exact = search(system.equations, system.start, exact_jacobian=True)
...     if exact.converged and estimated.converged:
...         saved = estimated.evaluations - exact.evaluations
...         print(f"{name:24s}{len(system.start):3d}{estimated.evaluations:5d}", end="")
...         print(f"{exact.evaluations:4d}{exact.jacobians:3d}", end="")
...         print(f"{100 * saved / estimated.evaluations:5.0f}{saved / exact.jacobians:6.1f}")
...     else:
...         print(f"{name:24s}{len(system.start):3d}  slow:", exact.largest_residual < 1e-30)
Rosenbrock                2   26  21  2   19   2.5
Freudenstein-Roth         2   11   9  1   18   2.0
Powell badly scaled       2  177 167  5    6   2.0
helical valley            3   21  15  2   29   3.0
Powell singular           4  slow: True
trigonometric             5   34  19  3   44   5.0
Brown almost linear      10   34  14  2   59  10.0
discrete boundary value  10   16   6  1   62  10.0
discrete integral        10   16   6  1   62  10.0
Broyden tridiagonal      10   21  11  1   48  10.0
Broyden banded           10   30  20  1   33  10.0

>>> from pairwright.autodiff.root_finding import search
>>> for n in (10, 30, 100):
...     start = grid(n) * (grid(n) - 1)
...     estimated = search(discrete_boundary_value, start, exact_jacobian=False)
...     exact = search(discrete_boundary_value, start, exact_jacobian=True)
...     print(n, estimated.evaluations, exact.evaluations, exact.jacobians)
10 16 6 1
30 36 6 1
100 106 6 1
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class System:
    """Equations f(x) = 0, where to start (n,), and a root (n,), None where there is no closed form.

    >>> known = {name: system for name, system in SYSTEMS.items() if system.root is not None}
    >>> len(SYSTEMS), len(known)
    (11, 5)
    >>> all(np.allclose(system.equations(system.root), 0, atol=1e-14) for system in known.values())
    True
    """

    equations: Callable[[Any], Any]
    start: FloatArray
    root: FloatArray | None = None


def rosenbrock(x: Any) -> Any:
    """Return 10 (x2 - x1^2), 1 - x1 (1)."""
    return anp.array([10 * (x[1] - x[0] ** 2), 1 - x[0]])


def freudenstein_roth(x: Any) -> Any:
    """Return -13 + x1 + ((5 - x2) x2 - 2) x2, -29 + x1 + ((x2 + 1) x2 - 14) x2 (2).

    The customary start is (0.5, -2), from where one comes to a local minimum of the residual:

    >>> from pairwright.autodiff.root_finding import search
    >>> stuck = search(freudenstein_roth, np.array([0.5, -2.0]), exact_jacobian=True)
    >>> stuck.converged, round(float(np.linalg.norm(freudenstein_roth(stuck.root))), 2)
    (False, 7.0)
    """
    a, b = x[0], x[1]
    return anp.array([-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b])


def powell_badly_scaled(x: Any) -> Any:
    """Return 10^4 x1 x2 - 1, exp(-x1) + exp(-x2) - 1.0001 (3)."""
    return anp.array([1e4 * x[0] * x[1] - 1, anp.exp(-x[0]) + anp.exp(-x[1]) - 1.0001])


def helical_valley(x: Any) -> Any:
    """Return 10 (x3 - 10 θ), 10 (r - 1), x3 with x1, x2 in polar form r, 2 π θ (7)."""
    turns = anp.arctan(x[1] / x[0]) / (2 * np.pi) + anp.where(x[0] > 0, 0.0, 0.5)
    radius = anp.sqrt(x[0] ** 2 + x[1] ** 2)
    return anp.array([10 * (x[2] - 10 * turns), 10 * (radius - 1), x[2]])


def powell_singular(x: Any) -> Any:
    """Return x1 + 10 x2, √5 (x3 - x4), (x2 - 2 x3)^2, √10 (x1 - x4)^2 (13).

    The Jacobian at the root is singular: no method converges fast.
    """
    return anp.array(
        [
            x[0] + 10 * x[1],
            np.sqrt(5) * (x[2] - x[3]),
            (x[1] - 2 * x[2]) ** 2,
            np.sqrt(10) * (x[0] - x[3]) ** 2,
        ]
    )


def trigonometric(x: Any) -> Any:
    """Return n - Σ_j cos x_j + i (1 - cos x_i) - sin x_i (26)."""
    i = np.arange(1, len(x) + 1)
    return len(x) - anp.sum(anp.cos(x)) + i * (1 - anp.cos(x)) - anp.sin(x)


def brown_almost_linear(x: Any) -> Any:
    """Return x_i + Σ_j x_j - (n + 1) for i < n, and Π_j x_j - 1 (27)."""
    linear = x[:-1] + anp.sum(x) - (len(x) + 1)
    return anp.concatenate((linear, anp.array([anp.prod(x) - 1])))


def discrete_boundary_value(x: Any) -> Any:
    """Return 2 x_i - x_(i-1) - x_(i+1) + h^2 (x_i + t_i + 1)^3 / 2, h = 1 / (n + 1), t = i h (28).

    It is u'' = (u + t + 1)^3 / 2, u(0) = u(1) = 0, in finite differences; u = 2 / (2 - t) - t - 1.

    >>> from pairwright.autodiff.root_finding import search
    >>> exact = 2 / (2 - grid(10)) - grid(10) - 1
    >>> for name in ("discrete boundary value", "discrete integral"):
    ...     system = SYSTEMS[name]
    ...     found = search(system.equations, system.start, exact_jacobian=True).root
    ...     print(f"{name:24s} largest deviation {np.max(np.abs(found - exact)):.4f}")
    discrete boundary value  largest deviation 0.0006
    discrete integral        largest deviation 0.0006
    """
    t = grid(len(x))
    padded = anp.concatenate((np.zeros(1), x, np.zeros(1)))
    return 2 * x - padded[:-2] - padded[2:] + (x + t + 1) ** 3 / (2 * (len(x) + 1) ** 2)


def discrete_integral(x: Any) -> Any:
    """Return x_i + h / 2 Σ_j k(t_i, t_j) (x_j + t_j + 1)^3, k = min(t, t') (1 - max(t, t')) (29).

    The same problem as in :func:`discrete_boundary_value`, as an integral equation.
    """
    t = grid(len(x))
    kernel = np.minimum.outer(t, t) * (1 - np.maximum.outer(t, t))
    return x + anp.dot(kernel, (x + t + 1) ** 3) / (2 * (len(x) + 1))


def broyden_tridiagonal(x: Any) -> Any:
    """Return (3 - 2 x_i) x_i - x_(i-1) - 2 x_(i+1) + 1, zero beyond the ends (30)."""
    padded = anp.concatenate((np.zeros(1), x, np.zeros(1)))
    return (3 - 2 * x) * x - padded[:-2] - 2 * padded[2:] + 1


def broyden_banded(x: Any) -> Any:
    """Return x_i (2 + 5 x_i^2) + 1 - Σ_j x_j (1 + x_j), i - 5 <= j <= i + 1, j not i (31)."""
    ones = np.ones((len(x), len(x)))
    band = np.tril(np.triu(ones, -5), 1) - np.eye(len(x))
    return x * (2 + 5 * x**2) + 1 - anp.dot(band, x * (1 + x))


def grid(n: int) -> FloatArray:
    """Return the inner points i / (n + 1), i = 1 ... n, of the unit interval, shape (n,)."""
    return np.arange(1, n + 1) / (n + 1)


_CURVED = grid(10) * (grid(10) - 1)

SYSTEMS: dict[str, System] = {
    "Rosenbrock": System(rosenbrock, np.array([-1.2, 1.0]), np.ones(2)),
    "Freudenstein-Roth": System(freudenstein_roth, np.array([6.0, 3.0]), np.array([5.0, 4.0])),
    "Powell badly scaled": System(powell_badly_scaled, np.array([0.0, 1.0])),
    "helical valley": System(helical_valley, np.array([-1.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0])),
    "Powell singular": System(powell_singular, np.array([3.0, -1.0, 0.0, 1.0]), np.zeros(4)),
    "trigonometric": System(trigonometric, np.full(5, 0.2)),
    "Brown almost linear": System(brown_almost_linear, np.full(10, 0.5), np.ones(10)),
    "discrete boundary value": System(discrete_boundary_value, _CURVED),
    "discrete integral": System(discrete_integral, _CURVED),
    "Broyden tridiagonal": System(broyden_tridiagonal, -np.ones(10)),
    "Broyden banded": System(broyden_banded, -np.ones(10)),
}
"""By name; systems of any size have the ten unknowns that are customary, the trigonometric five."""
