"""The closed form of the Lennard-Jones fit: one linear solve.

With A = 4 epsilon sigma^12 and B = 4 epsilon sigma^6 the pair energy is A r^-12 - B r^-6: at a
fixed cutoff radius, energies, forces, stress and the reference energy are linear in A and B, and
so is the shift at the cutoff. The least-squares optimum is unique.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.fit.targets import Targets, predict
from pairwright.potentials.cutoffs import with_cutoff
from pairwright.potentials.forms import Array


def inverse_powers(r: Array, parameters: Sequence[Array]) -> Array:
    """Return A r^-12 - B r^-6 in eV, for r in Å; ``parameters`` are A (eV Å^12), B (eV Å^6)."""
    a, b = parameters
    return a * r**-12.0 - b * r**-6.0


@dataclass(frozen=True)
class ClosedForm:
    """The unique optimum: A (eV Å^12), B (eV Å^6), epsilon (eV), sigma (Å), reference (eV)."""

    a: float
    b: float
    epsilon: float
    sigma: float
    reference_energy: float


def lennard_jones_closed_form(
    targets: Targets, pairs: PairTable, scheme: str, reference_energy: float | None
) -> ClosedForm:
    """Solve the weighted linear least-squares problem of the same targets as the nonlinear fit.

    Raises PairwrightError when A or B is not positive.
    """
    function = with_cutoff(inverse_powers, scheme, pairs.cutoff_radius)
    columns = [
        targets.flatten(predict(targets.dataset, pairs, function, unit))
        for unit in ((1.0, 0.0), (0.0, 1.0))
    ]
    if reference_energy is None:
        columns.append(targets.reference_column())
    matrix = np.stack(columns, axis=1)
    norms = np.linalg.norm(matrix, axis=0)
    observed = targets.observed(0.0 if reference_energy is None else reference_energy)
    scaled, *_ = np.linalg.lstsq(matrix / norms, observed)
    solution = scaled / norms
    a, b = float(solution[0]), float(solution[1])
    if not (a > 0 and b > 0):
        raise PairwrightError(
            f"no Lennard-Jones potential fits best: with A = {a:.4g} eV Å^12 and "
            f"B = {b:.4g} eV Å^6 the data want no repulsion or no attraction; check "
            "reference_energy, the selection and the sign of the energies"
        )
    return ClosedForm(
        a=a,
        b=b,
        epsilon=b**2 / (4 * a),
        sigma=(a / b) ** (1 / 6),
        reference_energy=float(solution[2]) if reference_energy is None else reference_energy,
    )
