"""The numbers in the document are those of the shipped database."""

import numpy as np
import pytest

from pairwright.autodiff.argon_crystals import CRYSTALS
from pairwright.config import load
from pairwright.data.database import read_database
from pairwright.properties.eos import fitting_window, lowest_rows
from pairwright.units import GPA_PER_EV_A3


@pytest.fixture(scope="module")
def dataset(root):
    options = load(root / "config.yaml")["database"]
    return read_database(options | {"path": str(root / options["path"])})[0]


def test_every_crystal_is_there(dataset):
    assert sorted(CRYSTALS) == np.unique(dataset.structures).tolist()


@pytest.mark.parametrize("crystal", CRYSTALS)
def test_volumes_energies_and_pressures_are_those_that_the_equation_of_state_is_fitted_to(
    dataset, crystal
):
    rows = lowest_rows(dataset, crystal)
    volumes = (dataset.volumes / dataset.natoms)[rows]
    energies = (dataset.energies / dataset.natoms)[rows]
    pressures = -np.trace(dataset.stresses[rows], axis1=1, axis2=2) / 3 * GPA_PER_EV_A3
    used = fitting_window(volumes, energies)
    stated = np.array(CRYSTALS[crystal])
    assert stated[:, 0] == pytest.approx(volumes[used], abs=1e-6)
    assert stated[:, 1] == pytest.approx(energies[used], abs=5.1e-7)
    assert stated[:, 2] == pytest.approx(pressures[used], abs=5.1e-5)
