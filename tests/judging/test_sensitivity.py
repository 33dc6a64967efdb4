"""Lennard-Jones with other cutoffs: what made the data comes back, and only that."""

from dataclasses import replace

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.neighborlist import neighbor_list
from fit_data import fit_options, made_with
from judging_data import RADIUS, TRUTH
from properties.lattices import SUMS

from pairwright.judging.sensitivity import (
    HCP_MINUS_FCC,
    SENSITIVITY_COLUMNS,
    crystals,
    cutoff_radii,
    cutoff_sensitivity,
    with_radius,
)
from pairwright.potentials.cutoffs import SCHEMES, Cutoff
from pairwright.potentials.model import model_named

REFERENCE = -0.1


def sensitivity(dataset, scheme):
    """Return the record and the rows, as dictionaries."""
    options = fit_options(
        cutoff={"scheme": scheme, "radius_A": RADIUS},
        reference={"mode": "value", "value_eV": REFERENCE},
    )
    record, rows = cutoff_sensitivity(dataset, options)
    return record, [dict(zip(SENSITIVITY_COLUMNS, row, strict=True)) for row in rows]


def made_by(scheme, geometry):
    """Return the geometry with the numbers of Lennard-Jones that ends by a scheme."""
    model = model_named("lennard-jones", Cutoff(scheme, RADIUS))
    return made_with(model, TRUTH, *geometry, REFERENCE)


@pytest.fixture(scope="module")
def shifted(geometry):
    """The record and the rows of data that a shifted potential made."""
    return sensitivity(made_by("shift", geometry), "shift")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_scheme_behind_the_data_and_no_other_gives_the_true_parameters(geometry, scheme):
    _, rows = sensitivity(made_by(scheme, geometry), scheme)
    assert {row["scheme"] for row in rows} == set(SCHEMES)
    for row in rows:
        found = np.array([row["epsilon_eV"], row["sigma_A"]])
        if (row["scheme"], row["radius_A"]) == (scheme, RADIUS):
            np.testing.assert_allclose(found, TRUTH, rtol=1e-7)
            assert row["weighted_rms_residual"] < 1e-5
        else:
            assert np.abs(found / TRUTH - 1).max() > 1e-3
            assert row["weighted_rms_residual"] > 0.01


def test_the_table_has_every_scheme_at_every_radius(shifted):
    record, rows = shifted
    radii = cutoff_radii(RADIUS, TRUTH[1])
    assert len(radii) == 2
    assert [(row["scheme"], row["radius_A"]) for row in rows] == [
        (scheme, radius) for scheme in SCHEMES for radius in radii
    ]
    assert record["fits"] == len(rows)
    epsilons = [row["epsilon_eV"] for row in rows]
    assert record["ranges"]["epsilon_eV"] == {"smallest": min(epsilons), "largest": max(epsilons)}
    for row in rows:
        assert row["radius_over_sigma"] == pytest.approx(row["radius_A"] / row["sigma_A"])
        assert row["reference_energy_eV"] == REFERENCE


def test_the_order_of_fcc_and_hcp_is_told_by_scheme(shifted):
    record, rows = shifted
    for scheme, said in record["by_scheme"].items():
        mine = {
            row["radius_A"]: row["hcp_minus_fcc_meV_per_atom"]
            for row in rows
            if row["scheme"] == scheme
        }
        assert said["hcp_above_fcc_radii_A"] == [radius for radius, d in mine.items() if d > 0]
        assert said["hcp_below_fcc_radii_A"] == [radius for radius, d in mine.items() if d < 0]
        assert said["changes_sign"] == (max(mine.values()) > 0 > min(mine.values()))
        phrase = f"{scheme} ({min(mine.values()):+.3f} to {max(mine.values()):+.3f} meV/atom)"
        assert (phrase in record["sentence"]) == said["changes_sign"]
    assert record["hcp_minus_fcc"] == {"without_cutoff_in_epsilon": HCP_MINUS_FCC}
    configured = record["configured"]["fit"]["hcp_minus_fcc_meV_per_atom"]
    assert f"shift at 7 Å, hcp - fcc is {configured:+.3f} meV/atom" in record["sentence"]


def test_data_without_attraction_leave_cells_empty(geometry):
    dataset = made_by("shift", geometry)
    repulsive = replace(
        dataset,
        energies=0.01 * dataset.natoms,
        forces=np.full_like(dataset.forces, np.nan),
        stresses=-np.ones_like(dataset.stresses) * np.eye(3) / dataset.volumes[:, None, None] ** 4,
    )
    record, rows = sensitivity(repulsive, "shift")
    assert record["fits"] == 0
    assert "want no attraction" in record["sentence"]
    assert all(value is None for row in rows for value in list(row.values())[2:])


@pytest.mark.parametrize("radius", [2.5, 3.0, 3.5, 4.0])
def test_crystals_are_those_of_an_independent_calculator(radius):
    model = model_named("lennard-jones", Cutoff("shift", radius * TRUTH[1]))
    a0, cohesive, difference = crystals(model, np.array(TRUTH))
    calculator = LennardJones(epsilon=TRUTH[0], sigma=TRUTH[1], rc=radius * TRUTH[1])

    def energy(crystal, length, shape=None):
        atoms = bulk("Ar", crystal, a=length, **({} if shape is None else {"c": shape * length}))
        atoms.calc = calculator
        return 1e3 * atoms.get_potential_energy() / len(atoms)

    fcc = [energy("fcc", a0 * stretch) for stretch in (0.9995, 1.0, 1.0005)]
    assert min(fcc) == fcc[1] == pytest.approx(-cohesive, rel=1e-9)
    # The minimum of hcp is close to that of fcc, where it is flat.
    lengths = a0 / np.sqrt(2) * np.linspace(0.999, 1.001, 21)
    hcp = min(energy("hcp", length, np.sqrt(8 / 3)) for length in lengths)
    assert hcp - fcc[1] == pytest.approx(difference, abs=2e-4)


def truncated(crystal, radius):
    """Return the energy per atom in epsilon at the minimum, of pairs within a radius in sigma.

    E = 2 (A12 r^-12 - A6 r^-6) with the sums over the shells that are within the radius there.
    """
    nearest = 2 ** (1 / 6) * 0.971
    shape = {"a": nearest * np.sqrt(2)}
    if crystal == "hcp":
        shape = {"a": nearest, "c": nearest * np.sqrt(8 / 3)}
    atoms = bulk("Ar", crystal, **shape)
    distances = neighbor_list("d", atoms, radius) / nearest
    sixth, twelfth = (np.sum(distances**-power) / len(atoms) for power in (6, 12))
    return -(sixth**2) / (2 * twelfth)


@pytest.mark.parametrize(("radius", "sign"), [(2.5, 1), (3.0, -1), (4.0, 1), (6.0, -1)])
def test_a_bare_cut_turns_the_order_of_fcc_and_hcp_with_its_radius(radius, sign):
    model = model_named("lennard-jones", Cutoff("cut", radius * TRUTH[1]))
    _, cohesive, difference = crystals(model, np.array(TRUTH))
    fcc, hcp = truncated("fcc", radius), truncated("hcp", radius)
    assert cohesive / TRUTH[0] / 1e3 == pytest.approx(-fcc, rel=1e-9)
    assert difference / TRUTH[0] / 1e3 == pytest.approx(hcp - fcc, rel=1e-6)
    assert np.sign(difference) == sign


def test_the_order_without_a_cutoff_is_that_of_the_lattice_sums():
    fcc, hcp = (-(SUMS[name][6] ** 2) / (2 * SUMS[name][12]) for name in ("fcc", "hcp"))
    assert pytest.approx(hcp - fcc, abs=1e-8) == HCP_MINUS_FCC
    model = model_named("lennard-jones", Cutoff("force-shift", 14 * TRUTH[1]))
    _, cohesive, difference = crystals(model, np.array(TRUTH))
    assert difference / TRUTH[0] / 1e3 == pytest.approx(HCP_MINUS_FCC, rel=0.05)
    assert cohesive / TRUTH[0] / 1e3 == pytest.approx(-fcc, rel=2e-3)


def test_a_potential_without_a_minimum_has_no_crystals():
    model = model_named("lennard-jones", Cutoff("shift", 0.9 * TRUTH[1]))
    assert crystals(model, np.array(TRUTH)) == (None, None, None)


def test_radii_are_multiples_of_sigma_up_to_a_little_more_than_the_configured_one():
    assert cutoff_radii(12.0, 3.4) == [8.5, 10.2, 12.0, 13.6]
    assert cutoff_radii(30.0, 3.4) == [8.5, 10.2, 11.9, 13.6, 17.0, 20.4, 30.0]
    assert cutoff_radii(5.0, 3.4) == [5.0]


def test_a_switch_starts_at_the_same_share_of_every_radius():
    cutoff = with_radius(Cutoff("switch", 10.0, 7.0), 8.0)
    assert (cutoff.scheme, cutoff.radius) == ("switch", 8.0)
    assert cutoff.switch_start == pytest.approx(5.6)
    assert with_radius(Cutoff("shift", 10.0), 8.0).switch_start == pytest.approx(6.4)
