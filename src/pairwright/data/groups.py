"""Which rows belong together: copies rattled from one crystal at one volume, or what a key says."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def group_names(
    structures: npt.NDArray[np.str_],
    volumes_per_atom: FloatArray,
    ids: Sequence[int],
    marks: Sequence[str | None] | None = None,
    tolerance: float = 1e-4,
) -> npt.NDArray[np.str_]:
    """Name the group of each row: its structure and volume per atom (Å^3), as ``fcc-V36``.

    Copies rattled from one crystal and volume share a group: within a structure, volumes that
    exceed the smallest of their group by no more than a ``tolerance`` of it. Rows with a mark of
    ``marks`` share a group with those of the same structure and mark; those without either mark or
    volume are each a group of their own.
    """
    names = np.empty(len(structures), dtype=object)
    given = [None] * len(structures) if marks is None else list(marks)
    for structure in np.unique(structures):
        members = np.flatnonzero(structures == structure)
        unmarked = np.array([given[member] is None for member in members])
        for member in members[~unmarked].tolist():
            names[member] = f"{structure}-{given[member]}"
        members = members[unmarked]
        members = members[np.argsort(volumes_per_atom[members], kind="stable")]
        firsts = _first_of_group(volumes_per_atom[members], tolerance)
        for member, first in zip(members.tolist(), firsts, strict=True):
            lone = f"{structure}-row{ids[member]}"
            names[member] = lone if np.isnan(first) else f"{structure}-V{first:.6g}"
    return names.astype(np.str_)


def _first_of_group(volumes: FloatArray, tolerance: float) -> list[float]:
    """Return for each of sorted volumes the smallest of its group."""
    firsts: list[float] = []
    for volume in volumes.tolist():
        same = firsts and volume - firsts[-1] <= tolerance * abs(volume)
        firsts.append(firsts[-1] if same else volume)
    return firsts
