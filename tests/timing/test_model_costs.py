"""The cost of each fitted potential."""

import numpy as np
import pytest
from ase.calculators.lj import LennardJones
from samples import database_options, write_lennard_jones_database

from pairwright.data.database import read_database
from pairwright.timing.model_costs import FEWEST_ATOMS, crystal, model_costs


@pytest.fixture
def dataset(tmp_path):
    write_lennard_jones_database(tmp_path / "data.db")
    options = database_options(tmp_path / "data.db") | {"selection": "kind=bulk"}
    return read_database(options)[0]


def test_the_crystal_is_the_lowest_row_made_large(dataset):
    atoms = crystal(dataset, "Ar")
    row = np.argmin(dataset.energies / dataset.natoms)
    assert len(atoms) >= FEWEST_ATOMS
    assert atoms.get_volume() / len(atoms) == pytest.approx(
        dataset.volumes[row] / dataset.natoms[row]
    )


def test_fewer_neighbours_cost_less(dataset):
    atoms = crystal(dataset, "Ar")
    near, far = (LennardJones(epsilon=0.01, sigma=3.4, rc=rc) for rc in (4.0, 14.0))
    costs = model_costs({"near": near, "far": far}, atoms, 0.01, 1)
    assert costs["natoms"] == len(atoms)
    found = costs["models"]
    assert 0 < found["near"]["us_per_atom"] < found["far"]["us_per_atom"]
    for one in found.values():
        assert one["q1_us_per_atom"] <= one["us_per_atom"] <= one["q3_us_per_atom"]
