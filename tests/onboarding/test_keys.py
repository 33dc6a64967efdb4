"""What a file says of its structures becomes keys that ASE's databases take."""

import numpy as np
import pytest
from ase.db.core import check
from hypothesis import given
from hypothesis import strategies as st

from pairwright.onboarding.keys import OWN_KEYS, described


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("config type", "config_type"),
        ("unique-id", "info_unique_id"),
        ("free energy", "info_free_energy"),
        ("2nd", "info_2nd"),
        ("", "info_"),
        ("Ar", "info_Ar"),
        ("source", "info_source"),
        ("block", "info_block"),
        ("external_tables", "info_external_tables"),
    ],
)
def test_names_that_ase_refuses_or_needs_itself_are_changed(name, key):
    assert described({name: "x"}) == {key: "x"}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("flüssig", "flüssig"),
        ("3", 3),
        ("-2.5e-3", -0.0025),
        ("0", 0),
        ("1_0", "1_0_"),
        ("\u0661\u0662", "\u0661\u0662_"),
        ("nan", "nan_"),
        ("True", "True_"),
        (True, 1),
        (np.int64(7), 7),
        (np.float64(0.5), 0.5),
    ],
)
def test_numbers_are_those_in_plain_digits_and_the_rest_are_texts(value, kept):
    (found,) = described({"key": value}).values()
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, [1, 2], None])
def test_what_no_database_keeps_is_left_out(value):
    assert described({"key": value}) == {}


texts = st.text(st.characters(codec="utf-8"), max_size=300)
values = st.one_of(texts, st.from_regex(r"[-+ 0-9._eE]+"), st.floats(), st.integers())


@given(st.dictionaries(texts, values, max_size=5))
def test_ase_takes_every_key(info):
    found = described(info)
    check(found)
    assert not set(OWN_KEYS) & set(found)
