"""Where a fit starts: the length and the depth of a pair interaction, read off the data."""

import numpy as np
import numpy.typing as npt

from pairwright.data.database import Dataset
from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.potentials.forms import Form


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
    top = per_atom[rows].max() if reference_energy is None else reference_energy
    gained = max(top - per_atom[row], float(np.ptp(per_atom[rows])), 1e-4)
    return length, float(gained / bonds_per_atom)


def starting_parameters(form: Form, length: float, depth: float) -> list[float]:
    """Return a form's starting parameters in natural units turned into Å and eV."""
    unit = {"Å": length, "1/Å": 1.0 / length, "eV": depth, "": 1.0}
    return [parameter.start * unit[parameter.unit] for parameter in form.parameters]
