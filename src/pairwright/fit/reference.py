"""The zero of energy: what one isolated atom counts for."""

from typing import Any

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.errors import PairwrightError


def reference_energy(options: dict[str, Any], dataset: Dataset) -> float | None:
    """Return the energy of an isolated atom (eV), or None when the fit is to find it.

    ``options`` is the ``reference_energy`` section of the configuration.
    Raises PairwrightError when mode isolated_atom is asked for and the database has no such row.
    """
    mode = options["mode"]
    if mode == "fitted":
        return None
    if mode == "value":
        return float(options["value_eV"])
    if mode == "none":
        return 0.0
    energy = float(dataset.isolated_atom_energy)
    if np.isnan(energy):
        raise PairwrightError(
            "reference_energy.mode: isolated_atom, but the database has no row with one atom and "
            "no periodicity from the calculator of the selected rows; add one, or choose mode "
            "value, fitted or none"
        )
    return energy
