"""The classic fit: Nelder-Mead on the mean squared error of total energies.

The potential is ASE's Lennard-Jones: cutoff radius 3 sigma, pair energies shifted to zero there.
Two engines give the same energies: ASE's own calculator, row by row, and a look-up in sorted
distances, where prefix sums of r^-12 and r^-6 give a row's energy at any sigma and cutoff.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ase import Atoms
from ase.calculators.lj import LennardJones
from scipy.optimize import fmin

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import structure_distances
from pairwright.errors import PairwrightError

FloatArray = npt.NDArray[np.float64]
Energies = Callable[[float, float], FloatArray]

CUTOFF_IN_SIGMA = 3.0
"""ASE's default cutoff radius, in units of sigma."""


@dataclass(frozen=True)
class SimplexResult:
    """What the simplex found, and what it took."""

    epsilon: float
    sigma: float
    reference_energy: float
    mean_squared_error: float
    iterations: int
    evaluations: int


class PairSums:
    """Lennard-Jones energies of every row at any epsilon and sigma, by look-up.

    Distances are found once, up to a radius that grows when sigma asks for more.
    """

    def __init__(self, dataset: Dataset, radius: float) -> None:
        self._dataset = dataset
        self._build(radius)

    def _build(self, radius: float) -> None:
        """Sort each row's distances behind those of the row before, and sum their powers.

        Adding ``row * stride`` to every distance makes one sorted array of all rows, so a single
        binary search finds how many pairs of each row are within a cutoff.
        """
        dataset = self._dataset
        self._radius = radius
        self._stride = 2.0 * radius
        keys, twelfth, sixth, starts = [], [], [], [0]
        for row in range(len(dataset)):
            atoms = dataset.atoms_of(row)
            distances = structure_distances(
                dataset.positions[atoms], dataset.cells[row], dataset.pbc[row], radius
            )
            inverse_sixth = 1.0 / (distances * distances) ** 3
            keys.append(distances + row * self._stride)
            twelfth.append(np.concatenate([[0.0], np.cumsum(inverse_sixth**2)]))
            sixth.append(np.concatenate([[0.0], np.cumsum(inverse_sixth)]))
            starts.append(starts[-1] + len(distances))
        self._keys = np.concatenate(keys)
        self._twelfth = np.concatenate(twelfth)
        self._sixth = np.concatenate(sixth)
        self._starts = np.array(starts[:-1])
        self._rows = np.arange(len(dataset))

    def energies(self, epsilon: float, sigma: float) -> FloatArray:
        """Return the energy (eV) of each row, shape (m,), with the cutoff at 3 sigma."""
        cutoff = CUTOFF_IN_SIGMA * sigma
        if cutoff > self._radius:
            self._build(1.1 * cutoff)
        within = np.searchsorted(self._keys, self._rows * self._stride + cutoff, side="right")
        # The prefix sums of a row start with a zero, so row k is moved by k places.
        places = within + self._rows
        count = within - self._starts
        powers = sigma**12 * self._twelfth[places] - sigma**6 * self._sixth[places]
        at_cutoff = CUTOFF_IN_SIGMA**-12 - CUTOFF_IN_SIGMA**-6
        energies: FloatArray = 4 * epsilon * (powers - count * at_cutoff)
        return energies


class AseSums:
    """The same energies from ASE's calculator, one structure after another."""

    def __init__(self, dataset: Dataset, element: str) -> None:
        self._structures = [
            Atoms(
                [element] * int(dataset.natoms[row]),
                positions=dataset.positions[dataset.atoms_of(row)],
                cell=dataset.cells[row],
                pbc=dataset.pbc[row],
            )
            for row in range(len(dataset))
        ]

    def energies(self, epsilon: float, sigma: float) -> FloatArray:
        """Return the energy (eV) of each row, shape (m,), with the cutoff at 3 sigma."""
        energies = []
        for atoms in self._structures:
            atoms.calc = LennardJones(epsilon=epsilon, sigma=sigma)
            energies.append(atoms.get_potential_energy())
        return np.array(energies)


def fit_simplex(
    dataset: Dataset, options: dict[str, Any], reference_energy: float | None, element: str
) -> SimplexResult:
    """Fit epsilon and sigma to the total energies of every row with scipy's ``fmin``.

    ``options`` is the ``fit.simplex`` section of the configuration. The objective is the mean over
    rows of (E_LJ + n E_ref - E_DFT)^2 in eV^2; when the reference energy is None, the best one for
    each trial is taken, which has a closed form.
    Raises PairwrightError when the simplex stops without having converged.
    """
    parameters = 2 if reference_energy is not None else 3
    if len(dataset) < parameters:
        raise PairwrightError(
            f"fit.simplex: {len(dataset)} energies cannot determine {parameters} parameters; "
            "select more rows"
        )
    start = (options["epsilon_eV"], options["sigma_A"])
    if options["engine"] == "ase":
        energies: Energies = AseSums(dataset, element).energies
    else:
        energies = PairSums(dataset, 1.2 * CUTOFF_IN_SIGMA * start[1]).energies

    def offset(predicted: FloatArray) -> float:
        return best_reference(dataset, predicted) if reference_energy is None else reference_energy

    def objective(variables: FloatArray) -> float:
        predicted = energies(float(variables[0]), float(variables[1]))
        errors = predicted + offset(predicted) * dataset.natoms - dataset.energies
        return float(np.mean(errors**2))

    best, value, iterations, evaluations, flag = fmin(
        objective, start, xtol=options["xtol"], ftol=options["ftol"], full_output=True, disp=False
    )
    epsilon, sigma = map(float, best)
    if flag != 0 or not np.isfinite(value) or epsilon <= 0 or sigma <= 0:
        raise PairwrightError(
            f"fit.simplex: no minimum found from epsilon {start[0]} eV and sigma {start[1]} Å "
            f"(stopped at {epsilon:.4g} eV, {sigma:.4g} Å); start nearer to the expected values"
        )
    return SimplexResult(
        epsilon, sigma, offset(energies(epsilon, sigma)), float(value), iterations, evaluations
    )


def best_reference(dataset: Dataset, predicted: FloatArray) -> float:
    """Return the energy per atom (eV) that minimises the squared error of total energies (m,)."""
    natoms = dataset.natoms
    return float(natoms @ (dataset.energies - predicted) / (natoms @ natoms))
