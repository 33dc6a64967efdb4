"""The compiled neighbour list that a simulation keeps for many steps.

For each cluster of atoms and each image of the cell near it, a segment lists the atoms that come
within the radius of any atom of the cluster. The list stays complete until two atoms have moved
by the skin together, that is as long as no atom moved by more than half of it.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from pairwright.lj.cells import (
    BLOCK,
    CLUSTER,
    FLAGS,
    IntArray,
    Sorted,
    Vector,
    box_around,
    copy_runs,
    find_runs,
    jit,
)
from pairwright.lj.compiled import act, add_virial, turns
from pairwright.lj.geometry import FloatArray

Numbers = npt.NDArray[np.uint32]


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
    listed: Numbers


@jit
def _grown(array: Numbers, length: int) -> Numbers:
    if length <= len(array):
        return array
    longer = np.empty(2 * length, dtype=np.uint32)
    longer[: len(array)] = array
    return longer


@jit
def _measure(
    atoms: Sorted,
    cluster: int,
    shift: Vector,
    x: FloatArray,
    y: FloatArray,
    z: FloatArray,
    count: int,
    heads: FloatArray,
    nearest: FloatArray,
) -> None:
    """Fill ``nearest`` with the squared distances of copies, moved by ``shift``, to a cluster.

    ``heads`` (3, CLUSTER) is room for the cluster's atoms; a loop over just so many disappears.
    """
    for i in range(CLUSTER):
        atom = min(atoms.first[cluster] + i, atoms.last[cluster] - 1)
        heads[0, i] = atoms.x[atom] - shift[0]
        heads[1, i] = atoms.y[atom] - shift[1]
        heads[2, i] = atoms.z[atom] - shift[2]
    for k in range(count):
        least = np.inf
        for i in range(CLUSTER):
            dx, dy, dz = x[k] - heads[0, i], y[k] - heads[1, i], z[k] - heads[2, i]
            r2 = dx * dx + dy * dy + dz * dz
            least = r2 if r2 < least else least
        nearest[k] = least


@jit
def _count_near(nearest: FloatArray, count: int, reach: float) -> int:
    """Return how many of the first ``count`` copies are within reach."""
    near = 0
    for k in range(count):
        near += 1 if nearest[k] <= reach * reach else 0
    return near


@jit
def _keep_near(
    runs: IntArray, found: int, nearest: FloatArray, reach: float, listed: Numbers, used: int
) -> int:
    """Append to ``listed`` the atoms of ``found`` runs that are within reach; return its length."""
    k, end = np.uint64(0), np.uint64(used)
    for run in range(found):
        for atom in range(runs[0, run], runs[1, run]):
            listed[end] = atom
            end += np.uint64(nearest[k] <= reach * reach)
            k += np.uint64(1)
    return np.int64(end)  # type: ignore[return-value]  # numba's signed number


@jit
def _list_some(
    atoms: Sorted,
    triangle: FloatArray,
    pbc: npt.NDArray[np.bool_],
    reach: float,
    share: tuple[int, int],
) -> Lists:
    """List what is within ``reach`` (Å) of the clusters ``share``."""
    lx, ly, lz = triangle[0, 0], triangle[1, 1], triangle[2, 2]
    room = len(atoms.x) + BLOCK
    x, y, z, nearest = np.empty(room), np.empty(room), np.empty(room), np.empty(room)
    heads, runs = np.empty((3, CLUSTER)), np.empty((2, len(atoms.edges[0])), dtype=np.int64)
    listed = np.empty(1024, dtype=np.uint32)
    segments, starts, shifts, own = [0], [0], [(0.0, 0.0, 0.0)], [-1]
    used = 0
    for cluster in range(share[0], share[1]):
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
                    found = find_runs(atoms, box, shift, reach, runs)
                    count, itself = copy_runs(atoms, runs, found, x, y, z, first)
                    _measure(atoms, cluster, shift, x, y, z, count, heads, nearest)
                    listed = _grown(listed, used + count + 1)
                    end = _keep_near(runs, found, nearest, reach, listed, used)
                    if end > used:
                        is_home = a == 0 and b == 0 and c == 0
                        own.append(_count_near(nearest, itself, reach) if is_home else -1)
                        shifts.append(shift)
                        starts.append(end)
                        used = end
        segments.append(len(starts) - 1)
    table = np.empty((3, len(starts) - 1))
    for s in range(len(starts) - 1):
        table[0, s], table[1, s], table[2, s] = shifts[s + 1]
    return Lists(np.array(segments), np.array(starts), table, np.array(own)[1:], listed[:used])


def build_lists(
    atoms: Sorted, triangle: FloatArray, pbc: npt.NDArray[np.bool_], reach: float, threads: int
) -> Lists:
    """List what is within ``reach`` (Å) of each cluster; the same for any number of threads."""
    clusters = len(atoms.first)
    shares = min(threads, clusters)

    def part(k: int) -> Lists:
        share = (k * clusters // shares, (k + 1) * clusters // shares)
        lists: Lists = _list_some(atoms, triangle, pbc, reach, share)
        return lists

    if shares == 1:
        return part(0)
    with ThreadPoolExecutor(shares) as pool:
        return _joined(list(pool.map(part, range(shares))))


def _joined(parts: list[Lists]) -> Lists:
    """Return the lists of all clusters, given those of consecutive clusters."""
    segments, starts = [parts[0].segments], [parts[0].starts]
    for part in parts[1:]:
        segments.append(segments[-1][-1] + part.segments[1:])
        starts.append(starts[-1][-1] + part.starts[1:])
    return Lists(
        np.concatenate(segments),
        np.concatenate(starts),
        np.concatenate([part.shifts for part in parts], axis=1),
        np.concatenate([part.own for part in parts]),
        np.concatenate([part.listed for part in parts]),
    )


@jit
def act_by_lists(
    atoms: Sorted,
    lists: Lists,
    constants: Vector,
    sums: FloatArray,
    virials: FloatArray,
    share: tuple[int, int],
) -> None:
    """Let the listed atoms act on the clusters ``share``: fill sums (4, n) and virials (6, c)."""
    longest = 0
    for s in range(lists.segments[share[0]], lists.segments[share[1]]):
        longest = max(longest, lists.starts[s + 1] - lists.starts[s])
    room = longest + BLOCK
    x, y, z = np.empty(room), np.empty(room), np.empty(room)
    ax, ay, az = atoms.x, atoms.y, atoms.z
    listed = lists.listed
    for cluster in range(share[0], share[1]):
        first, last = atoms.first[cluster], atoms.last[cluster]
        sums[:, first:last] = 0.0
        virials[:, cluster] = 0.0
        for s in range(lists.segments[cluster], lists.segments[cluster + 1]):
            start, stop = np.uint64(lists.starts[s]), np.uint64(lists.starts[s + 1])
            for k in range(stop - start):
                j = listed[start + k]
                x[k], y[k], z[k] = ax[j], ay[j], az[j]
            own = (first, last, lists.own[s])
            shift = (lists.shifts[0, s], lists.shifts[1, s], lists.shifts[2, s])
            count: int = np.int64(stop - start)  # type: ignore[assignment]  # numba's signed number
            pull = act(ax, ay, az, own, x, y, z, count, shift, constants, sums)
            add_virial(virials, cluster, pull, shift)


@njit(cache=True, error_model="numpy", fastmath=FLAGS, parallel=True)
def act_by_lists_in_threads(
    atoms: Sorted,
    lists: Lists,
    constants: Vector,
    sums: FloatArray,
    virials: FloatArray,
    shares: int,
) -> None:
    """Let the listed atoms act on all clusters, ``shares`` of them at a time."""
    clusters = len(atoms.first)
    for k in prange(shares):
        share = (k * clusters // shares, (k + 1) * clusters // shares)
        act_by_lists(atoms, lists, constants, sums, virials, share)
