"""Nobody is timed who is wrong; who is missing or cannot be asked separately is a row."""

from dataclasses import replace

import pytest

from pairwright.errors import PairwrightError
from pairwright.timing.cases import case
from pairwright.timing.contestant import Answer, Contestant, Prepared
from pairwright.timing.contestants import OWN, contestants
from pairwright.timing.measure import NOT_INSTALLED, measurements

QUICK = {"seconds": 0.005, "seed": 1}


def wrong_energy(_system, _quantity):
    return Prepared(lambda: None, lambda: Answer(-1.0, None, None))


def other(**changes):
    """Return a program that is not ours and is wrong."""
    return replace(Contestant("other", wrong_energy, lambda _: True, "ase"), **changes)


def by_key(rows):
    return {(row.implementation, row.quantity): row for row in rows}


@pytest.fixture(scope="module")
def thirteen():
    return measurements(case("cluster-13"), OWN, **QUICK)


def test_every_way_is_timed_with_quartiles_and_agrees(thirteen):
    assert {row.implementation for row in thirteen} == set(OWN)
    for row in thirteen:
        assert 0 < row.q1_s <= row.median_s <= row.q3_s
        assert row.agreement <= OWN[row.implementation].tolerance
        assert row.repeats >= 3
        assert row.first_s > 0


def test_every_way_has_every_quantity(thirteen):
    keys = set(by_key(thirteen))
    assert keys == {(name, quantity) for name in OWN for quantity in ("energy", "energy_forces")}


def test_what_cannot_be_asked_separately_says_so(thirteen):
    rows = by_key(thirteen)
    assert rows["ase", "energy"].median_s == rows["ase", "energy_forces"].median_s
    assert rows["ase", "energy"].remark.startswith("computed together with energy_forces")
    assert rows["vectorised", "energy"].median_s != rows["vectorised", "energy_forces"].median_s
    assert rows["vectorised", "energy"].remark == ""


def test_periodic_systems_have_a_stress():
    everyone = {name: OWN[name] for name in ("neighbours", "finite_differences", "compiled")}
    rows = by_key(measurements(case("fcc-4"), everyone, **QUICK))
    assert {quantity for _, quantity in rows} == {
        "energy",
        "energy_forces",
        "energy_forces_stress",
    }


def test_what_would_take_too_long_is_left_out():
    assert not OWN["loops"].suits(case("cluster-2057"))
    assert not OWN["vectorised"].suits(case("fcc-4000"))
    assert OWN["compiled"].suits(case("fcc-4000"))


def test_a_wrong_implementation_of_ours_stops_everything():
    mine = {"mine": replace(other(), name="mine", distribution="pairwright")}
    with pytest.raises(PairwrightError, match=r"mine on cluster-13 deviates by .*not timed"):
        measurements(case("cluster-13"), mine, **QUICK)


def test_another_program_that_is_wrong_is_a_row_without_a_time():
    rows = measurements(case("cluster-13"), {"other": other()}, **QUICK)
    assert {row.quantity for row in rows} == {"energy", "energy_forces"}
    assert all(row.median_s is None and "not timed" in row.remark for row in rows)


def test_a_program_that_is_not_installed_is_a_row():
    missing = other(distribution="no-such-package")
    rows = measurements(case("cluster-13"), {"other": missing}, **QUICK)
    assert all(row.median_s is None and row.remark == NOT_INSTALLED for row in rows)


def test_a_program_that_cannot_be_loaded_is_a_row():
    def prepare(_system, _quantity):
        raise ImportError("libother.so: no such file\nand more")

    rows = measurements(case("cluster-13"), {"other": other(prepare=prepare)}, **QUICK)
    assert rows[0].remark == "cannot be loaded: libother.so: no such file"


def test_more_threads_and_simulations_are_contestants_when_there_are_cores():
    assert "compiled_2_threads" in contestants([], threads=2)
    assert "compiled_2_threads" not in contestants([], threads=1)
    rows = measurements(case("fcc-500"), {"simulation": contestants([], 1)["simulation"]}, **QUICK)
    assert [(row.quantity, row.agreement) for row in rows] == [("md_step", None)]
    assert rows[0].median_s > 0
