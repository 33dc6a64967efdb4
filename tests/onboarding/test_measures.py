"""Lengths and outliers of a dataset are those that its structures have."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.db import connect
from samples import database_options, stored

from pairwright.data.database import read_database
from pairwright.errors import PairwrightError
from pairwright.onboarding.choices import model_choices
from pairwright.onboarding.measures import bond_length, measured, triple_cutoff


def dataset_of(folder, *rows):
    """Write rows without labels and read them back."""
    options = database_options(folder / "data.db") | {"structure_key": None, "recognise": True}
    with connect(options["path"]) as database:
        for row in rows:
            database.write(row)
    return read_database(options)[0]


def argon(a, energy, force=0.1, pressure=0.001):
    """Return one atom of fcc argon with an energy, a force and a pressure (eV/Å^3)."""
    forces, stress = np.array([[force, 0.0, 0.0]]), -pressure * np.array([1, 1, 1, 0, 0, 0])
    return stored(bulk("Ar", "fcc", a=a), energy=energy, forces=forces, stress=stress)


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
    atom = stored(Atoms("Ar"), energy=5.0)
    measures = measured(dataset_of(tmp_path, argon(5.4, -0.2), argon(5.5, -0.2), atom))
    assert measures.shortest[2] == np.inf
    assert measures.energy_spread == pytest.approx(0.0, abs=1e-12)


def sound_rows():
    """Return 30 rows of fcc argon whose energies (eV) are a parabola of the lattice constant."""
    constants = np.linspace(5.0, 5.8, 30)
    return [argon(a, -0.08 + 0.3 * (a - 5.35) ** 2) for a in constants.tolist()]


def wild_rows():
    """Return rows of which one number each is far off."""
    one_each = ({"force": 1e5}, {"pressure": 1.0})
    rest = [argon(5.9 + 0.1 * k, -0.05, **wild) for k, wild in enumerate(one_each)]
    return [argon(4.9, -1000.0), argon(4.95, 1000.0), *rest]


def test_what_is_suggested_does_not_go_by_rows_that_are_far_off(tmp_path):
    suggested = []
    for name, rows in (("one", sound_rows()), ("other", [*wild_rows(), *sound_rows()])):
        (tmp_path / name).mkdir()
        dataset = dataset_of(tmp_path / name, *rows)
        measures = measured(dataset)
        assert measures.length == bond_length(dataset)
        choices = model_choices(measures, dataset, None)
        suggested.append([(c.key, c.value) for c in choices if not c.key.startswith("studies")])
    assert suggested[0] == suggested[1]
    assert [row.tolist() for row in vars(measures.outliers).values()] == [[1, 0], [2], [3]]
    assert measures.above_lowest[:2] == pytest.approx([-999.92, 1000.08], abs=0.01)


def test_atoms_too_far_apart_to_be_fitted_are_refused(tmp_path):
    with pytest.raises(PairwrightError, match="no row has two atoms closer than 27 Å"):
        measured(dataset_of(tmp_path, argon(60.0, -0.2)))
