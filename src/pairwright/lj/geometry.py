"""What every Lennard-Jones implementation shares: checked input, periodic images, errors."""

import math
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
from vesin import NeighborList

from pairwright.data.quality import periodic_box
from pairwright.errors import PairwrightError

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
Result = tuple[float, FloatArray, FloatArray | None]
"""Energy in eV, forces (n, 3) in eV/Å, stress (3, 3) in eV/Å^3 or None without a volume."""

FLATTEST = 1e-9
"""Periodic vectors whose box has less than this part of the product of their lengths are flat."""

HIGHEST_ENERGY = 1e119
"""In units of epsilon; more than this needs two atoms closer than 1e-9 sigma."""

_NOT_PERIODIC = np.zeros(3, dtype=bool)


@dataclass(frozen=True, slots=True)
class System:
    """Checked input: positions (n, 3) and cell (3, 3) in Å, pbc (3,), volume in Å^3 or None."""

    positions: FloatArray
    cell: FloatArray
    pbc: npt.NDArray[np.bool_]
    periodic: bool
    volume: float | None


@dataclass(frozen=True, slots=True)
class Images:
    """Copies of the atoms: image k is atom ``atom[k]`` moved by ``shift[k]`` (m, 3) in Å.

    The first n images are the n atoms themselves. ``origin`` (n, 3) is where each atom stands
    after it was moved into the cell; shifts count from there.
    """

    origin: FloatArray
    atom: IndexArray
    shift: FloatArray


def checked(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> System:
    """Return the input as arrays.

    Raises PairwrightError in one line for wrong shapes, numbers that are not finite, parameters
    that are not positive, and periodic cell vectors that span no volume.
    """
    if not (0 < epsilon < math.inf and 0 < sigma < math.inf and 0 < rc < math.inf):
        _refuse_parameters(epsilon=epsilon, sigma=sigma, rc=rc)
    points = _numbers("positions", positions)
    vectors = _numbers("cell", cell)
    if points.ndim != 2 or points.shape[1] != 3:
        raise PairwrightError(f"positions have shape {points.shape}; (n, 3) is needed")
    if vectors.shape != (3, 3):
        raise PairwrightError(f"cell has shape {vectors.shape}; (3, 3) is needed")
    # A sum of all numbers is much faster than a look at each, and is finite if they all are.
    if not math.isfinite(points.sum()):
        _refuse_infinite("positions of atom", points)
    flags = _flags(pbc)
    periodic = bool(flags[0] or flags[1] or flags[2])
    volume = _determinant(vectors)
    if not math.isfinite(volume):
        _refuse_infinite("cell vector", vectors)
    has_volume = volume > 0 and volume > FLATTEST * _product_of_lengths(vectors)
    if periodic and not (has_volume and flags[0] and flags[1] and flags[2]):
        _refuse_flat_cell(vectors, flags)
    return System(points, vectors, flags, periodic, volume if has_volume else None)


def empty_result(system: System) -> Result:
    """Return the energy, forces and stress of a system in which nothing interacts."""
    stress = None if system.volume is None else np.zeros((3, 3))
    return 0.0, np.zeros((len(system.positions), 3)), stress


def refuse_coincident(system: System, rc: float) -> NoReturn:
    """Name the two atoms that are too close; called when the energy is beyond all measure."""
    neighbours = NeighborList(cutoff=rc, full_list=False, n_threads=1)
    box = periodic_box(system.cell, system.pbc)
    first, second, distances = neighbours.compute(system.positions, box, system.pbc, "ijd")
    closest = int(np.argmin(distances))
    i, j = int(first[closest]), int(second[closest])
    pair = f"atoms {min(i, j)} and {max(i, j)}" if i != j else f"atom {i} and its own image"
    raise PairwrightError(
        f"{pair} are {distances[closest]:.3g} Å apart, which is less than 1e-9 sigma: "
        "they coincide, and energy and forces have no value there; move or remove one"
    )


def wrapped(positions: FloatArray, box: FloatArray, pbc: npt.NDArray[np.bool_]) -> FloatArray:
    """Return positions (n, 3) moved by whole periodic vectors into the cell.

    Atoms that are inside are left as they are, to the last bit.
    """
    turns = np.where(pbc, np.floor(np.linalg.solve(box.T, positions.T).T), 0.0)
    return positions - turns @ box if turns.any() else positions


def image_numbers(box: FloatArray, pbc: npt.NDArray[np.bool_], reach: float) -> FloatArray:
    """Return (s, 3) whole numbers of cell vectors; the first row is zero.

    They are enough for every image within ``reach`` (Å) of any point of the cell ``box`` (3, 3):
    along a periodic vector, planes are 1 / |b| apart, with b the reciprocal vector.
    """
    spacings = 1 / np.linalg.norm(np.linalg.inv(box), axis=0)
    counts = np.where(pbc, np.floor(reach / spacings + 1 + 1e-9), 0).astype(int)
    axes = [np.arange(-count, count + 1.0) for count in counts]
    numbers = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    nearest_first = np.argsort(np.abs(numbers).sum(axis=1), kind="stable")
    return numbers[nearest_first]


def images(system: System, reach: float) -> Images:
    """Return the atoms and those of their images that come within ``reach`` (Å) of any atom.

    Some are farther away than that: a bounding box decides, not the distances.
    """
    points = system.positions
    everyone = np.arange(len(points))
    if not system.periodic:
        return Images(points, everyone, np.zeros((len(points), 3)))
    box = periodic_box(system.cell, system.pbc)
    origin = wrapped(points, box, system.pbc)
    low, high = origin.min(axis=0) - reach - 1e-6, origin.max(axis=0) + reach + 1e-6
    atoms, shifts = [everyone], [np.zeros((len(points), 3))]
    for shift in image_numbers(box, system.pbc, reach)[1:] @ box:
        moved = origin + shift
        near = np.flatnonzero(((moved >= low) & (moved <= high)).all(axis=1))
        atoms.append(near)
        shifts.append(np.broadcast_to(shift, (len(near), 3)))
    return Images(origin, np.concatenate(atoms), np.concatenate(shifts))


def shift_energy(sigma: float, rc: float) -> float:
    """Return (sigma / rc)^12 - (sigma / rc)^6, the pair energy at the cutoff over 4 epsilon."""
    attraction = (sigma / rc) ** 6
    return attraction * attraction - attraction


def _numbers(name: str, values: Any) -> FloatArray:
    try:
        return np.ascontiguousarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PairwrightError(f"{name} are not numbers in rows of equal length: {error}") from None


def _flags(pbc: Any) -> npt.NDArray[np.bool_]:
    if pbc is False:
        return _NOT_PERIODIC
    flags = np.asarray(pbc)
    if flags.shape == ():
        flags = np.full(3, flags)
    if flags.shape != (3,) or (flags.dtype != bool and not np.isin(flags, (0, 1)).all()):
        raise PairwrightError(f"pbc is {pbc!r}; True, False or three of them are needed")
    return flags.astype(bool, copy=False)


def _determinant(cell: FloatArray) -> float:
    (a, b, c), (d, e, f), (g, h, i) = cell.tolist()
    volume: float = abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))
    return volume


def _product_of_lengths(cell: FloatArray) -> float:
    return math.prod(math.hypot(*row) for row in cell.tolist())


def _refuse_parameters(**parameters: float) -> NoReturn:
    for name, value in parameters.items():
        if not 0 < value < math.inf:
            raise PairwrightError(f"{name} is {value}; a positive, finite number is needed")
    raise AssertionError("unreachable: some parameter is bad")


def _refuse_infinite(name: str, rows: FloatArray) -> None:
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if len(bad):
        raise PairwrightError(f"{name} {bad[0]} is {rows[bad[0]].tolist()}: not finite")


def _refuse_flat_cell(cell: FloatArray, pbc: npt.NDArray[np.bool_]) -> None:
    lengths = np.linalg.norm(cell, axis=1)
    flat = not lengths[pbc].all()
    if not flat:
        # The volume that the periodic vectors span, of unit vectors: |det| is basis-free.
        units = cell[pbc] / lengths[pbc][:, None]
        flat = math.sqrt(max(0.0, float(np.linalg.det(units @ units.T)))) < FLATTEST
    if flat:
        names = " ".join(name for name, is_periodic in zip("abc", pbc, strict=True) if is_periodic)
        raise PairwrightError(
            f"the cell is singular: its periodic vectors ({names}) span no volume; "
            "give independent vectors or turn pbc off"
        )
