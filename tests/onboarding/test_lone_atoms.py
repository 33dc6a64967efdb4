"""An atom is alone when it cannot feel its images, whatever its cell."""

import numpy as np
import pytest
from ase import Atoms
from ase.db.row import AtomsRow
from samples import stored

from pairwright.onboarding.lone_atoms import agree, far_enough, lone_atom, why_not


def atom(energy=-0.5, program="emt", kind=None, **cell):
    """Return what a row with one copper atom tells."""
    row = AtomsRow(stored(Atoms("Cu", **cell), energy=energy))
    row.id = 1
    if kind:
        vars(row).update(kind=kind, _keys=["kind"])
    return lone_atom(row, program)


def test_an_atom_without_periodicity_has_no_images():
    found = atom()
    assert (found.periodic, found.distance) == (False, np.inf)
    assert far_enough([found], 1e6) == [found]


@pytest.mark.parametrize(
    ("cell", "distance"),
    [
        ([8.0, 9.0, 10.0], 8.0),
        ([-8.0, 9.0, 10.0], 8.0),
        ([[8.0, 0, 0], [7.0, 7.0, 0], [0, 0, 20]], np.sqrt(50)),
        ([50.0, 50.0, 50.0], np.inf),
    ],
)
def test_in_a_box_the_nearest_image_counts(cell, distance):
    found = atom(cell=cell, pbc=True)
    assert found.distance == pytest.approx(distance)
    assert bool(far_enough([found], 3.9)) == (distance > 7.8)


@pytest.mark.parametrize(
    "cell", [[5.9, 9, 9], [0, 9, 9], [[9, 0, 0], [9, 0, 0], [0, 0, 9]], [np.nan, 9, 9]]
)
def test_an_atom_near_its_images_or_without_a_volume_is_none(cell):
    assert atom(cell=cell, pbc=True) is None


def test_a_chain_and_a_slab_repeat_in_some_directions_only():
    assert atom(cell=[0, 0, 2.5], pbc=[False, False, True]) is None
    assert atom(cell=[0, 0, 9.0], pbc=[False, False, True]).distance == pytest.approx(9.0)


@pytest.mark.parametrize(
    ("program", "programs", "taken"),
    [
        ("vasp", {"vasp"}, True),
        ("gpaw", {"vasp"}, False),
        ("gpaw", {"vasp", "gpaw"}, True),
        ("unknown", {"vasp"}, True),
        ("gpaw", {"unknown"}, True),
        ("gpaw", {"not given", "vasp"}, True),
    ],
)
def test_atoms_of_another_program_have_another_zero(program, programs, taken):
    assert (why_not(atom(program=program), programs) is None) == taken


def test_a_kind_that_is_not_atom_keeps_an_atom_from_being_taken():
    assert why_not(atom(kind="atom"), {"emt"}) is None
    assert why_not(atom(kind="isolated"), {"emt"}) == "marked kind=isolated, not kind=atom"


def test_energies_agree_to_a_microelectronvolt():
    assert agree([atom(-0.5), atom(-0.5 + 1e-7)])
    assert not agree([atom(-0.5), atom(-0.51)])
    assert not agree([])
