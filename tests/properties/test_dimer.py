"""Two atoms: the well of each form, and the distances that the data hold."""

import numpy as np
import pytest
from ase import Atoms
from lattices import ARGON, crystal, model

from pairwright.data.crystals import dimer
from pairwright.potentials.calculator import PairCalculator
from pairwright.properties.dimer import (
    POINTS,
    REACH,
    dimer_curve,
    dimers_of_data,
    distances_of_data,
    well,
)


def test_lennard_jones_has_its_well_where_it_must():
    depth, position = well(model(scheme="cut", radius=12.0), (0.0103, 3.44), 2.8)
    assert depth == pytest.approx(0.0103, rel=1e-13)
    assert position == pytest.approx(3.44 * 2 ** (1 / 6), rel=1e-12)


@pytest.mark.parametrize("form", ["morse", "buckingham", "double-exponential"])
def test_forms_that_name_their_well_have_it(form):
    epsilon, *rest = ARGON[form]
    named = rest[1] if form == "morse" else rest[0]
    depth, position = well(model(form, "cut", 12.0), ARGON[form], 2.8)
    assert depth == pytest.approx(epsilon, rel=1e-12)
    assert position == pytest.approx(named, rel=1e-10)


def test_published_argon_has_the_published_well():
    # A = 748.3, b = 2.031, C6 = 64.3, C8 = 1623, C10 = 49060 in atomic units, from K. T. Tang and
    # J. P. Toennies, J. Chem. Phys. 118, 4976 (2003); with so few digits it is 12.368 meV deep.
    hartree, bohr = 27.211386, 0.52917721
    values = (
        748.3 * hartree,
        2.031 / bohr,
        64.3 * hartree * bohr**6,
        1623 * hartree * bohr**8,
        49060 * hartree * bohr**10,
    )
    depth, position = well(model("tang-toennies", "cut", 12.0), values, 2.8)
    assert 1000 * depth == pytest.approx(12.368, abs=0.02)
    assert position == pytest.approx(3.757, abs=2e-3)


def test_a_shift_makes_the_well_shallower_by_what_it_cuts_off():
    shifted = model(scheme="shift", radius=8.0)
    depth, position = well(shifted, (0.0103, 3.44), 2.8)
    lost = -shifted.form.function(8.0, (0.0103, 3.44))
    assert depth == pytest.approx(0.0103 - lost, rel=1e-12)
    assert position == pytest.approx(3.44 * 2 ** (1 / 6), rel=1e-12)


@pytest.mark.parametrize("scheme", ["cut", "shift", "force-shift", "switch", "tail"])
def test_the_curve_is_the_energy_of_two_atoms(scheme):
    potential = model("mie", scheme, 9.0)
    distances, energies = dimer_curve(potential, ARGON["mie"], 3.0)
    assert (distances[0], distances[-1]) == pytest.approx((REACH * 3.0, 9.0))
    assert len(distances) == POINTS
    for distance, energy in list(zip(distances, energies, strict=True))[::37]:
        atoms = Atoms("Ar2", positions=[[0, 0, 0], [0, 0, distance]])
        atoms.calc = PairCalculator(potential, ARGON["mie"])
        assert energy == pytest.approx(atoms.get_potential_energy(), rel=1e-12)


def test_two_atoms_are_no_triangle():
    triple = model("lennard-jones-axilrod-teller", triple_radius=8.0)
    found = dimer_curve(triple, (*ARGON["lennard-jones"], 50.0), 3.0)[1]
    np.testing.assert_array_equal(found, dimer_curve(model(), ARGON["lennard-jones"], 3.0)[1])


def test_a_potential_without_a_well_says_so():
    assert well(model("lennard-jones"), (-0.01, 3.4), 2.8) is None
    # Cut off before the well.
    assert well(model(scheme="cut", radius=3.5), (0.0103, 3.44), 2.8) is None


def test_the_distances_of_the_data_are_the_extremes_of_all_rows(dataset_of):
    rows = [("fcc", crystal("fcc", 32.0), 0.0), ("hcp", crystal("hcp", 50.0), 0.0)]
    shortest, longest = distances_of_data(dataset_of(rows), 9.0)
    assert shortest == pytest.approx((4 * 32.0) ** (1 / 3) / np.sqrt(2))
    assert 8.5 < longest <= 9.0


def test_atoms_that_are_all_alone_have_no_distance(dataset_of):
    rows = [("pair", dimer("Ar", 20.0, [9, 9, 30]), 0.0)]
    assert np.isnan(distances_of_data(dataset_of(rows), 9.0)).all()


def test_free_pairs_of_the_data_are_points_of_the_curve(dataset_of):
    rows = [
        ("pair", dimer("Ar", 5.0, [9, 9, 30]), -10.003),
        ("hcp", crystal("hcp", 50.0), 0.0),
        ("pair", dimer("Ar", 4.0, [9, 9, 30]), -10.012),
    ]
    near, far = dimers_of_data(dataset_of(rows), -5.0)
    assert near == {
        "id": 3,
        "distance_A": pytest.approx(4.0),
        "energy_meV": pytest.approx(-12.0),
    }
    assert (far["id"], far["energy_meV"]) == (1, pytest.approx(-3.0))
