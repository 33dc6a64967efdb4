"""Root mean square errors and the table of predictions."""

from dataclasses import replace

import numpy as np
import pytest

from pairwright.fit.errors_table import (
    PREDICTION_COLUMNS,
    metrics,
    metrics_by_structure,
    prediction_rows,
    with_reference,
)
from pairwright.fit.targets import Quantities
from pairwright.units import GPA_PER_EV_A3


def off_by(dataset, energy_per_atom, force, stress):
    """Return predictions that are wrong by the same everywhere."""
    return Quantities(
        dataset.energies + energy_per_atom * dataset.natoms,
        dataset.forces + force,
        dataset.stresses + stress,
    )


def test_an_error_that_is_the_same_everywhere_is_the_root_mean_square(exact):
    dataset, _ = exact
    rows = np.arange(len(dataset)) < 5
    found = metrics(dataset, off_by(dataset, -0.002, 0.03, 0.001), rows)
    assert found == {
        "rows": 5,
        "energy_rmse_meV_per_atom": pytest.approx(2.0),
        "force_rmse_meV_per_A": pytest.approx(30.0),
        "stress_rmse_GPa": pytest.approx(0.001 * GPA_PER_EV_A3),
    }


def test_what_no_row_has_has_no_error(exact):
    dataset, _ = exact
    poor = replace(dataset, stresses=np.full_like(dataset.stresses, np.nan))
    found = metrics(poor, off_by(dataset, 0.001, 0.0, 0.0), np.ones(len(dataset), dtype=bool))
    assert found["stress_rmse_GPa"] is None
    assert found["energy_rmse_meV_per_atom"] == pytest.approx(1.0)
    assert metrics(dataset, off_by(dataset, 0, 0, 0), np.zeros(len(dataset), dtype=bool)) == {
        "rows": 0,
        "energy_rmse_meV_per_atom": None,
        "force_rmse_meV_per_A": None,
        "stress_rmse_GPa": None,
    }


def test_each_structure_has_its_own_errors(exact):
    dataset, _ = exact
    wrong = off_by(dataset, 0.0, 0.0, 0.0)
    wrong.energies[dataset.structures == "bcc"] += 0.004 * dataset.natoms[0] / 2
    found = metrics_by_structure(dataset, wrong, np.ones(len(dataset), dtype=bool))
    assert list(found) == ["bcc", "fcc"]
    assert found["fcc"]["energy_rmse_meV_per_atom"] == 0.0
    assert found["bcc"]["energy_rmse_meV_per_atom"] > 1.0
    assert found["bcc"]["rows"] + found["fcc"]["rows"] == len(dataset)


def test_the_reference_energy_is_added_for_each_atom(exact):
    dataset, _ = exact
    found = with_reference(dataset, off_by(dataset, 0.0, 0.0, 0.0), 0.5)
    np.testing.assert_allclose(found.energies - dataset.energies, 0.5 * dataset.natoms)
    assert found.forces is not None


def test_the_table_has_a_line_for_each_row_with_its_split_and_errors(exact):
    dataset, _ = exact
    test = np.arange(len(dataset)) % 2 == 0
    table = prediction_rows(dataset, off_by(dataset, 0.003, 0.01, -0.001), test)
    assert len(table) == len(dataset)
    for number, line in enumerate(table):
        row = dict(zip(PREDICTION_COLUMNS, line, strict=True))
        assert row["id"] == dataset.ids[number]
        assert row["split"] == ("test" if test[number] else "train")
        assert row["energy_error_meV_per_atom"] == pytest.approx(3.0)
        assert row["force_rmse_meV_per_A"] == pytest.approx(10.0)
        pressure = -np.trace(dataset.stresses[number]) / 3 * GPA_PER_EV_A3
        assert row["pressure_GPa"] == pytest.approx(pressure)
        assert row["predicted_pressure_GPa"] - pressure == pytest.approx(0.001 * GPA_PER_EV_A3)
