"""What ``properties.json`` says is what the parts say, beside the data's own."""

import json

import numpy as np
import pytest
from lattices import ARGON, conventional, crystal, model

from pairwright.properties.curves import energy_volume_curves
from pairwright.properties.eos import equations_of_state
from pairwright.properties.phonons import phonons
from pairwright.properties.record import COMPARED, properties_record
from pairwright.store import write_json

REFERENCE = -0.02
POTENTIAL, VALUES = model("lennard-jones", "switch", 9.0), ARGON["lennard-jones"]


def lennard_jones_energy(volume, depth, v0):
    return REFERENCE + depth * ((v0 / volume) ** 4 - 2 * (v0 / volume) ** 2)


def rows_of(structure, depth, v0):
    """Return rows of a crystal with a minimum of its own."""
    return [
        (structure, atoms := crystal(structure, volume), len(atoms) * energy)
        for volume in np.linspace(0.75, 1.35, 9) * v0
        if (energy := lennard_jones_energy(volume, depth, v0))
    ]


def fit_of(**parameters):
    values = dict(zip(("epsilon", "sigma"), VALUES, strict=True)) | parameters
    return {
        **POTENTIAL.record(),
        "element": "Ar",
        "parameters": {name: {"value": value} for name, value in values.items()},
        "reference_energy": {"mode": "value", "value_eV": REFERENCE},
    }


def record_of(dataset, fit):
    structures, _ = equations_of_state(dataset, REFERENCE)
    return properties_record(dataset, fit, {"structures": structures})


@pytest.fixture
def dataset(dataset_of):
    return dataset_of(
        rows_of("fcc", 0.09, 37.0) + rows_of("hcp", 0.08, 37.1) + rows_of("diamond", 0.03, 80.0)
    )


def test_minima_of_the_potential_are_those_of_its_curves(dataset):
    record, _ = record_of(dataset, fit_of())
    curves, _ = energy_volume_curves(dataset, fit_of())
    assert {name: each["potential"] for name, each in record["crystals"].items()} == curves


def test_the_datas_own_stand_beside_them_with_the_difference(dataset):
    record, _ = record_of(dataset, fit_of())
    structures, _ = equations_of_state(dataset, REFERENCE)
    for structure, crystal_of in record["crystals"].items():
        for name in COMPARED:
            ours, theirs = crystal_of["potential"][name], structures[structure][name]
            assert crystal_of["data"][name] == theirs
            if ours is None:
                assert crystal_of["difference"][name] is None
            else:
                assert crystal_of["difference"][name] == ours - theirs
    assert record["crystals"]["fcc"]["data"]["V0_A3"] == pytest.approx(37.0, rel=0.01)


def test_the_pressure_at_the_datas_volume_is_what_pushes_the_crystal_apart(dataset):
    for each in record_of(dataset, fit_of())[0]["crystals"].values():
        strain = each["difference"]["V0_A3"] / each["data"]["V0_A3"]
        to_first_order = each["potential"]["B0_GPa"] * strain
        assert each["pressure_at_data_V0_GPa"] == pytest.approx(to_first_order, rel=0.1)


def test_cubic_crystals_have_three_constants_and_others_all(dataset):
    crystals = record_of(dataset, fit_of())[0]["crystals"]
    fcc, hcp = crystals["fcc"]["elastic"], crystals["hcp"]["elastic"]
    assert set(fcc) == {"C11_GPa", "C12_GPa", "C44_GPa", "cauchy_GPa", "stable"}
    assert fcc["cauchy_GPa"] == pytest.approx(0, abs=1e-9)
    bulk = (fcc["C11_GPa"] + 2 * fcc["C12_GPa"]) / 3
    assert bulk == pytest.approx(crystals["fcc"]["potential"]["B0_GPa"], rel=1e-9)
    assert fcc["stable"]
    assert hcp["stable"]
    assert not crystals["diamond"]["elastic"]["stable"]
    assert np.shape(hcp["C_GPa"]) == (6, 6)
    # Relaxed in volume only: no pressure is left, but c/a is not quite at its best.
    assert sum(hcp["stress_GPa"][:3]) == pytest.approx(0, abs=1e-9)
    assert 0 < abs(hcp["stress_GPa"][2]) < 0.01


def test_phonons_are_those_at_the_minimum(dataset):
    crystals = record_of(dataset, fit_of())[0]["crystals"]
    for structure in ("fcc", "hcp"):
        v0 = crystals[structure]["potential"]["V0_A3"]
        expected = phonons(crystal(structure, v0), POTENTIAL, VALUES, v0)
        assert set(crystals[structure]["phonons_THz"]) == set(expected)
        for name, found in crystals[structure]["phonons_THz"].items():
            np.testing.assert_allclose(found, expected[name], atol=1e-6)


def test_a_conventional_cell_has_the_same_constants(dataset_of):
    cubes = [
        ("fcc", conventional("fcc", (4 * atoms.get_volume()) ** (1 / 3)), 4 * energy)
        for _, atoms, energy in rows_of("fcc", 0.09, 37.0)
    ]
    primitive, cube = (
        record_of(dataset_of(rows), fit_of())[0]["crystals"]["fcc"]
        for rows in (rows_of("fcc", 0.09, 37.0), cubes)
    )
    for name, value in primitive["elastic"].items():
        assert cube["elastic"][name] == pytest.approx(value, rel=1e-7, abs=1e-8)


def test_a_crystal_without_a_minimum_keeps_the_reason_and_nothing_else(dataset):
    record, _ = record_of(dataset, fit_of(sigma=2.6))
    for each in record["crystals"].values():
        assert each["potential"]["reason"].startswith("no minimum")
        assert each["elastic"] is None
        assert each["phonons_THz"] is None
        assert each["difference"]["V0_A3"] is None
        assert each["pressure_at_data_V0_GPa"] < 0
    assert record["stability"]["not_compared"] == ["diamond", "fcc", "hcp"]


def test_data_without_a_minimum_leave_the_potentials_own(dataset_of):
    few = rows_of("fcc", 0.09, 37.0)[::3]
    each = record_of(dataset_of(few), fit_of())[0]["crystals"]["fcc"]
    assert each["data"]["V0_A3"] is None
    assert each["data"]["reason"] is not None
    assert each["pressure_at_data_V0_GPa"] is None
    assert each["difference"]["V0_A3"] is None
    assert each["elastic"]["stable"]


def test_the_record_names_its_model_and_the_dimers_well(dataset):
    record, curve = record_of(dataset, fit_of())
    assert record["form"] == "lennard-jones"
    assert record["cutoff"] == POTENTIAL.cutoff.record()
    dimer = record["dimer"]
    assert dimer["well_depth_meV"] == pytest.approx(10.3, rel=1e-9)
    assert dimer["position_A"] == pytest.approx(3.44 * 2 ** (1 / 6))
    assert dimer["shortest_distance_of_data_A"] < dimer["position_A"]
    assert dimer["longest_distance_of_data_A"] <= 9.0
    assert dimer["data"] == []
    distances, energies = np.array(curve).T
    assert energies.min() == pytest.approx(-10.3, rel=1e-3)
    assert distances[-1] == pytest.approx(9.0)


def test_the_record_is_the_same_bytes_every_time(dataset, tmp_path):
    for name in ("one.json", "other.json"):
        write_json(tmp_path / name, record_of(dataset, fit_of())[0])
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    assert json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))["crystals"]
