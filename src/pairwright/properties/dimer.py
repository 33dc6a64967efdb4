"""Two atoms: the pair energy over their distance, its well, and which distances the data hold."""

from typing import Any

import numpy as np
import numpy.typing as npt
from autograd import elementwise_grad
from scipy.optimize import brentq

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import structure_distances
from pairwright.potentials.forms import Array
from pairwright.potentials.model import Model
from pairwright.units import MEV_PER_EV

FloatArray = npt.NDArray[np.float64]

POINTS = 300
"""Points of a curve."""
REACH = 0.8
"""A curve begins at this share of the shortest distance of the data."""

DIMER_COLUMNS = ("distance_A", "energy_meV")


def dimer_curve(model: Model, values: Array, shortest: float) -> tuple[FloatArray, FloatArray]:
    """Return distances (k,) in Å up to the cutoff, and the energies (k,) in eV of two atoms there.

    ``values`` (p,) are the model's parameters, ``shortest`` is the shortest distance of the data
    (Å). Two atoms are no triangle and leave no density to smear out.
    """
    pair_values, _ = model.split(values)
    distances = np.linspace(REACH * shortest, model.cutoff.radius, POINTS)
    return distances, np.asarray(model.function(distances, pair_values))


def well(model: Model, values: Array, shortest: float) -> tuple[float, float] | None:
    """Return the depth De (eV) and the position Re (Å) of the pair energy's lowest minimum.

    Re is the root of the slope next to the lowest point of :func:`dimer_curve`; None when that is
    an end of the curve, or a jump at the cutoff.
    """
    distances, energies = dimer_curve(model, values, shortest)
    pair_values, _ = model.split(values)
    lowest = int(np.argmin(energies))
    if lowest in (0, POINTS - 1):
        return None

    def slope(distance: float) -> float:
        return float(elementwise_grad(model.function)(np.array([distance]), pair_values)[0])

    low, high = distances[lowest - 1], distances[lowest + 1]
    if not slope(low) < 0 < slope(high):
        return None
    position = float(brentq(slope, low, high, xtol=1e-13))
    depth = -float(np.asarray(model.function(np.array([position]), pair_values))[0])
    return depth, position


def distances_of_data(dataset: Dataset, cutoff_radius: float) -> tuple[float, float]:
    """Return the shortest and the longest distance (Å) within ``cutoff_radius`` (Å) of any row.

    NaN when no two atoms are that close.
    """
    shortest, longest = np.inf, -np.inf
    for row in range(len(dataset)):
        positions = dataset.positions[dataset.atoms_of(row)]
        found = structure_distances(positions, dataset.cells[row], dataset.pbc[row], cutoff_radius)
        if found.size:
            shortest, longest = min(shortest, found[0]), max(longest, found[-1])
    return (shortest, longest) if np.isfinite(shortest) else (np.nan, np.nan)


def dimers_of_data(dataset: Dataset, reference_energy: float) -> list[dict[str, Any]]:
    """Return distance (Å) and energy (meV) of each row of two free atoms.

    ``reference_energy`` (eV) of an isolated atom is taken off twice.
    """
    found = []
    for row in np.flatnonzero((dataset.natoms == 2) & ~dataset.pbc.any(axis=1)):
        one, other = dataset.positions[dataset.atoms_of(int(row))]
        energy = MEV_PER_EV * (dataset.energies[row] - 2 * reference_energy)
        found.append(
            {
                "id": int(dataset.ids[row]),
                "distance_A": float(np.linalg.norm(other - one)),
                "energy_meV": float(energy),
            }
        )
    return sorted(found, key=lambda point: point["distance_A"])
