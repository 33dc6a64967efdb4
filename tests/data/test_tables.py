"""The tables that describe a dataset."""

import numpy as np
import pytest
from ase.db import connect
from ase.units import GPa

from pairwright.data.database import Rejected, read_database
from pairwright.data.tables import CONFIGURATION_COLUMNS, configuration_rows, summary


def test_configurations_have_forces_and_pressures_in_their_units(lennard_jones_rows):
    dataset, _ = read_database(lennard_jones_rows)
    rows = [
        dict(zip(CONFIGURATION_COLUMNS, row, strict=True)) for row in configuration_rows(dataset)
    ]
    stored_rows = list(connect(lennard_jones_rows["path"]).select("kind=bulk"))
    for row, stored_row in zip(rows, stored_rows, strict=True):
        atoms = stored_row.toatoms()
        fmax = np.linalg.norm(atoms.get_forces(), axis=1).max()
        pressure = -atoms.get_stress()[:3].mean() / GPa
        assert row["fmax_eV_per_A"] == pytest.approx(fmax, rel=1e-14)
        assert row["pressure_GPa"] == pytest.approx(pressure, rel=1e-12)
        assert row["energy_per_atom_eV"] == pytest.approx(stored_row.energy / len(atoms))
        assert row["has_forces"]
        assert row["has_stress"]


def test_the_summary_counts(lennard_jones_rows):
    dataset, _ = read_database(lennard_jones_rows)
    rejected = [Rejected(1, "two atoms are 0.1 Å apart"), Rejected(2, "two atoms are 0.2 Å apart")]
    result = summary(dataset, rejected, lennard_jones_rows, "abc")
    assert result["rows"] == result["rows_with_forces"] == result["rows_with_stress"] == 18
    assert result["rejected_by_reason"] == {"two atoms are … Å apart": 2}
    assert result["structures"]["fcc"]["rows"] == 9
    assert result["structures"]["fcc"]["groups"] == 3
    assert 3.0 < result["structures"]["fcc"]["shortest_distance_A"] < 3.8
