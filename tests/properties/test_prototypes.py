"""The crystal that stands for a structure is its lowest row, and its volumes cover the data."""

import numpy as np
import pytest
from lattices import crystal

from pairwright.data.crystals import dimer, rattled_cell
from pairwright.properties.prototypes import MARGIN, VOLUMES, prototypes


def test_the_lowest_row_of_each_structure_is_taken(dataset_of):
    rows = [
        ("hcp", crystal("hcp", 40.0), -0.1),
        ("fcc", crystal("fcc", 38.0), -0.09),
        ("fcc", crystal("fcc", 41.0), -0.1),
        ("fcc", rattled_cell("Ar", "fcc", 44.0, 0.1, 1), -0.36),
    ]
    fcc, hcp = prototypes(dataset_of(rows), "Ar")
    assert (fcc.structure, hcp.structure) == ("fcc", "hcp")
    assert fcc.atoms.get_volume() == pytest.approx(41.0)
    assert fcc.atoms.pbc.all()
    assert hcp.atoms.get_chemical_formula() == "Ar2"


def test_volumes_go_a_little_beyond_the_data(dataset_of):
    rows = [("bcc", crystal("bcc", volume), volume) for volume in (30.0, 50.0)]
    (bcc,) = prototypes(dataset_of(rows), "Ar")
    np.testing.assert_allclose(
        bcc.volumes, np.linspace((1 - MARGIN) * 30, (1 + MARGIN) * 50, VOLUMES)
    )


def test_structures_without_a_volume_are_left_out(dataset_of):
    rows = [("pair", dimer("Ar", 4.0, [9, 9, 9]), 0.0), ("sc", crystal("sc", 50.0), 0.0)]
    assert [each.structure for each in prototypes(dataset_of(rows), "Ar")] == ["sc"]
