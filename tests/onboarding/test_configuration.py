"""A suggested configuration holds what differs, and is read back as it was meant."""

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pairwright import config
from pairwright.onboarding.choices import Choice
from pairwright.onboarding.configuration import applied, configuration_text, differing
from pairwright.onboarding.shipped import shipped


def choices(**database):
    """Return choices that differ in the path and the given keys of the database section."""
    keys = {"path": "mine.db", **database}
    return [Choice(f"database.{key}", value, "because") for key, value in keys.items()]


def test_what_is_shipped_and_default_alike_is_not_written():
    made = [*choices(minimum_distance_A=0.5), Choice("cutoff.scheme", "shift", "as it is")]
    assert [choice.key for choice in differing(made)] == ["database.path"]


def test_what_differs_from_the_shipped_configuration_only_is_written():
    (path, selection) = differing(choices(selection=None))
    assert shipped()["database"]["selection"] == "kind=bulk"
    assert (path.key, selection.key) == ("database.path", "database.selection")


def test_sections_are_written_once_and_in_the_order_of_the_schema():
    made = [
        Choice("network.members", 0, "few rows"),
        Choice("studies", ["fit"], "no others"),
        Choice("fit.simplex.sigma_A", 2.25, "a bond"),
        *choices(),
        Choice("fit.forms", ["morse"], "few rows"),
    ]
    lines = configuration_text("mine.db", made).splitlines()
    sections = [line for line in lines if line.endswith(":")]
    assert sections == ["database:", "fit:", "  simplex:", "network:"]
    assert lines[3:5] == ["# no others", "studies: [fit]"]


TEXTS = st.text(min_size=1).filter(lambda text: text.isprintable() and text != "structure")


@settings(max_examples=30)
@given(path=TEXTS, key=TEXTS, name=st.text())
def test_it_is_read_back_as_it_was_meant(path, key, name):
    made = [*choices(path=path, structure_key=key), Choice("fit.weights.force_eV_per_A", 1e-6, "x")]
    text = configuration_text(name, made)
    assert yaml.safe_load(text)["database"] == {"path": path, "structure_key": key}
    assert config.validated(yaml.safe_load(text)) == applied(made)
