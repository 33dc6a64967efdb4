"""JAX MD: its neighbour list and its Lennard-Jones, in double precision; forces by autodiff.

Its own cutoff is a smooth switch, so the plain pair energy is cut and shifted here. The list is an
ordered sparse one, the fastest, updated within the compiled function. When it has become too short,
it is allocated and the function compiled again, within the call.
"""

import os
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from pairwright.timing.cases import QUANTITIES, Case
from pairwright.timing.contestant import Answer, Contestant, Prepared
from pairwright.timing.peers.boxes import has_one_image_within_reach

Function = Callable[..., Any]

ALL_PAIRS = 1500
"""Up to so many atoms the list is made faster by trying all pairs than with cells."""


def _loaded() -> Any:
    """Return jax, told to use one thread and double precision."""
    # Read when the processor is first used; there is no other way to ask for one thread.
    os.environ["PJRT_NPROC"] = "1"
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def _parts(case: Case) -> tuple[Any, Function, Function]:
    """Return neighbour list functions, the energy of positions and a list, and what wraps.

    Positions (n, 3) have to be wrapped before they go into either. The energy takes a ``strain``
    (3, 3) too.
    """
    import jax.numpy as jnp
    from jax_md import energy, partition, smap, space

    # Python's own numbers would be made single precision.
    sigma, epsilon, rc = (np.float64(case.model[name]) for name in ("sigma", "epsilon", "rc"))
    at_cutoff = energy.lennard_jones(rc, sigma, epsilon)

    def pair_energy(r: Any, **_: Any) -> Any:
        return jnp.where(r <= rc, energy.lennard_jones(r, sigma, epsilon) - at_cutoff, 0.0)

    lengths = jnp.array(np.diag(case.cell) if case.pbc else np.ptp(case.positions, axis=0))
    displacement, _ = space.periodic(lengths) if case.pbc else space.free()

    def strained(here: Any, there: Any, strain: Any = None, **_: Any) -> Any:
        # JAX MD has a "perturbation" for this, but with jaxlib 0.10.2 the compiled code then takes
        # wrong distances for some pairs beyond the 16384th.
        d = displacement(here, there)
        return d if strain is None else d + (strain * d).sum(axis=-1)

    def wrap(positions: Any) -> Any:
        # Free atoms need no wrapping, but the cells of the list begin at zero.
        return positions % lengths if case.pbc else positions - positions.min(axis=0)

    lists = partition.neighbor_list(
        displacement,
        lengths,
        # The box is rounded to single precision; the pair energy has the exact cutoff.
        rc * (1 + 1e-6),
        format=partition.OrderedSparse,
        disable_cell_list=case.natoms <= ALL_PAIRS,
    )
    metric = space.metric(strained)
    energy_of = smap.pair_neighbor_list(pair_energy, metric, ignore_unused_parameters=True)
    return lists, energy_of, wrap


def _compiled(jax: Any, case: Case, quantity: str, energy_of: Function, wrap: Function) -> Function:
    """Return what computes energy, forces, stress and whether the list was too short."""
    volume = abs(float(np.linalg.det(case.cell)))

    def of_strain(positions: Any, neighbours: Any, strain: Any) -> Any:
        return energy_of(positions, neighbours, strain=strain)

    def work(positions: Any, neighbours: Any) -> Any:
        positions = wrap(positions)
        updated = neighbours.update(positions)
        forces = stress = None
        if quantity == "energy":
            energy = energy_of(positions, updated)
        elif quantity == "energy_forces":
            energy, slope = jax.value_and_grad(energy_of)(positions, updated)
            forces = -slope
        else:
            both = jax.value_and_grad(of_strain, argnums=(0, 2))
            energy, (slope, virial) = both(positions, updated, np.zeros((3, 3)))
            forces, stress = -slope, virial / volume
        return energy, forces, stress, updated.did_buffer_overflow

    compiled: Function = jax.jit(work)
    return compiled


def prepare(case: Case, quantity: str) -> Prepared:
    """Allocate a list and compile."""
    jax = _loaded()
    lists, energy_of, wrap = _parts(case)
    work = _compiled(jax, case, quantity, energy_of, wrap)
    state: dict[str, Any] = {}

    def allocate() -> None:
        with warnings.catch_warnings():
            # What JAX MD does with integers of 32 and 64 bits is theirs to mend.
            warnings.simplefilter("ignore", FutureWarning)
            state["neighbours"] = lists.allocate(wrap(jax.numpy.array(case.positions)))
            call()

    def call() -> None:
        positions = jax.numpy.array(case.positions)
        state["found"] = jax.block_until_ready(work(positions, state["neighbours"]))
        if state["found"][-1]:
            allocate()

    def answer() -> Answer:
        energy, *arrays, _ = state["found"]
        forces, stress = (None if array is None else np.array(array) for array in arrays)
        return Answer(float(energy), forces, stress)

    allocate()
    return Prepared(call, answer)


JAX_MD = Contestant(
    "jax-md",
    prepare,
    lambda case: case.natoms <= 50_000 and has_one_image_within_reach(case),
    distribution="jax-md",
    separately=frozenset(QUANTITIES[:2]),
    remark="lennard_jones, cut and shifted by us, ordered sparse list",
)
