"""Names for the crystals of a database that has none: by symmetry, else by the shape of the cell.

A crystal is known by its space group and the atoms of its primitive cell, found by spglib (Togo,
Shinohara, Tanaka, Sci. Technol. Adv. Mater. Methods 4, 2384822, 2024) with a tolerance that grows
until a name is found, so that copies with displaced atoms are known too.
"""

import os
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
from ase.geometry import cell_to_cellpar
from vesin import NeighborList

FloatArray = npt.NDArray[np.float64]

CRYSTALS = {
    (225, 1): "fcc",
    (229, 1): "bcc",
    (194, 2): "hcp",
    (221, 1): "sc",
    (227, 2): "diamond",
    (223, 8): "A15",
}
"""Names of one-element crystals by space group and number of atoms of the primitive cell.

Only such as are no distortion of another: displaced atoms could pass for one."""

TOLERANCES = (0.001, 0.05, 0.1, 0.15, 0.2)
"""How far atoms may be off their sites, times the cube root of the volume per atom."""

LARGEST, SEARCHED = 200, 100
"""Cells with more atoms are not searched for symmetry, nor are more members of one family: it would
take too long. Those are drawn at random, and such as are unlike them."""

LARGEST_IDEAL, FEW_DISTANCES = 2000, 60
"""In cells with up to so many atoms symmetry is found soon when nothing is displaced: then atoms
within two cube roots of an atom's volume have no more different distances, to 1e-3 of that."""

SMALLEST_FAMILY = 3
"""Cells of a shape that fewer rows have, and no crystal, are not told apart."""

_BINS = np.linspace(0.5, 2.0, 16)


@dataclass(frozen=True)
class Geometry:
    """Atoms at ``positions`` (n, 3) in a ``cell`` (3, 3), in Å, periodic where ``pbc`` (3,)."""

    positions: FloatArray
    cell: FloatArray
    pbc: npt.NDArray[np.bool_]


Family = tuple[int, ...]
Names = dict[int, str]


def recognised_labels(geometries: Sequence[Geometry]) -> list[str]:
    """Return a label for each structure of one element, the same for the same list of them.

    Periodic structures belong to a family: as many atoms in a cell of the same shape, whatever its
    size. Members that symmetry names are called so; the others take the name of that named member
    whose distances are most like theirs. Families without one are called ``cell-1``, ``cell-2``, …
    in order of appearance, or ``other`` when they are small. Structures that are not periodic are
    called ``atom``, ``dimer`` or ``cluster``, those periodic along one or two directions ``chain``
    or ``slab``.
    """
    labels: Names = {}
    families: dict[Family, list[int]] = defaultdict(list)
    for place, geometry in enumerate(geometries):
        if geometry.pbc.all():
            families[_family(geometry)].append(place)
        else:
            labels[place] = _open_label(geometry)
    number = 0
    for members in families.values():
        prints = _fingerprints(members, geometries) if len(members) > SEARCHED else None
        known = _known(members, prints, geometries)
        if known:
            labels |= _spread(members, known, prints, geometries)
        elif len(members) >= SMALLEST_FAMILY:
            number += 1
            labels |= dict.fromkeys(members, f"cell-{number}")
        else:
            labels |= dict.fromkeys(members, "other")
    return [labels[place] for place in range(len(geometries))]


def crystal_name(geometry: Geometry, tolerances: Sequence[float] = TOLERANCES) -> str | None:
    """Return the name of a crystal, None when its symmetry is none that has a name here.

    ``tolerances`` are tried in their order, the first for what is without displacements.
    Without displacements a crystal that is not in ``CRYSTALS`` is named by its space group and the
    atoms of its primitive cell, such as ``P6_122-3``, if there is more to it than inversion.
    """
    exact = _symmetry(geometry, tolerances[0])
    for tolerance in tolerances:
        found = exact if tolerance == tolerances[0] else _symmetry(geometry, tolerance)
        if found is not None and found[:2] in CRYSTALS:
            return CRYSTALS[found[:2]]
    if exact is not None and exact[0] > 2:
        return f"{exact[2].replace('/', '_')}-{exact[1]}"
    return None


def _open_label(geometry: Geometry) -> str:
    """Return the label of a structure that is not periodic in all directions."""
    periodic = int(geometry.pbc.sum())
    if periodic == 0:
        return {1: "atom", 2: "dimer"}.get(len(geometry.positions), "cluster")
    return {1: "chain", 2: "slab"}[periodic]


def _known(members: list[int], prints: FloatArray | None, geometries: Sequence[Geometry]) -> Names:
    """Return the names of those members of a family that are looked at and have one."""
    tolerances: Sequence[float] = TOLERANCES
    if len(geometries[members[0]].positions) > LARGEST:
        places, tolerances = _ideal(members, geometries), TOLERANCES[:1]
    else:
        places = members if prints is None else [members[k] for k in _different(prints)]
    names = {place: crystal_name(geometries[place], tolerances) for place in places}
    return {place: name for place, name in names.items() if name is not None}


def _ideal(members: list[int], geometries: Sequence[Geometry]) -> list[int]:
    """Return the first members of a family of large cells in which no atom is displaced."""
    if len(geometries[members[0]].positions) > LARGEST_IDEAL:
        return []
    ideal = (place for place in members if _has_few_distances(geometries[place]))
    return list(islice(ideal, SEARCHED))


def _has_few_distances(geometry: Geometry) -> bool:
    steps = np.unique(np.rint(1000 * _near_distances(geometry)))
    return len(steps) <= FEW_DISTANCES


def _different(prints: FloatArray) -> list[int]:
    """Return which of many fingerprints (m, b) to look at: most unlike each other, and any."""
    chosen = np.random.default_rng(0).permutation(len(prints))[: SEARCHED // 2].tolist()
    nearest = np.full(len(prints), np.inf)
    for place in chosen:
        nearest = np.minimum(nearest, np.abs(prints - prints[place]).sum(axis=1))
    while len(chosen) < SEARCHED:
        place = int(nearest.argmax())
        chosen.append(place)
        nearest = np.minimum(nearest, np.abs(prints - prints[place]).sum(axis=1))
    return sorted(set(chosen))


def _spread(
    members: list[int], known: Names, prints: FloatArray | None, geometries: Sequence[Geometry]
) -> Names:
    """Give each member without a name that of the known one with the most similar distances."""
    found = dict(known)
    names = [name for place, name in sorted(known.items())]
    if len(set(names)) == 1:
        return dict.fromkeys(members, names[0])
    if prints is None:
        prints = _fingerprints(members, geometries)
    of_known = prints[[k for k, place in enumerate(members) if place in known]]
    for place, own in zip(members, prints, strict=True):
        if place not in known:
            found[place] = names[int(np.abs(of_known - own).sum(axis=1).argmin())]
    return found


def _fingerprints(members: list[int], geometries: Sequence[Geometry]) -> FloatArray:
    return np.array([_fingerprint(geometries[place]) for place in members])


def _scale(geometry: Geometry) -> float:
    """Return the cube root of the volume per atom (Å)."""
    volume = abs(np.linalg.det(geometry.cell))
    return float((volume / len(geometry.positions)) ** (1 / 3))


def _symmetry(geometry: Geometry, tolerance: float) -> tuple[int, int, str] | None:
    """Return space group, atoms of the primitive cell, and the space group's symbol."""
    import spglib

    # It would print a line for each attempt that fails, as most are meant to.
    os.environ.setdefault("SPGLIB_WARNING", "OFF")
    fractions = np.linalg.solve(geometry.cell.T, geometry.positions.T).T
    crystal = (geometry.cell.tolist(), fractions.tolist(), [1] * len(fractions))
    with warnings.catch_warnings():
        # spglib announces that it will raise where it now returns None; both mean the same here.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            found = spglib.get_symmetry_dataset(crystal, symprec=tolerance * _scale(geometry))
        except spglib.SpglibError:
            return None
    if found is None:
        return None
    return int(found.number), len(np.unique(found.mapping_to_primitive)), str(found.international)


def _family(geometry: Geometry) -> Family:
    """Return the number of atoms, and lengths and angles of the cell without its size, rounded."""
    parameters = cell_to_cellpar(geometry.cell)
    lengths = np.rint(100 * parameters[:3] / _scale(geometry)).astype(int)
    angles = np.rint(parameters[3:]).astype(int)
    return (len(geometry.positions), *lengths.tolist(), *angles.tolist())


def _fingerprint(geometry: Geometry) -> FloatArray:
    """Return the pairs of an atom by distance, in units of the cube root of its volume."""
    counts, _ = np.histogram(_near_distances(geometry), _BINS)
    return np.asarray(counts / len(geometry.positions), dtype=float)


def _near_distances(geometry: Geometry) -> FloatArray:
    """Return the distances of all pairs up to the last bin, in the same unit."""
    neighbours = NeighborList(cutoff=_BINS[-1] * _scale(geometry), full_list=False, n_threads=1)
    (distances,) = neighbours.compute(geometry.positions, geometry.cell, geometry.pbc, "d")
    return np.asarray(distances / _scale(geometry), dtype=float)
