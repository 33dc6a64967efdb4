"""Where a fit starts: the length and the depth of a pair interaction, read off the data."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.fit.variables import Variables
from pairwright.potentials.forms import Parameter

FloatArray = npt.NDArray[np.float64]


def natural_scales(
    dataset: Dataset,
    pairs: PairTable,
    rows: npt.NDArray[np.bool_],
    reference_energy: float | None,
) -> tuple[float, float]:
    """Return a length (Å) and a depth (eV) for the pair interaction.

    Of the given ``rows`` (m,), the one of lowest energy per atom decides: the length is its
    shortest distance, the depth the energy it gains against the reference, shared among its pairs
    up to 1.2 lengths.
    When the reference is unknown or nothing is gained, the highest row takes its place.
    Raises PairwrightError when the row has no pair within the cutoff.
    """
    per_atom = dataset.energies / dataset.natoms
    row = int(np.argmin(np.where(rows, per_atom, np.inf)))
    vectors = pairs.vectors[pairs.starts[row] : pairs.starts[row + 1]]
    if len(vectors) == 0:
        raise PairwrightError(
            f"cutoff.radius_A: row {dataset.ids[row]}, the lowest in energy, has no two atoms "
            f"within {pairs.cutoff_radius} Å; take a larger radius"
        )
    distances = np.linalg.norm(vectors, axis=1)
    length = float(distances.min())
    bonds_per_atom = np.sum(distances < 1.2 * length) / dataset.natoms[row]
    gained = 0.0 if reference_energy is None else reference_energy - per_atom[row]
    if gained <= 0:
        gained = per_atom[rows].max() - per_atom[row]
    return length, float(max(gained, 1e-4) / bonds_per_atom)


def natural_units(parameters: Sequence[Parameter], length: float, depth: float) -> FloatArray:
    """Return what one natural unit of each parameter is (k,): products of ``length`` and ``depth``.

    Units are read as in ``eV Å^6`` or ``1/Å``; raises PairwrightError for another one.
    """
    return np.array([_natural_unit(p.name, p.unit, length, depth) for p in parameters])


def _natural_unit(name: str, unit: str, length: float, depth: float) -> float:
    value, sign = 1.0, 1
    for part in unit.replace("/", " / ").split():
        symbol, _, power = part.partition("^")
        known = {"/": 1.0, "1": 1.0, "Å": length, "eV": depth}
        if symbol not in known or (power and not power.isdigit()):
            raise PairwrightError(
                f"parameter {name}: unit {unit!r} is not understood; allowed: eV and Å with whole "
                "powers, such as eV Å^6 or 1/Å"
            )
        sign = -1 if symbol == "/" else sign
        value *= known[symbol] ** (sign * int(power or 1))
    return value


def starting_values(variables: Variables, number: int, seed: int) -> list[FloatArray]:
    """Return ``number`` sets of parameters (k,) to start from, the first as the form's table says.

    The others are drawn by a Latin hypercube between ``start / spread`` and ``start * spread`` of
    each parameter, counted from its lower limit.
    """
    parameters = variables.model.parameters
    first = np.array([p.start for p in parameters]) * variables.scales
    spreads = np.log([p.spread for p in parameters])
    limits = np.array([p.lower if np.isfinite(p.lower) else 0.0 for p in parameters])
    draws = qmc.LatinHypercube(len(parameters), rng=np.random.default_rng(seed)).random(number)
    draws[0] = 0.5
    sets = limits + (first - limits) * np.exp((2 * draws - 1) * spreads)
    return [_allowed(variables, values) for values in sets]


def _allowed(variables: Variables, values: FloatArray) -> FloatArray:
    """Put a start where the constraints allow it."""
    for place, parameter in enumerate(variables.model.parameters):
        given = variables.option(parameter, "start")
        if given is not None:
            values[place] = given
    low, high = variables.bounds()
    margin = 1e-3 * np.minimum(high - low, 1.0)
    return variables.values(np.clip(variables.numbers(values), low + margin, high - margin))
