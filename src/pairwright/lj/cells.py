"""Atoms sorted into columns, thin slices and clusters: the order in which the compiled code works.

The cell is turned so that its vectors are a lower triangle, and atoms are moved by whole vectors
into the brick [0, a_x) x [0, b_y) x [0, c_z), which tiles space with all its images. The brick is
cut into columns along x and these into slices; a counting sort puts atoms in that order. Up to
four consecutive atoms of a column are a cluster, and what is near one is found column by column.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from pairwright.data.quality import periodic_box
from pairwright.lj.geometry import FloatArray, System

IntArray = npt.NDArray[np.int64]
Vector = tuple[float, float, float]
Function = TypeVar("Function", bound=Callable[..., Any])

CLUSTER = 4
SLICES = 8
"""Slices to the width of a column."""
STRIP = 8
"""Columns side by side in a strip."""
BLOCK = 16
"""Numbers copied at a time; arrays of coordinates have room for as many beyond their end."""

# Sums may be reordered and products contracted; NaN and infinity keep their meaning.
FLAGS = {"reassoc", "contract", "nsz", "arcp"}


def jit(function: Function) -> Function:
    """Compile a function when it is first called, and keep the machine code on disk."""
    return cast(
        Function, njit(cache=True, error_model="numpy", fastmath=FLAGS, nogil=True)(function)
    )


class Sorted(NamedTuple):
    """Atoms in the order of columns and slices, and the clusters made of them.

    ``order`` (n,) numbers the original atoms, ``x``, ``y``, ``z`` (n + BLOCK,) are coordinates in
    the brick in Å, ``starts`` is the first atom of each slice, ``edges`` (4, columns) the y and z
    range of each column's atoms, ``first`` (c,) and ``last`` (c,) the first atom of each cluster
    and one past its last one; ``grid`` counts slices, columns along y and along z, which begin at
    ``origin`` (3,) and have ``density`` (3,) bins for each Å.
    """

    order: IntArray
    x: FloatArray
    y: FloatArray
    z: FloatArray
    starts: IntArray
    edges: FloatArray
    first: IntArray
    last: IntArray
    grid: IntArray
    origin: FloatArray
    density: FloatArray


def box_of(system: System) -> FloatArray:
    """Return the periodic vectors, completed by perpendicular ones, as (3, 3) in Å."""
    if not system.periodic:
        return np.eye(3)
    return system.cell if system.pbc.all() else periodic_box(system.cell, system.pbc)


@jit
def frame(box: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return axes (3, 3) and the box in them, a lower triangle with a positive diagonal.

    Orthonormal rows; a mirror image where the box (3, 3) is left-handed. A box that is such a
    triangle already comes back unchanged, to the last bit.
    """
    axes = np.empty((3, 3))
    axes[0] = box[0] / np.sqrt((box[0] ** 2).sum())
    second = box[1].copy()
    for _ in range(2):
        second -= (second * axes[0]).sum() * axes[0]
    axes[1] = second / np.sqrt((second**2).sum())
    axes[2, 0] = axes[0, 1] * axes[1, 2] - axes[0, 2] * axes[1, 1]
    axes[2, 1] = axes[0, 2] * axes[1, 0] - axes[0, 0] * axes[1, 2]
    axes[2, 2] = axes[0, 0] * axes[1, 1] - axes[0, 1] * axes[1, 0]
    if (axes[2] * box[2]).sum() < 0:
        axes[2] = -axes[2]
    triangle = np.zeros((3, 3))
    for i in range(3):
        for j in range(i + 1):
            triangle[i, j] = (box[i] * axes[j]).sum()
    return axes, triangle


@jit
def place(
    positions: FloatArray, axes: FloatArray, triangle: FloatArray, pbc: npt.NDArray[np.bool_]
) -> FloatArray:
    """Return the coordinates (3, n) of atoms in the axes, moved into the brick where periodic."""
    natoms = len(positions)
    points = np.empty((3, natoms))
    for i in range(natoms):
        x, y, z = positions[i, 0], positions[i, 1], positions[i, 2]
        p = axes[0, 0] * x + axes[0, 1] * y + axes[0, 2] * z
        q = axes[1, 0] * x + axes[1, 1] * y + axes[1, 2] * z
        r = axes[2, 0] * x + axes[2, 1] * y + axes[2, 2] * z
        if pbc[2]:
            turns = np.floor(r / triangle[2, 2])
            p -= turns * triangle[2, 0]
            q -= turns * triangle[2, 1]
            r -= turns * triangle[2, 2]
        if pbc[1]:
            turns = np.floor(q / triangle[1, 1])
            p -= turns * triangle[1, 0]
            q -= turns * triangle[1, 1]
        if pbc[0]:
            p -= np.floor(p / triangle[0, 0]) * triangle[0, 0]
        points[0, i], points[1, i], points[2, i] = p, q, r
    return points


@jit
def choose_grid(
    points: FloatArray, triangle: FloatArray, pbc: npt.NDArray[np.bool_], rc: float
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the counts of bins (3,), the origin (3,) and the bins for each Å (3,)."""
    natoms = points.shape[1]
    origin, lengths = np.zeros(3), np.empty(3)
    volume = 1.0
    for k in range(3):
        lengths[k] = triangle[k, k]
        if not pbc[k]:
            origin[k] = points[k].min()
            lengths[k] = max(points[k].max() - origin[k], 1e-3 * rc)
        volume *= lengths[k]
    # A cluster should be about as long as its column is wide, but a width of just that is an fcc
    # crystal's constant, and its planes would lie on the columns' edges. No wider than half a
    # cutoff where memory allows, for atoms may be dense in one place and far between elsewhere.
    width = max(min((0.75 * CLUSTER * volume / natoms) ** (1 / 3), 0.5 * rc), rc / 16)
    most = 16.0 * natoms + 64.0
    while True:
        nx = max(1.0, np.floor(SLICES * lengths[0] / width))
        ny = max(1.0, np.floor(lengths[1] / width))
        nz = max(1.0, np.floor(lengths[2] / width))
        if nx * ny * nz <= most:
            break
        width *= 1.25
    grid = np.array([int(nx), int(ny), int(nz)])
    return grid, origin, grid / lengths


@jit
def bin_of(value: float, origin: float, density: float, count: int) -> int:
    """Return the bin that a coordinate is in, the nearest one for a coordinate outside."""
    steps = (value - origin) * density
    if not steps >= 1:
        return 0
    return count - 1 if steps >= count else int(steps)


@jit
def sort_atoms(
    points: FloatArray, grid: IntArray, origin: FloatArray, density: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray, IntArray]:
    """Return the order (n,), the coordinates in it, and the first atom of each slice."""
    natoms = points.shape[1]
    keys = np.empty(natoms, dtype=np.int64)
    starts = np.zeros(grid[0] * grid[1] * grid[2] + 1, dtype=np.int64)
    for i in range(natoms):
        a = bin_of(points[0, i], origin[0], density[0], grid[0])
        b = bin_of(points[1, i], origin[1], density[1], grid[1])
        c = bin_of(points[2, i], origin[2], density[2], grid[2])
        keys[i] = (c * grid[1] + b) * grid[0] + a
        starts[keys[i] + 1] += 1
    for k in range(1, len(starts)):
        starts[k] += starts[k - 1]
    order = np.empty(natoms, dtype=np.int64)
    filled = starts[:-1].copy()
    for i in range(natoms):
        order[filled[keys[i]]] = i
        filled[keys[i]] += 1
    x, y, z = np.zeros(natoms + BLOCK), np.zeros(natoms + BLOCK), np.zeros(natoms + BLOCK)
    for k in range(natoms):
        i = order[k]
        x[k], y[k], z[k] = points[0, i], points[1, i], points[2, i]
    return order, x, y, z, starts


@jit
def column_edges(y: FloatArray, z: FloatArray, starts: IntArray, grid: IntArray) -> FloatArray:
    """Return the lowest and highest y and z (4, columns) of each column's atoms."""
    columns = grid[1] * grid[2]
    edges = np.empty((4, columns))
    for column in range(columns):
        y_low = z_low = np.inf
        y_high = z_high = -np.inf
        for k in range(starts[column * grid[0]], starts[(column + 1) * grid[0]]):
            y_low, y_high = min(y_low, y[k]), max(y_high, y[k])
            z_low, z_high = min(z_low, z[k]), max(z_high, z[k])
        edges[0, column], edges[1, column] = y_low, y_high
        edges[2, column], edges[3, column] = z_low, z_high
    return edges


@jit
def make_clusters(starts: IntArray, grid: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first atom and one past the last atom of each cluster (c,).

    They follow strips of columns through the whole height, so that what one of them needs was
    needed by the one before and is still in the cache.
    """
    nx, ny, nz = grid[0], grid[1], grid[2]
    count = 0
    for column in range(ny * nz):
        natoms = starts[(column + 1) * nx] - starts[column * nx]
        count += (natoms + CLUSTER - 1) // CLUSTER
    first = np.empty(count, dtype=np.int64)
    last = np.empty(count, dtype=np.int64)
    count = 0
    for strip in range(0, ny, STRIP):
        for c in range(nz):
            for column in range(c * ny + strip, c * ny + min(strip + STRIP, ny)):
                end = starts[(column + 1) * nx]
                for start in range(starts[column * nx], end, CLUSTER):
                    first[count] = start
                    last[count] = min(start + CLUSTER, end)
                    count += 1
    return first, last


@jit
def sort_system(
    positions: FloatArray,
    axes: FloatArray,
    triangle: FloatArray,
    pbc: npt.NDArray[np.bool_],
    rc: float,
) -> Sorted:
    """Place, sort and cluster the atoms; the arguments are those of :func:`place`, rc in Å."""
    points = place(positions, axes, triangle, pbc)
    grid, origin, density = choose_grid(points, triangle, pbc, rc)
    order, x, y, z, starts = sort_atoms(points, grid, origin, density)
    edges = column_edges(y, z, starts, grid)
    first, last = make_clusters(starts, grid)
    return Sorted(order, x, y, z, starts, edges, first, last, grid, origin, density)


def _block_copier(_: Any, target: Any, at: Any, source: Any, start: Any) -> Any:
    """Copy BLOCK numbers from ``source[start:]`` to ``target[at:]``, for numba to put in place.

    A loop over so few would copy one by one, as numba's arrays might overlap for all it knows.
    """

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        def pointer(array: int) -> Any:
            data = context.make_array(signature.args[array])(context, builder, values[array]).data
            return builder.gep(data, [values[array + 1]])

        size = source.dtype.bitwidth // 8
        cgutils.raw_memcpy(builder, pointer(0), pointer(2), cgutils.intp_t(BLOCK), size)
        return context.get_dummy_value()

    return types.void(target, at, source, start), code


_copy_block: Any = intrinsic(_block_copier)


@jit
def box_around(atoms: Sorted, cluster: int) -> tuple[Vector, Vector]:
    """Return the lowest and the highest x, y, z of a cluster's atoms."""
    first, last = atoms.first[cluster], atoms.last[cluster]
    x_low = x_high = atoms.x[first]
    y_low = y_high = atoms.y[first]
    z_low = z_high = atoms.z[first]
    for k in range(first + 1, last):
        x_low, x_high = min(x_low, atoms.x[k]), max(x_high, atoms.x[k])
        y_low, y_high = min(y_low, atoms.y[k]), max(y_high, atoms.y[k])
        z_low, z_high = min(z_low, atoms.z[k]), max(z_high, atoms.z[k])
    return (x_low, y_low, z_low), (x_high, y_high, z_high)


@jit
def _beyond(a: float, b: float) -> float:
    """Return the larger of the two and zero, without a branch (numba's max looks for NaN)."""
    larger = a if a > b else b
    return larger if larger > 0 else 0.0


@jit
def find_runs(
    atoms: Sorted, box: tuple[Vector, Vector], shift: Vector, reach: float, runs: IntArray
) -> int:
    """Find what of the brick, moved by ``shift``, may be within ``reach`` of a cluster's box.

    From each column comes the run of slices that the sphere's cross-section there allows. Fills
    ``runs`` (2, columns) with the first atom and one past the last one, and returns their number.
    """
    nx, ny, nz = atoms.grid[0], atoms.grid[1], atoms.grid[2]
    ox, oy, oz = atoms.origin[0], atoms.origin[1], atoms.origin[2]
    gx, gy, gz = atoms.density[0], atoms.density[1], atoms.density[2]
    edges, starts = atoms.edges, atoms.starts
    x_low, x_high = box[0][0] - shift[0], box[1][0] - shift[0]
    y_low, y_high = box[0][1] - shift[1], box[1][1] - shift[1]
    z_low, z_high = box[0][2] - shift[2], box[1][2] - shift[2]
    count = 0
    for c in range(bin_of(z_low - reach, oz, gz, nz), bin_of(z_high + reach, oz, gz, nz) + 1):
        for b in range(bin_of(y_low - reach, oy, gy, ny), bin_of(y_high + reach, oy, gy, ny) + 1):
            column = c * ny + b
            dy = _beyond(edges[0, column] - y_high, y_low - edges[1, column])
            dz = _beyond(edges[2, column] - z_high, z_low - edges[3, column])
            room = reach * reach - dy * dy - dz * dz
            if room >= 0:
                along = np.sqrt(room)
                runs[0, count] = starts[column * nx + bin_of(x_low - along, ox, gx, nx)]
                runs[1, count] = starts[column * nx + bin_of(x_high + along, ox, gx, nx) + 1]
                count += 1
    return count


@jit
def copy_runs(
    atoms: Sorted,
    runs: IntArray,
    count: int,
    x: FloatArray,
    y: FloatArray,
    z: FloatArray,
    first: int,
) -> tuple[int, int]:
    """Copy ``count`` runs of atoms side by side to ``x``, ``y``, ``z``, and up to BLOCK more.

    Returns how many atoms there are and which copy is that of atom ``first``, -1 if none.
    """
    ax, ay, az = atoms.x, atoms.y, atoms.z
    copied, itself = 0, -1
    for run in range(count):
        start, stop = runs[0, run], runs[1, run]
        if start <= first < stop:
            itself = copied + first - start
        for k in range(start, stop, BLOCK):
            at = copied + k - start
            _copy_block(x, at, ax, k)
            _copy_block(y, at, ay, k)
            _copy_block(z, at, az, k)
        copied += stop - start
    return copied, itself
