"""Lennard-Jones compiled by numba: linear in the number of atoms, for any cell and periodicity.

1. Atoms are sorted into columns, slices and clusters (:mod:`pairwright.lj.cells`).
2. For each cluster and each image of the cell near it, all atoms that may be within the cutoff
   are copied side by side. Columns are sorted along x, so that each column near enough
   contributes one contiguous run.
3. Each atom of the cluster runs over the copies without branches, so that the processor works on
   several pairs at a time. Each pair is met from both sides: nobody writes to another's atoms, and
   results are the same, to the last bit, for any number of threads.

The virial needs no work in the inner loop: with f_i all that pulls at atom i, and f_iS the part
from image S, sum of (1/2) f_ij (x) d_ij = (1/2) sum f_iS (x) S - sum_i f_i (x) x_i.
"""

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt
from numba import njit, prange

from pairwright.errors import PairwrightError
from pairwright.lj.cells import (
    BLOCK,
    FLAGS,
    Sorted,
    Vector,
    box_around,
    box_of,
    copy_runs,
    find_runs,
    frame,
    jit,
    sort_system,
)
from pairwright.lj.few import few_free_atoms
from pairwright.lj.geometry import (
    HIGHEST_ENERGY,
    FloatArray,
    Result,
    checked,
    refuse_coincident,
    shift_energy,
)

SHARES = 16
"""Pieces of work for each thread: under TBB, whoever is done early takes another one."""


class Everything(NamedTuple):
    """Energy (eV), forces (n, 3) (eV/Å), stress (3, 3) (eV/Å^3) or None, energies (n,) (eV)."""

    energy: float
    forces: FloatArray
    stress: FloatArray | None
    energies: FloatArray


@jit
def act(
    ax: FloatArray,
    ay: FloatArray,
    az: FloatArray,
    own: tuple[int, int, int],
    x: FloatArray,
    y: FloatArray,
    z: FloatArray,
    count: int,
    image: Vector,
    constants: Vector,
    sums: FloatArray,
) -> Vector:
    """Let ``count`` copies (``x``, ...), moved by ``image``, act on atoms; return the pulls' sum.

    A pull is q u (u - 1/2) d, with d from the atom to a copy, q = sigma^2 / d^2 and u = q^3; an
    energy is u^2 - u - shift; ``constants`` are sigma^2, rc^2 and the shift. Both are added to
    ``sums`` (4, n). ``own`` are the first atom in ``ax``, ``ay``, ``az``, one past the last one,
    and the number of the first atom's own copy, negative if there is none.
    Arrays come one by one, because numba counts references to those in tuples.
    """
    s2, rc2, shift = constants
    first, last, itself = own
    far = ax[first] - image[0] + 1e4 * np.sqrt(rc2)
    padded = (count + BLOCK - 1) // BLOCK * BLOCK
    for k in range(count, padded):
        x[k] = far
        y[k] = z[k] = 0.0
    tx = ty = tz = 0.0
    for i in range(first, last):
        hx, hy, hz = ax[i] - image[0], ay[i] - image[1], az[i] - image[2]
        if itself >= 0:
            x[itself + i - first] = far
        fx = fy = fz = energy = 0.0
        for k in range(padded):
            dx, dy, dz = x[k] - hx, y[k] - hy, z[k] - hz
            r2 = dx * dx + dy * dy + dz * dz
            q = s2 / r2
            u = q * q * q
            inside = r2 <= rc2
            u = u if inside else 0.0
            energy += u * u - u - (shift if inside else 0.0)
            w = q * u * (u - 0.5)
            fx += w * dx
            fy += w * dy
            fz += w * dz
        if itself >= 0:
            x[itself + i - first] = hx
        sums[0, i] += fx
        sums[1, i] += fy
        sums[2, i] += fz
        sums[3, i] += energy
        tx, ty, tz = tx + fx, ty + fy, tz + fz
    return tx, ty, tz


@jit
def add_virial(virials: FloatArray, cluster: int, pull: Vector, shift: Vector) -> None:
    """Add half of pull (x) shift to a cluster's column of the virials (6, c), in Voigt's order."""
    virials[0, cluster] += 0.5 * pull[0] * shift[0]
    virials[1, cluster] += 0.5 * pull[1] * shift[1]
    virials[2, cluster] += 0.5 * pull[2] * shift[2]
    virials[3, cluster] += 0.5 * pull[1] * shift[2]
    virials[4, cluster] += 0.5 * pull[0] * shift[2]
    virials[5, cluster] += 0.5 * pull[0] * shift[1]


@jit
def turns(low: float, high: float, length: float, is_periodic: bool) -> tuple[int, int]:
    """Return the first and one past the last image of [0, length) that [low, high] touches."""
    if not is_periodic:
        return 0, 1
    return int(np.floor(low / length)), int(np.floor(high / length)) + 1


@jit
def _some_clusters(
    atoms: Sorted,
    triangle: FloatArray,
    pbc: npt.NDArray[np.bool_],
    constants: Vector,
    sums: FloatArray,
    virials: FloatArray,
    share: tuple[int, int],
) -> None:
    """Work through the clusters ``share``: fill sums (4, n) and virials (6, c)."""
    reach = np.sqrt(constants[1]) * (1 + 1e-9)
    room = len(atoms.x) + BLOCK
    x, y, z = np.empty(room), np.empty(room), np.empty(room)
    runs = np.empty((2, len(atoms.edges[0])), dtype=np.int64)
    ax, ay, az = atoms.x, atoms.y, atoms.z
    lx, ly, lz = triangle[0, 0], triangle[1, 1], triangle[2, 2]
    for cluster in range(share[0], share[1]):
        first, last = atoms.first[cluster], atoms.last[cluster]
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
                    if count > 0:
                        own = (first, last, itself if a == 0 and b == 0 and c == 0 else -1)
                        pull = act(ax, ay, az, own, x, y, z, count, shift, constants, sums)
                        add_virial(virials, cluster, pull, shift)


@njit(cache=True, error_model="numpy", fastmath=FLAGS, parallel=True)
def _all_clusters(
    atoms: Sorted,
    triangle: FloatArray,
    pbc: npt.NDArray[np.bool_],
    constants: Vector,
    sums: FloatArray,
    virials: FloatArray,
    shares: int,
) -> None:
    clusters = len(atoms.first)
    for k in prange(shares):
        share = (k * clusters // shares, (k + 1) * clusters // shares)
        _some_clusters(atoms, triangle, pbc, constants, sums, virials, share)


@jit
def virial_of(atoms: Sorted, sums: FloatArray, virials: FloatArray) -> FloatArray:
    """Return the virial (3, 3): half of pull (x) image of all clusters - sum_i f_i (x) x_i.

    Positions count from the origin of the bins; the pulls add up to zero.
    """
    v = np.zeros(6)
    for k in range(6):
        v[k] = virials[k].sum()
    ox, oy, oz = atoms.origin[0], atoms.origin[1], atoms.origin[2]
    for k in range(sums.shape[1]):
        x, y, z = atoms.x[k] - ox, atoms.y[k] - oy, atoms.z[k] - oz
        v[0] -= sums[0, k] * x
        v[1] -= sums[1, k] * y
        v[2] -= sums[2, k] * z
        v[3] -= sums[1, k] * z
        v[4] -= sums[0, k] * z
        v[5] -= sums[0, k] * y
    return np.array([[v[0], v[5], v[4]], [v[5], v[1], v[3]], [v[4], v[3], v[2]]])


@jit
def in_input_order(
    atoms: Sorted, axes: FloatArray, sums: FloatArray, factors: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """Return energies (n,) and forces (n, 3) in the order and axes of the input."""
    natoms = len(atoms.order)
    energies = np.empty(natoms)
    forces = np.empty((natoms, 3))
    for k in range(natoms):
        i = atoms.order[k]
        energies[i] = factors[0] * sums[3, k]
        x, y, z = sums[0, k] * factors[1], sums[1, k] * factors[1], sums[2, k] * factors[1]
        forces[i, 0] = axes[0, 0] * x + axes[1, 0] * y + axes[2, 0] * z
        forces[i, 1] = axes[0, 1] * x + axes[1, 1] * y + axes[2, 1] * z
        forces[i, 2] = axes[0, 2] * x + axes[1, 2] * y + axes[2, 2] * z
    return energies, forces


def with_threads(threads: int, function: Any, *arguments: Any) -> None:
    """Call a parallel function with so many threads, or all there are if these are fewer."""
    before = numba.get_num_threads()
    available = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    numba.set_num_threads(min(threads, available))
    try:
        function(*arguments)
    finally:
        numba.set_num_threads(before)


def everything(
    positions: Any,
    cell: Any,
    pbc: Any,
    *,
    epsilon: float,
    sigma: float,
    rc: float,
    threads: int = 1,
) -> Everything:
    """Return energy, forces, stress and the energy of each atom (half of its pairs') at once.

    The arguments are those of :func:`compiled`.
    """
    system = checked(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
    if threads < 1:
        raise PairwrightError(f"threads is {threads}; one or more is needed")
    natoms = len(system.positions)
    if natoms == 0:
        stress = None if system.volume is None else np.zeros((3, 3))
        return Everything(0.0, np.zeros((0, 3)), stress, np.zeros(0))
    axes, triangle = frame(box_of(system))
    atoms = sort_system(system.positions, axes, triangle, system.pbc, rc)
    sums, virials = np.zeros((4, natoms)), np.zeros((6, len(atoms.first)))
    constants = (sigma * sigma, rc * rc, shift_energy(sigma, rc))
    work = (atoms, triangle, system.pbc, constants, sums, virials)
    if threads == 1:
        _some_clusters(*work, (0, len(atoms.first)))
    else:
        with_threads(threads, _all_clusters, *work, threads * SHARES)
    virial = virial_of(atoms, sums, virials)
    factors = (2 * epsilon, -48 * epsilon / (sigma * sigma))
    energies, forces = in_input_order(atoms, axes, sums, factors)
    energy = float(energies.sum())
    if not energy < HIGHEST_ENERGY * epsilon:
        refuse_coincident(system, rc)
    if system.volume is None:
        return Everything(energy, forces, None, energies)
    stress = axes.T @ virial @ axes * (factors[1] / system.volume)
    return Everything(energy, forces, stress, energies)


def compiled(
    positions: Any,
    cell: Any,
    pbc: Any,
    *,
    epsilon: float,
    sigma: float,
    rc: float,
    threads: int = 1,
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3), compiled.

    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV;
    ``threads`` work on it, and the result is the same, to the last bit, for any number of them.
    Raises PairwrightError for input that has no energy.
    """
    if threads == 1:
        result = few_free_atoms(positions, cell, pbc, epsilon, sigma, rc)
        if result is not None:
            return result
    energy, forces, stress, _ = everything(
        positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc, threads=threads
    )
    return energy, forces, stress
