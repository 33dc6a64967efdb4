"""Speed-ups, exponents and crossovers of made-up measurements come out as made up."""

import numpy as np
import pandas as pd
import pytest

from pairwright.timing.answers import answers, crossovers, exponents
from pairwright.timing.table import COLUMNS

SIZES = (32, 500, 4000, 32000, 256000)
LAWS = {
    "ase": (1e-4, 1.0),
    "vectorised": (1e-8, 2.0),
    "neighbours": (2e-6, 1.0),
    "neighbours_autodiff": (5e-6, 1.0),
    "compiled": (1e-6, 1.0),
}


def row(system, natoms, implementation, quantity, seconds):
    values = dict.fromkeys(COLUMNS)
    values |= {"system": system, "natoms": natoms, "implementation": implementation}
    return values | {"quantity": quantity, "median_s": seconds, "remark": "", "version": ""}


@pytest.fixture
def table():
    rows = [
        row(f"fcc-{n}", n, name, "energy_forces_stress", factor * n**power)
        for n in SIZES
        for name, (factor, power) in LAWS.items()
    ]
    rows += [row(f"fcc-{n}", n, "neighbours", "energy", 1e-6 * n) for n in SIZES]
    rows += [row("fcc-4000", 4000, "simulation", "md_step", 1e-3)]
    rows += [
        row("cluster-13", 13, name, "energy_forces", seconds)
        for name, seconds in {"ase": 1e-3, "compiled": 4e-6, "gone": None}.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_speed_ups_are_ratios_to_ase(table):
    found = answers(table)["speed_up_13_atoms"]
    assert found == {"energy_forces": {"ase": 1.0, "compiled": pytest.approx(250)}}


def test_exponents_are_those_of_the_laws(table):
    found = answers(table)["exponents"]["fcc"]
    assert found == {name: pytest.approx(power) for name, (_, power) in LAWS.items()}


def test_two_sizes_make_no_exponent():
    times = pd.DataFrame({"a": [1.0, 2.0]}, index=[1000, 2000])
    assert exponents(times) == {}


def test_lines_cross_where_the_laws_are_equal(table):
    found = answers(table)["crossovers"]["fcc"]
    assert found["vectorised -> neighbours"] == pytest.approx(200, rel=1e-6)
    assert found["ase -> neighbours"] == "always"
    assert found["neighbours_autodiff -> ase"] == "not up to 256000 atoms"


def test_the_last_of_several_crossings_counts():
    times = pd.DataFrame(
        {"vectorised": [1.0, 2.0, 1.0, 4.0], "neighbours": [2.0, 1.0, 2.0, 1.0]},
        index=[1, 10, 100, 1000],
    )
    found = crossovers(times)["vectorised -> neighbours"]
    assert found == pytest.approx(100 * 10 ** (np.log(2) / np.log(8)))


def test_the_price_of_derivatives_is_in_units_of_the_energy(table):
    cost = answers(table)["derivative_cost"]["fcc"]
    assert cost["neighbours_autodiff"] == {str(n): pytest.approx(5) for n in SIZES}


def test_nanoseconds_per_day_follow_from_the_step(table):
    speed = answers(table)["nanoseconds_per_day"]
    assert speed["simulation"] == {"4000": pytest.approx(4e-6 * 86400 / 1e-3)}
    assert speed["compiled"]["32000"] == pytest.approx(4e-6 * 86400 / 0.032)
