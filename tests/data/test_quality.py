"""Of rows with one geometry the one that says most counts."""

import numpy as np
import pytest
from ase.build import bulk
from ase.db.row import AtomsRow
from samples import stored

from pairwright.data.quality import DuplicateFinder, contradicts, repeats_geometry


def row(number, energy=-1.0, a=5.3, **results):
    """Return a row of one atom of fcc argon."""
    made = AtomsRow(stored(bulk("Ar", "fcc", a=a), energy=energy, **results))
    made.id = number
    return made


FORCES, STRESS = {"forces": np.zeros((1, 3))}, {"stress": np.zeros(6)}


def test_the_first_of_equal_rows_counts():
    finder = DuplicateFinder()
    assert [finder.check(row(number)) for number in (1, 2)] == [
        None,
        "duplicate of row 1 (energy differs by 0 eV)",
    ]
    assert finder.check(row(3, a=5.4)) is None
    assert finder.replaced == {}


def test_a_later_row_with_more_takes_the_place_of_an_earlier_one():
    finder = DuplicateFinder()
    assert finder.check(row(1)) is None
    assert finder.check(row(2, **FORCES)) is None
    assert finder.check(row(3, **FORCES, **STRESS)) is None
    assert finder.check(row(4, **FORCES)) == "duplicate of row 3 (energy differs by 0 eV)"
    assert finder.replaced == {
        1: "duplicate of row 2 (energy differs by 0 eV)",
        2: "duplicate of row 3 (energy differs by 0 eV)",
    }


def test_a_row_with_another_energy_takes_no_place():
    finder = DuplicateFinder()
    assert finder.check(row(1)) is None
    assert finder.check(row(2, -1.5, **FORCES)) == "duplicate of row 1 (energy differs by -0.5 eV)"
    assert finder.replaced == {}


@pytest.mark.parametrize(("difference", "another"), [(1e-9, False), (9e-7, False), (2e-6, True)])
def test_energies_that_differ_by_less_than_a_millionth_of_an_ev_are_the_same(difference, another):
    finder = DuplicateFinder()
    assert finder.check(row(1)) is None
    reason = finder.check(row(2, -1.0 + difference))
    assert repeats_geometry(reason)
    assert contradicts(reason) == another
    assert not contradicts("element Au is not Cu")
