"""Physics of the shipped argon database: forces, stress, equations of state, the dimer."""

import json
from collections import Counter

import numpy as np
import pytest
from ase.db import connect
from ase.units import GPa
from scipy.interpolate import CubicSpline

from pairwright import config as configuration
from pairwright.dft.plan import already_computed, recipes
from pairwright.potentials.calculator import calculator_of
from pairwright.properties.eos import fit_record
from pairwright.store import sha256

CRYSTALS = ("fcc", "hcp", "bcc", "sc", "diamond")


@pytest.fixture(scope="session")
def rows(root):
    """Every row of the shipped database, by name."""
    return {row.name: row for row in connect(root / "resources/argon.db").select()}


@pytest.fixture(scope="session")
def dft(root):
    """The ``dft`` section of the shipped configuration."""
    return configuration.load(root / "config.yaml")["dft"]


def ideal(rows, crystal):
    """Return volumes (Å^3), energies (eV) per atom and pressures (GPa) of the ideal cells."""
    chosen = [row for row in rows.values() if row.name.startswith(f"{crystal}_")]
    chosen = sorted(
        (row for row in chosen if row.name.endswith("ideal")), key=lambda row: row.vol_per_atom
    )
    volumes = np.array([row.volume / row.natoms for row in chosen])
    energies = np.array([row.energy / row.natoms for row in chosen])
    pressures = np.array([-row.stress[:3].mean() / GPa for row in chosen])
    return volumes, energies, pressures


def test_the_checksum_is_that_of_provenance_and_configuration(root):
    path = root / "resources/argon.db"
    provenance = json.loads((root / "resources/argon.provenance.json").read_text())
    assert sha256(path) == provenance["sha256"]
    assert configuration.load(root / "config.yaml")["database"]["sha256"] == provenance["sha256"]


def test_every_planned_structure_is_there_or_listed_as_missing(root, rows, dft):
    provenance = json.loads((root / "resources/argon.provenance.json").read_text())
    plan = recipes(dft)
    known = already_computed(root / "resources/argon.db", plan)
    assert set(known) | set(provenance["missing"]) == set(plan)
    assert not set(known) & set(provenance["missing"])
    assert len(rows) == len(known)


def test_it_is_as_large_as_it_says(rows):
    kinds = Counter(row.kind for row in rows.values())
    assert kinds["bulk"] >= 275
    assert kinds["atom"] == 1
    assert kinds["dimer"] >= 12
    for crystal in CRYSTALS:
        bulk = [row for row in rows.values() if row.kind == "bulk" and row.structure == crystal]
        rattled = Counter(row.vol_per_atom for row in bulk if "rattle_A" in row)
        assert len(rattled) >= 5
        assert set(rattled.values()) == {10}
        assert {row.get("rattle_A") for row in bulk} == {None, 0.05, 0.10, 0.15}


def test_every_row_says_what_it_is(rows):
    for row in rows.values():
        for key in ("structure", "kind", "xc", "ecut_eV", "kpts", "code", "recipe"):
            assert key in row
        assert set(row.data["parts"]) == {"PBE", "d3bj"}
        assert row.energy == pytest.approx(
            sum(part["energy"] for part in row.data["parts"].values()), abs=1e-12
        )


def test_rattled_copies_differ(rows):
    seeds = [row.seed for row in rows.values() if row.kind == "bulk" and "seed" in row]
    assert len(set(seeds)) == len(seeds) >= 250


def test_forces_add_up_to_nothing(rows):
    for row in rows.values():
        assert np.abs(row.forces.sum(axis=0)).max() / row.natoms < 2e-3


def test_a_force_is_minus_the_slope_of_the_energy(rows, dft):
    origin = dft["checks"]["displaced"]
    step = origin["displacement_A"]
    parent = rows[f"{origin['crystal']}_{origin['vol_per_atom']:.2f}_rattled_{origin['copy']:02d}"]
    plus, minus = rows["check_displaced_plus"], rows["check_displaced_minus"]
    slope = (plus.energy - minus.energy) / (2 * step)
    assert parent.forces[0, 0] == pytest.approx(-slope, abs=5e-4)


@pytest.mark.parametrize("crystal", CRYSTALS)
def test_the_pressure_is_minus_the_slope_of_the_energy_against_volume(rows, crystal):
    volumes, energies, pressures = ideal(rows, crystal)
    slope = CubicSpline(volumes, energies)(volumes, 1)
    inner = slice(1, -1)
    np.testing.assert_allclose(-slope[inner] / GPa, pressures[inner], atol=0.05)


def test_fcc_argon_is_that_of_the_functional(rows):
    volumes, energies, _ = ideal(rows, "fcc")
    state = fit_record("fcc", volumes, energies, rows["atom"].energy)
    assert state["a0_A"] == pytest.approx(5.48, abs=0.02)
    assert state["cohesive_energy_meV_per_atom"] == pytest.approx(87.5, abs=1.0)
    assert state["B0_GPa"] == pytest.approx(2.47, abs=0.1)


def test_close_packed_crystals_are_most_stable_and_open_ones_least(rows):
    lowest = {}
    for crystal in CRYSTALS:
        volumes, energies, _ = ideal(rows, crystal)
        lowest[crystal] = fit_record(crystal, volumes, energies, None)["E0_eV"] * 1000
    assert abs(lowest["fcc"] - lowest["hcp"]) < 0.5
    assert lowest["bcc"] - lowest["fcc"] > 1
    assert lowest["sc"] - lowest["bcc"] > 10
    assert lowest["diamond"] - lowest["sc"] > 10


def dimer(rows):
    """Return distances (Å), energies (eV) and pulling forces (eV/Å) of the dimer curve."""
    chosen = sorted(
        (row for row in rows.values() if row.kind == "dimer"), key=lambda row: row.distance_A
    )
    return (
        np.array([row.distance_A for row in chosen]),
        np.array([row.energy for row in chosen]),
        np.array([row.forces[1, 2] for row in chosen]),
    )


def test_the_dimer_curve_has_its_well_and_its_limit(rows):
    distances, energies, _ = dimer(rows)
    binding = energies - 2 * rows["atom"].energy
    assert 3.7 <= distances[np.argmin(binding)] <= 4.2
    assert -0.025 < binding.min() < -0.008
    assert abs(binding[-1]) < 0.001


def test_dimer_forces_are_minus_the_slope_of_the_curve(rows):
    distances, energies, forces = dimer(rows)
    slope = CubicSpline(distances, energies)(distances, 1)
    well = (distances > 3.2) & (distances < 4.5)
    np.testing.assert_allclose(-slope[well], forces[well], atol=1.5e-3)


def test_a_larger_box_changes_neither_the_atom_nor_the_binding(rows, dft):
    distance = dft["checks"]["dimer_distance_A"]
    small = rows[f"dimer_{distance:.2f}"].energy - 2 * rows["atom"].energy
    large = rows["check_dimer"].energy - 2 * rows["check_atom"].energy
    assert rows["check_atom"].energy == pytest.approx(rows["atom"].energy, abs=2e-4)
    assert large == pytest.approx(small, abs=2e-4)


def test_the_wall_of_lennard_jones_is_too_steep(rows):
    """Against Lennard-Jones, DFT forces are too weak when compressed, too strong when dilated."""
    potential = {
        "form": "lennard-jones",
        "parameters": {"epsilon": {"value": 0.0103}, "sigma": {"value": 3.44}},
        "cutoff": {"scheme": "shift", "radius_A": 12.0},
        "reference_energy": {"value_eV": 0.0},
    }
    calculator = calculator_of(potential)

    def slope(prefix):
        chosen = [row for name, row in rows.items() if name.startswith(f"{prefix}_rattled")]
        data = np.concatenate([row.forces.ravel() for row in chosen])
        ours = [calculator.get_property("forces", row.toatoms()).ravel() for row in chosen]
        predicted = np.concatenate(ours)
        assert np.corrcoef(data, predicted)[0, 1] > 0.97
        return data @ predicted / (predicted @ predicted)

    assert slope("bcc_32.00") < 0.9
    assert slope("diamond_66.00") < 0.9
    assert slope("fcc_51.00") > 1.2
    assert slope("hcp_51.00") > 1.2
