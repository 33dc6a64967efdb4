"""Fits of every form with every cutoff scheme, as they come from files."""

from functools import cache

import pytest

from pairwright.export.folder import export_folder
from pairwright.export.lammps_table import best_table
from pairwright.export.potential import Potential
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.potentials.forms import FORMS
from pairwright.potentials.library import TRIPLE_DIPOLE, pair_form_name
from pairwright.potentials.model import C9
from pairwright.potentials.spline import SPLINE, spline

RADIUS = 12.0
SHORTEST = 2.8112
KNOTS = (2.4, 2.9, 3.3, 3.8, 4.6, 6.0, 12.0)

VALUES = {
    "lennard-jones": (0.01032, 3.4388),
    "mie": (0.0076, 3.64, 10.44, 3.8),
    "morse": (0.0103, 1.6, 3.9),
    "buckingham": (0.0103, 3.86, 13.2),
    "tang-toennies": (2000.0, 3.5, 40.0, 400.0, 4000.0),
    "double-exponential": (0.0103, 3.86, 13.3, 6.1),
    SPLINE: (-1.1, 2.4, -1.6, 0.31, -0.06, 0.004, -0.00002),
}
COMBINATIONS = [(name, scheme) for name in VALUES for scheme in SCHEMES]


def make_fit(name="lennard-jones", scheme="shift", **changes):
    """Return the content of a ``fit.json``; ``changes`` replace what it says."""
    pair = pair_form_name(name)
    form = spline(KNOTS) if pair == SPLINE else FORMS[pair]
    parameters = {
        parameter.name: {"value": value, "standard_error": abs(value) / 500, "unit": parameter.unit}
        for parameter, value in zip(form.parameters, VALUES[pair], strict=True)
    }
    fit = {
        "form": name,
        "element": "Ar",
        "parameters": parameters,
        "cutoff": {"scheme": scheme, "radius_A": RADIUS},
        "reference_energy": {"mode": "isolated_atom", "value_eV": -0.0048},
        "database": {"path": "data/argon.db", "sha256": "0f" * 32, "rows": 310},
    }
    if pair == SPLINE:
        fit["knots_A"] = list(KNOTS)
    if name.endswith(TRIPLE_DIPOLE):
        parameters[C9.name] = {"value": 0.03, "standard_error": None, "unit": C9.unit}
        fit["triple_dipole"] = {"radius_A": 8.0}
    return fit | changes


def make_summary(shortest=SHORTEST):
    """Return what an export reads of a ``summary.json``."""
    return {"structures": {"fcc": {"shortest_distance_A": shortest}}}


@cache
def folder(name, scheme):
    """Return the export folder of a fit; it is made once."""
    return export_folder(make_fit(name, scheme), make_summary())


@cache
def best(name, scheme):
    """Return the table of a fit, with its error; it is made once."""
    return best_table(Potential.of(make_fit(name, scheme), make_summary()))


@pytest.fixture
def folder_of():
    """Return the function that gives the export folder of a form with a scheme."""
    return folder


@pytest.fixture
def table_of():
    """Return the function that gives the best table of a form with a scheme."""
    return best


@pytest.fixture
def fit_of():
    """Return the function that makes a fit."""
    return make_fit


@pytest.fixture
def summary():
    """Return the summary of a database."""
    return make_summary()


@pytest.fixture
def potential_of():
    """Return the function that makes the potential of a fit."""

    def make(*arguments, **changes):
        return Potential.of(make_fit(*arguments, **changes), make_summary())

    return make


def pytest_generate_tests(metafunc):
    """Let a test that takes ``combination`` see every form with every scheme."""
    if "combination" in metafunc.fixturenames:
        names = ["-".join(each) for each in COMBINATIONS]
        metafunc.parametrize("combination", COMBINATIONS, ids=names)
