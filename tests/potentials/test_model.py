"""A model: which form, cutoff and three-body energy a name asks for, and what is written of it."""

import numpy as np
import pytest
from argon_models import KNOTS, PAIR_FORMS, argon_model, argon_values

from pairwright.errors import PairwrightError
from pairwright.potentials.cutoffs import SCHEMES, Cutoff
from pairwright.potentials.forms import FORMS
from pairwright.potentials.model import model_named, model_of

TRIPLES = tuple(f"{name}-axilrod-teller" for name in PAIR_FORMS)


def fit_of(model, values):
    """Return a ``fit.json`` as far as a model needs one."""
    names = [parameter.name for parameter in model.parameters]
    return model.record() | {
        "parameters": {n: {"value": v} for n, v in zip(names, values, strict=True)}
    }


@pytest.mark.parametrize("name", [*PAIR_FORMS, *TRIPLES])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_written_is_read_back_as_the_same_potential(name, scheme):
    model, values = argon_model(name, scheme), argon_values(name)
    again, read = model_of(fit_of(model, values))
    np.testing.assert_array_equal(read, values)
    assert again.record() == model.record()
    assert again.parameters == model.parameters
    r = np.linspace(2.9, 8.2, 20)
    pair_values, _ = model.split(values)
    np.testing.assert_array_equal(again.function(r, pair_values), model.function(r, pair_values))


@pytest.mark.parametrize("name", TRIPLES)
def test_the_suffix_adds_c9_as_the_last_parameter(name):
    model, pair = argon_model(name), argon_model(name.removesuffix("-axilrod-teller"))
    assert model.parameters[:-1] == pair.parameters
    assert model.parameters[-1].name == "C9"
    assert model.parameters[-1].unit == "eV Å^9"
    pair_values, c9 = model.split(argon_values(name))
    assert pair_values == argon_values(name)[:-1]
    assert c9 == argon_values(name)[-1]
    assert pair.split(argon_values(name)[:-1])[1] == 0.0


def test_radius_and_knots_are_kept_only_where_the_name_asks_for_them():
    model = model_named("mie", Cutoff("cut", 8.0), triple_radius=7.0, knots=KNOTS)
    assert model.triple_radius is None
    assert model.knots is None
    assert set(model.record()) == {"form", "cutoff"}


def test_without_a_radius_triple_dipoles_are_refused_not_forgotten():
    with pytest.raises(PairwrightError, match=r"mie-axilrod-teller.*radius.*triple_dipole"):
        model_named("mie-axilrod-teller", Cutoff("cut", 8.0))


def test_forms_of_ones_own_take_everything_that_the_others_take():
    own = {"copy-of-mie": FORMS["mie"]}
    model = model_named(
        "copy-of-mie-axilrod-teller", Cutoff("cut", 8.0), triple_radius=6.0, own=own
    )
    values = [*argon_values("mie"), 70.0]
    again, read = model_of(fit_of(model, values), own)
    assert again == model
    np.testing.assert_array_equal(read, values)
    with pytest.raises(PairwrightError, match="unknown form"):
        model_of(fit_of(model, values))
