"""Everyone who is timed: ASE's calculator, every way of this library, and other programs."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.lj import LennardJones

from pairwright.data.quality import periodic_box
from pairwright.lj import neighbours, vectorised
from pairwright.lj.autodiff import autodiff_pair_function
from pairwright.lj.geometry import FloatArray
from pairwright.lj.implementations import IMPLEMENTATIONS, Implementation
from pairwright.timing.cases import Case
from pairwright.timing.contestant import Answer, Contestant, Prepared
from pairwright.timing.peers.programs import PEERS
from pairwright.timing.steps import simulation

DIFFERENCE_STEP = 1e-5
"""Half of a central difference's width, in units of sigma."""

EnergyFunction = Callable[..., float]


def _everything(function: Implementation, energy: EnergyFunction | None) -> Callable[..., Prepared]:
    """Return what prepares a function of this library; ``energy`` computes the energy alone."""

    def prepare(case: Case, quantity: str) -> Prepared:
        arguments = (case.positions, case.cell, case.pbc)
        if quantity == "energy" and energy is not None:
            alone = partial(energy, *arguments, **case.model)
            return _keeping(lambda: (alone(), None, None))
        return _keeping(partial(function, *arguments, **case.model))

    return prepare


def _keeping(compute: Callable[[], tuple[Any, Any, Any]]) -> Prepared:
    """Return a call that remembers what it found, so that the answer costs no further call."""
    found: list[Answer] = []

    def call() -> None:
        found[:] = [Answer(*compute())]

    return Prepared(call, lambda: found[0])


def _forget_all(model: LennardJones) -> None:
    model.reset()


def _forget_results(model: LennardJones) -> None:
    model.results = {}


def _prepare_ase(forget: Callable[[LennardJones], None], case: Case, _quantity: str) -> Prepared:
    """Ask ASE's calculator, and let it forget what it knew before each call."""
    model = LennardJones(**case.model)
    atoms = Atoms(
        numbers=[18] * case.natoms,
        positions=case.positions,
        cell=periodic_box(case.cell, np.full(3, case.pbc)) if case.pbc else None,
        pbc=case.pbc,
        calculator=model,
    )

    def call() -> None:
        forget(model)
        atoms.get_forces()

    def answer() -> Answer:
        stress = atoms.get_stress(voigt=False) if case.pbc else None
        return Answer(atoms.get_potential_energy(), atoms.get_forces(), stress)

    return Prepared(call, answer)


def _prepare_differences(case: Case, _quantity: str) -> Prepared:
    """Forces by central differences of the vectorised energy: 6 n energies, 12 more for stress."""
    found: list[Answer] = []

    def energy(positions: FloatArray, cell: FloatArray) -> float:
        return vectorised.energy(positions, cell, case.pbc, **case.model)

    def call() -> None:
        h = DIFFERENCE_STEP * case.model["sigma"]
        forces = np.empty_like(case.positions)
        moved = case.positions.copy()
        for index, value in np.ndenumerate(case.positions):
            moved[index] = value + h
            above = energy(moved, case.cell)
            moved[index] = value - h
            forces[index] = (energy(moved, case.cell) - above) / (2 * h)
            moved[index] = value
        stress = _stress_by_differences(case, energy) if case.pbc else None
        found[:] = [Answer(energy(case.positions, case.cell), forces, stress)]

    return Prepared(call, lambda: found[0])


def _stress_by_differences(case: Case, energy: EnergyFunction) -> FloatArray:
    stress = np.empty((3, 3))
    for i in range(3):
        for j in range(i + 1):
            strain = np.zeros((3, 3))
            strain[i, j] = strain[j, i] = DIFFERENCE_STEP * (1 if i == j else 0.5)
            plus, minus = np.eye(3) + strain, np.eye(3) - strain
            above = energy(case.positions @ plus, case.cell @ plus)
            below = energy(case.positions @ minus, case.cell @ minus)
            stress[i, j] = stress[j, i] = (above - below) / (2 * DIFFERENCE_STEP)
    return stress / abs(float(np.linalg.det(case.cell)))


def _prepare_threads(threads: int, case: Case, _quantity: str) -> Prepared:
    from pairwright.lj.compiled import compiled

    arguments = (case.positions, case.cell, case.pbc)
    return _keeping(partial(compiled, *arguments, **case.model, threads=threads))


def _images_near(case: Case) -> float:
    """Return about how many images an all-pairs way meets for each atom."""
    if not case.pbc:
        return case.natoms
    lengths = np.linalg.norm(case.cell, axis=1) + 2 * case.model["rc"]
    return case.natoms * float(np.prod(lengths)) / abs(float(np.linalg.det(case.cell)))


def _pairs_up_to(limit: float) -> Callable[[Case], bool]:
    return lambda case: case.natoms * _images_near(case) <= limit


def _atoms_up_to(limit: int) -> Callable[[Case], bool]:
    return lambda case: case.natoms <= limit


def _own(
    name: str,
    function: Implementation,
    suits: Callable[[Case], bool],
    energy: EnergyFunction | None = None,
) -> Contestant:
    separately = frozenset({"energy"}) if energy is not None else frozenset()
    return Contestant(name, _everything(function, energy), suits, "pairwright", separately)


OWN: dict[str, Contestant] = {
    way.name: way
    for way in (
        Contestant(
            "ase",
            partial(_prepare_ase, _forget_all),
            _atoms_up_to(4_500),
            "ase",
            remark="results and neighbour list reset",
        ),
        Contestant(
            "ase_keeping_its_list",
            partial(_prepare_ase, _forget_results),
            _atoms_up_to(1000),
            "ase",
            remark="results reset, neighbour list kept: the atoms stand still",
        ),
        _own("loops", IMPLEMENTATIONS["loops"], _pairs_up_to(3e5)),
        _own("vectorised", IMPLEMENTATIONS["vectorised"], _pairs_up_to(1e7), vectorised.energy),
        Contestant(
            "finite_differences",
            _prepare_differences,
            lambda case: case.natoms**2 * _images_near(case) <= 1e6,
            "pairwright",
            remark="central differences of the vectorised energy",
            tolerance=1e-5,
        ),
        _own("autodiff", IMPLEMENTATIONS["autodiff"], _pairs_up_to(3e6)),
        _own("autodiff_pair_function", autodiff_pair_function, _pairs_up_to(3e6)),
        _own("analytic", IMPLEMENTATIONS["analytic"], _pairs_up_to(1e8)),
        _own("neighbours", IMPLEMENTATIONS["neighbours"], _atoms_up_to(40_000), neighbours.energy),
        _own("neighbours_autodiff", IMPLEMENTATIONS["neighbours_autodiff"], _atoms_up_to(40_000)),
        _own("compiled", IMPLEMENTATIONS["compiled"], _atoms_up_to(10**8)),
    )
}


def contestants(peers: Iterable[str], threads: int) -> dict[str, Contestant]:
    """Return everyone to be timed: our own, the compiled ones with more threads, and ``peers``."""
    chosen = OWN | {"simulation": simulation("simulation", 1)}
    if threads > 1:
        name = f"simulation_{threads}_threads"
        chosen[name] = simulation(name, threads)
        name = f"compiled_{threads}_threads"
        chosen[name] = Contestant(
            name,
            partial(_prepare_threads, threads),
            lambda case: case.natoms >= 500,
            "pairwright",
            remark=f"{threads} threads, all others one",
        )
    return chosen | {name: PEERS[name] for name in peers}
