"""The order of crystals agrees unless the data part two of them and the potential turns them."""

import pytest

from pairwright.properties.stability import TOLERANCE_MEV_PER_ATOM, stability

DATA = {"fcc": -92.280, "hcp": -92.276, "bcc": -89.5, "sc": -69.0}


def test_equal_orders_agree():
    found = stability({name: energy + 5 for name, energy in DATA.items()}, DATA)
    assert found["order_agrees"]
    assert found["contradictions"] == []
    assert found["tolerance_meV_per_atom"] == TOLERANCE_MEV_PER_ATOM == 1.0


def test_a_tie_in_the_data_is_contradicted_by_nothing():
    assert stability(DATA | {"hcp": -99.0}, DATA)["order_agrees"]


def test_a_turned_order_is_a_contradiction_however_small_it_is_in_the_potential():
    found = stability(DATA | {"bcc": -92.281}, DATA)
    assert not found["order_agrees"]
    assert found["contradictions"] == [["fcc", "bcc"], ["hcp", "bcc"]]


def test_so_is_a_tie_in_the_potential_of_what_the_data_part():
    assert stability({"bcc": -80.0, "sc": -80.0}, DATA)["contradictions"] == [["bcc", "sc"]]


def test_energies_count_from_the_lowest_minimum_of_each_side():
    found = stability({"fcc": -90.0, "bcc": -91.5}, {"fcc": -92.0, "bcc": -89.5})
    above = found["above_lowest_meV_per_atom"]
    assert above["potential"] == {"fcc": 1.5, "bcc": 0.0}
    assert above["data"] == {"fcc": 0.0, "bcc": 2.5}


@pytest.mark.parametrize("side", ["potential", "data"])
def test_a_crystal_without_a_minimum_is_not_compared(side):
    sides = {"potential": dict(DATA), "data": dict(DATA)}
    sides[side]["sc"] = None
    found = stability(**sides)
    assert found["not_compared"] == ["sc"]
    assert found["order_agrees"]
    assert "sc" not in found["above_lowest_meV_per_atom"][side]


def test_nothing_at_all_is_no_contradiction():
    found = stability({"fcc": None}, {"fcc": None})
    assert found["order_agrees"]
    assert found["not_compared"] == ["fcc"]
