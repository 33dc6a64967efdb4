"""Lengths and outliers of a dataset are those that its structures have."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.db import connect
from samples import database_options, stored

from pairwright.data.database import read_database
from pairwright.errors import PairwrightError
from pairwright.onboarding.measures import (
    energy_outliers,
    force_outliers,
    measured,
    triple_cutoff,
)


def dataset_of(folder, *rows):
    """Write rows without labels and read them back."""
    options = database_options(folder / "data.db") | {"structure_key": None, "recognise": True}
    with connect(options["path"]) as database:
        for row in rows:
            database.write(row)
    return read_database(options)[0]


def argon(a, energy, force=0.1):
    """Return one atom of fcc argon with an energy and a force."""
    return stored(bulk("Ar", "fcc", a=a), energy=energy, forces=np.array([[force, 0.0, 0.0]]))


def test_lengths_are_those_of_the_most_stable_row(tmp_path):
    measures = measured(dataset_of(tmp_path, argon(5.0, -0.1), argon(5.4, -0.2), argon(6.0, -0.15)))
    assert measures.length == pytest.approx(5.4 / np.sqrt(2))
    assert measures.bonds == 6  # twelve neighbours, each counted once
    assert measures.cutoff == 12.0
    assert triple_cutoff(measures) == 8.0
    assert measures.shortest == pytest.approx(np.array([5.0, 5.4, 6.0]) / np.sqrt(2))
    assert measures.above_lowest == pytest.approx([0.1, 0.0, 0.05])


def test_all_pairs_up_to_the_cutoff_are_in_the_histogram(tmp_path):
    measures = measured(dataset_of(tmp_path, argon(5.4, -0.2)))
    shells = {0.5: 6, 1.0: 3, 1.5: 12, 2.0: 6, 2.5: 12, 3.0: 4, 3.5: 24, 4.0: 3, 4.5: 18}
    within = sum(pairs for square, pairs in shells.items() if 5.4 * np.sqrt(square) <= 12.0)
    assert measures.counts.sum() == within
    assert measures.edges[-1] == 12.0


def test_an_isolated_atom_has_no_distance_and_no_say_in_the_spread(tmp_path):
    atom = stored(Atoms("Ar"), energy=0.0)
    measures = measured(dataset_of(tmp_path, argon(5.4, -0.2), argon(5.5, -0.2), atom))
    assert measures.shortest[2] == np.inf
    assert measures.energy_spread == pytest.approx(0.0, abs=1e-12)


def test_rows_far_above_the_median_are_outliers_the_highest_first(tmp_path):
    forces = [0.1, 0.2, 5.0, 0.1, 9.0, 0.2]
    energies = [-0.2, -0.19, 0.5, -0.19, -0.18, -0.18]
    rows = [
        argon(5.0 + 0.1 * number, *pair)
        for number, pair in enumerate(zip(energies, forces, strict=True))
    ]
    measures = measured(dataset_of(tmp_path, *rows))
    assert force_outliers(measures).tolist() == [4, 2]
    assert energy_outliers(measures).tolist() == [2]


def test_atoms_too_far_apart_to_be_fitted_are_refused(tmp_path):
    with pytest.raises(PairwrightError, match="no row has two atoms closer than 27 Å"):
        measured(dataset_of(tmp_path, argon(60.0, -0.2)))
