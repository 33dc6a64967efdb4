"""The records of the demonstrations: complete, with units, and with the numbers of the post."""

import numpy as np
import pandas as pd
import pytest

from pairwright.autodiff import records
from pairwright.autodiff.argon_crystals import CRYSTALS
from pairwright.autodiff.crystal_records import murnaghan_record, sensitivities_record

BIRCH = {"B0_GPa": 2.5, "B0_prime": 6.5, "V0_A3": 41.1, "rms_residual_meV_per_atom": 0.01}


@pytest.fixture(scope="module")
def tables():
    """Return energy_volume.csv, configurations.csv and equation_of_state.json of two crystals."""
    points, configurations = [], []
    for start, crystal in ((1, "fcc"), (101, "bcc")):
        for i, (volume, energy, stress) in enumerate(CRYSTALS[crystal], start):
            points.append((crystal, i, volume, energy, True))
            configurations.append((i, stress if i > start else np.nan))
    points.append(("dimer", 999, 60.0, 0.0, False))
    names = ["structure", "id", "volume_per_atom_A3", "energy_per_atom_eV", "used_in_fit"]
    structures = {"fcc": BIRCH, "bcc": BIRCH, "dimer": {"reason": "1 volumes"}}
    return (
        pd.DataFrame(points, columns=names),
        pd.DataFrame(configurations, columns=["id", "pressure_GPa"]),
        {"structures": structures},
    )


def test_mixed_partials():
    record = records.mixed_partials_record(2017)
    assert record["x_y_squared"]["largest_difference"] == {"value": 0.0, "unit": "1"}
    quotient = record["hessian_of_a_quotient"]
    assert 0 < quotient["exactly_symmetric"]["value"] < 1
    assert 0 < quotient["largest_relative_asymmetry"]["value"] < 1e-15


def test_root_finding():
    record = records.root_finding_record()
    post = record["cubic_and_ellipse"]
    assert post["evaluations_with_estimated_jacobians"]["value"] == 21
    assert post["evaluations_with_exact_jacobians"]["value"] == 15
    assert post["evaluations_worth_a_jacobian"]["value"] == 2
    assert len(record["systems"]) == 11
    assert record["discrete_boundary_value"]["100"]["evaluations_worth_a_jacobian"]["value"] == 100


def test_activity_coefficients():
    record = records.activity_coefficients_record()
    assert set(record["models"]) == {"margules", "van_laar", "wilson", "nrtl"}
    margules = record["models"]["margules"]
    assert margules["ln_gamma_1"]["value"] == pytest.approx(0.760325925925926, abs=5e-15)
    for model in record["models"].values():
        assert model["largest_gibbs_duhem_residual"]["value"] < 4e-15


def test_lennard_jones_solid(monkeypatch):
    monkeypatch.setattr(records, "RADII", (3, 6))
    record = records.lennard_jones_solid_record()
    assert set(record["fcc_by_radius"]) == {"3", "6"}
    assert record["fcc_by_radius"]["6"]["C11"]["value"] == pytest.approx(105.182, abs=5e-3)
    assert record["hcp_minus_fcc_with_a_plain_cutoff"]["2.5"]["value"] > 0.07
    for structure in record["structures"].values():
        assert structure["energy"]["value"] == pytest.approx(
            structure["exact_energy"]["value"], abs=3e-3
        )


def test_murnaghan_leaves_out_what_was_not_fitted_and_stresses_that_are_not_known(tables):
    record = murnaghan_record(*tables)
    assert record["post"]["pressure_at_0.99_V0"]["value"] == pytest.approx(0.808167684691)
    assert set(record["crystals"]) == {"fcc", "bcc"}
    pressures = record["crystals"]["fcc"]["pressures"]
    assert pressures["rms_difference_in_fit"]["value"] == pytest.approx(0.02, abs=0.005)
    assert pressures["rms_difference_outside"]["value"] is None


def test_sensitivities(tables):
    record = sensitivities_record(tables[0], 2017)
    assert set(record["crystals"]) == {"fcc", "bcc"}
    for crystal in record["crystals"].values():
        predicted = crystal["predicted_pressure"]
        ratio = predicted["monte_carlo"]["value"] / predicted["standard_error"]["value"]
        assert ratio == pytest.approx(1, abs=0.02)


def test_a_database_without_crystals_has_records_without_crystals(tables):
    nothing = tables[0][:0]
    assert murnaghan_record(nothing, tables[1], {"structures": {}})["crystals"] == {}
    assert sensitivities_record(nothing, 1)["crystals"] == {}
