"""Which rows belong together: copies rattled from one crystal at one volume."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def group_names(
    structures: npt.NDArray[np.str_],
    volumes_per_atom: npt.NDArray[np.float64],
    ids: Sequence[int],
    tolerance: float = 1e-4,
) -> npt.NDArray[np.str_]:
    """Name the group of each row: its structure and volume per atom (Å^3), as ``fcc-V36``.

    Copies rattled from one crystal and volume share a group. Within a structure two rows belong
    together when no relative gap above ``tolerance`` lies between their volumes. Rows that have no
    volume are each a group of their own.
    """
    names = np.empty(len(structures), dtype=object)
    for structure in np.unique(structures):
        members = np.flatnonzero(structures == structure)
        members = members[np.argsort(volumes_per_atom[members], kind="stable")]
        volumes = volumes_per_atom[members]
        new_group = np.diff(volumes, prepend=-np.inf) > tolerance * np.abs(volumes)
        first = np.maximum.accumulate(np.where(new_group, np.arange(len(members)), 0))
        for member, volume, start in zip(members.tolist(), volumes, first, strict=True):
            if np.isnan(volume):
                names[member] = f"{structure}-row{ids[member]}"
            else:
                names[member] = f"{structure}-V{volumes[start]:.6g}"
    return names.astype(np.str_)
