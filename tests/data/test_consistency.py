"""Energies and forces in units that do not belong together are refused."""

import dataclasses

import numpy as np
import pytest

from pairwright.data.consistency import energy_changes, require_consistency
from pairwright.data.database import read_database
from pairwright.errors import PairwrightError


@pytest.fixture
def dataset(lennard_jones_rows):
    return read_database(lennard_jones_rows)[0]


def test_energies_change_as_forces_say(dataset):
    energies, works = energy_changes(dataset).T
    assert len(energies) == 12
    assert energies @ works / (works @ works) == pytest.approx(1.0, abs=0.05)
    require_consistency(dataset, "data.db")


@pytest.mark.parametrize("factor", [1000.0, 96.485, 27.2114, 1 / 13.6, 0.001, -1.0])
def test_another_unit_or_sign_is_refused_with_the_factor(dataset, factor):
    wrong = dataclasses.replace(dataset, energies=dataset.energies * factor)
    with pytest.raises(PairwrightError, match=r"data\.db.*times what the forces give") as caught:
        require_consistency(wrong, "data.db")
    said = float(str(caught.value).split(" times")[0].rsplit(" ", 1)[1])
    assert said == pytest.approx(factor, rel=0.06)


@pytest.mark.parametrize("factor", [1000.0, -1.0])
def test_the_other_way_round_too(dataset, factor):
    with pytest.raises(PairwrightError, match="times what the forces give"):
        require_consistency(dataclasses.replace(dataset, forces=dataset.forces * factor), "x.db")


def test_forces_that_are_zero_noisy_or_unknown_say_nothing(dataset):
    generator = np.random.default_rng(0)
    for forces in (0.0, np.nan, generator.normal(size=dataset.forces.shape)):
        other = dataclasses.replace(dataset, forces=np.zeros_like(dataset.forces) + forces)
        require_consistency(other, "data.db")
