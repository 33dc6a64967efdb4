"""The compiled neighbour list that a simulation keeps for many steps.

For each cluster of atoms and each image of the cell near it, a segment lists the atoms that come
within the radius of any atom of the cluster. The list stays complete until two atoms have moved
by the skin together, that is as long as no atom moved by more than half of it.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from pairwright.lj.cells import BLOCK, FLAGS, IntArray, Sorted, jit
from pairwright.lj.compiled import (
    Vector,
    act,
    add_virial,
    box_around,
    gather,
    turns,
)
from pairwright.lj.geometry import FloatArray


class Lists(NamedTuple):
    """Segments ``segments[c]:segments[c + 1]`` belong to cluster c.

    Segment s lists the atoms ``listed[starts[s]:starts[s + 1]]``, moved by ``shifts`` (3, s) in Å;
    ``own`` (s,) is the place of the cluster's first atom among them where they are not moved, and
    -1 elsewhere. Each pair is listed from both sides.
    """

    segments: IntArray
    starts: IntArray
    shifts: FloatArray
    own: IntArray
    listed: npt.NDArray[np.uint32]


@jit
def _grown(array: npt.NDArray[np.uint32], length: int) -> npt.NDArray[np.uint32]:
    if length <= len(array):
        return array
    longer = np.empty(2 * length, dtype=np.uint32)
    longer[: len(array)] = array
    return longer


@jit
def _keep_near(
    atoms: Sorted,
    cluster: int,
    x: FloatArray,
    y: FloatArray,
    z: FloatArray,
    numbers: npt.NDArray[np.uint32],
    count: int,
    reach: float,
    listed: npt.NDArray[np.uint32],
    used: int,
) -> int:
    """Append to ``listed`` those of ``count`` copies within reach of an atom of the cluster."""
    first, last = atoms.first[cluster], atoms.last[cluster]
    for k in range(count):
        nearest = np.inf
        for i in range(first, last):
            dx, dy, dz = x[k] - atoms.x[i], y[k] - atoms.y[i], z[k] - atoms.z[i]
            nearest = min(nearest, dx * dx + dy * dy + dz * dz)
        listed[used] = numbers[k]
        used += 1 if nearest <= reach * reach else 0
    return used


@jit
def _place_of(atom: int, listed: npt.NDArray[np.uint32], start: int) -> int:
    """Return how many atoms after ``start`` this one is listed; it must be."""
    place = 0
    while listed[start + place] != atom:
        place += 1
    return place


@jit
def build_lists(
    atoms: Sorted, triangle: FloatArray, pbc: npt.NDArray[np.bool_], reach: float
) -> Lists:
    """List what is within ``reach`` (Å) of each cluster of the sorted atoms."""
    lx, ly, lz = triangle[0, 0], triangle[1, 1], triangle[2, 2]
    room = len(atoms.x) + BLOCK
    x, y, z = np.empty(room), np.empty(room), np.empty(room)
    numbers, listed = np.empty(room, dtype=np.uint32), np.empty(1024, dtype=np.uint32)
    segments, starts, shifts, own = [0], [0], [(0.0, 0.0, 0.0)], [-1]
    used = 0
    for cluster in range(len(atoms.first)):
        first = atoms.first[cluster]
        box = box_around(atoms, cluster)
        low, high = box
        c_first, c_last = turns(low[2] - reach, high[2] + reach, lz, pbc[2])
        for c in range(c_first, c_last):
            sy = c * triangle[2, 1]
            b_first, b_last = turns(low[1] - reach - sy, high[1] + reach - sy, ly, pbc[1])
            for b in range(b_first, b_last):
                sx = c * triangle[2, 0] + b * triangle[1, 0]
                a_first, a_last = turns(low[0] - reach - sx, high[0] + reach - sx, lx, pbc[0])
                for a in range(a_first, a_last):
                    shift = (sx + a * lx, sy + b * ly, c * lz)
                    count, _ = gather(atoms, first, box, shift, reach, x, y, z, numbers)
                    listed = _grown(listed, used + count + 1)
                    end = _keep_near(atoms, cluster, x, y, z, numbers, count, reach, listed, used)
                    if end > used:
                        is_home = a == 0 and b == 0 and c == 0
                        own.append(_place_of(first, listed, used) if is_home else -1)
                        shifts.append(shift)
                        starts.append(end)
                        used = end
        segments.append(len(starts) - 1)
    table = np.empty((3, len(starts) - 1))
    for s in range(len(starts) - 1):
        table[0, s], table[1, s], table[2, s] = shifts[s + 1]
    return Lists(
        np.array(segments), np.array(starts), table, np.array(own)[1:], listed[:used].copy()
    )


def _all_clusters(
    atoms: Sorted,
    lists: Lists,
    constants: Vector,
    sums: FloatArray,
    virials: FloatArray,
    shares: int,
) -> None:
    clusters = len(atoms.first)
    sums[:] = 0.0
    virials[:] = 0.0
    longest = 0
    for s in range(len(lists.own)):
        longest = max(longest, lists.starts[s + 1] - lists.starts[s])
    for k in prange(shares):
        share = (k * clusters // shares, (k + 1) * clusters // shares)
        _some_clusters(atoms, lists, constants, share, longest + BLOCK, sums, virials)


@jit
def _some_clusters(
    atoms: Sorted,
    lists: Lists,
    constants: Vector,
    share: tuple[int, int],
    room: int,
    sums: FloatArray,
    virials: FloatArray,
) -> None:
    x, y, z = np.empty(room), np.empty(room), np.empty(room)
    ax, ay, az = atoms.x, atoms.y, atoms.z
    listed = lists.listed
    for cluster in range(share[0], share[1]):
        for s in range(lists.segments[cluster], lists.segments[cluster + 1]):
            start, stop = np.uint64(lists.starts[s]), np.uint64(lists.starts[s + 1])
            shift = (lists.shifts[0, s], lists.shifts[1, s], lists.shifts[2, s])
            for k in range(stop - start):
                j = listed[start + k]
                x[k] = ax[j] + shift[0]
                y[k] = ay[j] + shift[1]
                z[k] = az[j] + shift[2]
            own = (atoms.first[cluster], atoms.last[cluster], lists.own[s])
            count: int = np.int64(stop - start)  # type: ignore[assignment]  # numba's signed number
            pull = act(ax, ay, az, own, x, y, z, count, constants, sums)
            add_virial(virials, cluster, pull, shift)


act_by_lists = jit(_all_clusters)
act_by_lists_in_threads = njit(cache=True, error_model="numpy", fastmath=FLAGS, parallel=True)(
    _all_clusters
)
