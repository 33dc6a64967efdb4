"""Fits that one linear solve does: models that are linear in their parameters, and a closed form.

With A = 4 epsilon sigma^12 and B = 4 epsilon sigma^6 Lennard-Jones is A r^-12 - B r^-6: at a fixed
cutoff radius, energies, forces, stress and the reference energy are linear in A and B, and so is
every way to end at the cutoff. The least-squares optimum is unique.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.fit.sums import REFERENCE, Sums
from pairwright.fit.vector import node_vector
from pairwright.potentials.forms import Array, Form, Parameter
from pairwright.potentials.model import Model

FloatArray = npt.NDArray[np.float64]


def linear_parameters(
    model: Model, sums: Sums, reference_energy: float | None
) -> tuple[FloatArray, float]:
    """Return the parameters (k,) and reference energy (eV) with the least sum of squares.

    The model must be linear in its parameters. Of parameters that the data leave open, the
    smallest ones are taken.
    """
    count = len(model.parameters)
    zero = 0.0 if reference_energy is None else reference_energy
    rest = sums.rows @ node_vector(model, sums.nodes, np.zeros(count), zero)
    columns = [
        sums.rows @ node_vector(model, sums.nodes, unit, zero) - rest for unit in np.eye(count)
    ]
    if reference_energy is None:
        columns.append(sums.rows[:, REFERENCE])
    matrix = np.stack(columns, axis=1)
    norms = np.linalg.norm(matrix, axis=0)
    norms[norms == 0] = 1.0
    scaled, *_ = np.linalg.lstsq(matrix / norms, -rest)
    solution = scaled / norms
    return solution[:count], float(solution[-1]) if reference_energy is None else zero


def inverse_powers(r: Array, parameters: Sequence[Array]) -> Array:
    """Return A r^-12 - B r^-6 in eV, for r in Å; ``parameters`` are A (eV Å^12), B (eV Å^6)."""
    a, b = parameters
    return a * r**-12.0 - b * r**-6.0


INVERSE_POWERS = Form(
    inverse_powers,
    tuple(
        Parameter(name, unit, 1.0, lower=-np.inf, logarithmic=False)
        for name, unit in (("A", "eV Å^12"), ("B", "eV Å^6"))
    ),
    linear=True,
)


@dataclass(frozen=True)
class ClosedForm:
    """The unique optimum: A (eV Å^12), B (eV Å^6), epsilon (eV), sigma (Å), reference (eV)."""

    a: float
    b: float
    epsilon: float
    sigma: float
    reference_energy: float


def lennard_jones_closed_form(
    model: Model, sums: Sums, reference_energy: float | None
) -> ClosedForm:
    """Solve the linear problem behind a fit of the Lennard-Jones ``model`` to the same sums.

    Raises PairwrightError when A or B is not positive.
    """
    values, reference = linear_parameters(
        replace(model, form=INVERSE_POWERS), sums, reference_energy
    )
    a, b = float(values[0]), float(values[1])
    if not (a > 0 and b > 0):
        raise PairwrightError(
            f"no Lennard-Jones potential fits best: with A = {a:.4g} eV Å^12 and "
            f"B = {b:.4g} eV Å^6 the data want no repulsion or no attraction; check "
            "reference_energy, the selection and the sign of the energies"
        )
    return ClosedForm(a, b, b**2 / (4 * a), (a / b) ** (1 / 6), reference)
