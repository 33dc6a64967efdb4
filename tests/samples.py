"""Small structures, results and databases that several tests share."""

from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.calculators.singlepoint import SinglePointCalculator
from ase.db import connect

EPSILON, SIGMA, RADIUS = 0.0104, 3.4, 8.0


def stored(atoms: Atoms, **results: Any) -> Atoms:
    """Return a copy of ``atoms`` that carries the given results."""
    copy = atoms.copy()
    copy.calc = SinglePointCalculator(copy, **results)
    return copy


def database_options(path: Path) -> dict[str, Any]:
    """Return the ``database`` section of a configuration."""
    return {
        "path": str(path),
        "sha256": None,
        "element": "Ar",
        "selection": None,
        "structure_key": "structure",
        "structures": None,
        "minimum_distance_A": 0.5,
    }


def write_lennard_jones_database(path: Path, reference_energy: float = 0.0) -> None:
    """Write ideal and rattled fcc and bcc argon, and an atom, with ASE's Lennard-Jones results.

    The cutoff is 8 Å with the shifted scheme; ``reference_energy`` (eV) is added for each atom.
    """
    generator = np.random.default_rng(1)
    with connect(path) as database:
        for structure, constant in (("fcc", 5.3), ("bcc", 4.2)):
            for scale in (0.96, 1.0, 1.05):
                for rattle in (0.0, 0.05, 0.05):
                    atoms = bulk("Ar", structure, a=constant * scale, cubic=True)
                    atoms.positions += generator.normal(0, 1, (len(atoms), 3)) * rattle
                    atoms.calc = LennardJones(sigma=SIGMA, epsilon=EPSILON, rc=RADIUS)
                    energy = atoms.get_potential_energy() + reference_energy * len(atoms)
                    results = {"forces": atoms.get_forces(), "stress": atoms.get_stress()}
                    row = stored(atoms, energy=energy, **results)
                    database.write(row, structure=structure, kind="bulk")
        database.write(stored(Atoms("Ar"), energy=reference_energy), structure="atom", kind="atom")
