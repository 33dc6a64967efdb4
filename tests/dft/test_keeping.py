"""A calculation that came to its end is not done again, unless what is computed has changed."""

import numpy as np
import pytest

from pairwright.dft import calculate, keeping
from pairwright.dft.keeping import once
from pairwright.store import write_json

RECIPE = {"name": "fcc", "ecut_eV": 200.0, "kpts": [1, 1, 1]}


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    """Say which programs there are, on machines without them."""
    monkeypatch.setattr(calculate, "programs", lambda: "GPAW 1, dftd3 1")


class Computation:
    """Something that counts how often it was computed."""

    def __init__(self, **entries):
        self.times, self.entries = 0, entries

    def __call__(self):
        """Return the record."""
        self.times += 1
        return {"name": "fcc", "forces": np.array([[0.1, -1 / 3, 1e-300]]), **self.entries}


def test_the_second_time_it_is_found_and_has_the_same_bytes(tmp_path):
    compute = Computation()
    for name in ("first.json", "second.json"):
        write_json(tmp_path / name, once(RECIPE, tmp_path / "kept.json", compute))
    assert compute.times == 1
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


def test_another_recipe_or_version_is_computed(tmp_path, monkeypatch):
    compute = Computation()
    once(RECIPE, tmp_path / "kept.json", compute)
    once(RECIPE | {"ecut_eV": 300.0}, tmp_path / "kept.json", compute)
    monkeypatch.setattr(calculate, "programs", lambda: "GPAW 2, dftd3 1")
    once(RECIPE | {"ecut_eV": 300.0}, tmp_path / "kept.json", compute)
    assert compute.times == 3


def test_another_text_of_the_calculation_is_computed(tmp_path, monkeypatch):
    compute = Computation()
    once(RECIPE, tmp_path / "kept.json", compute)
    monkeypatch.setattr(keeping, "sha256", lambda _: "another")
    once(RECIPE, tmp_path / "kept.json", compute)
    assert compute.times == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": 1}'])
def test_a_damaged_file_is_computed_again(tmp_path, text):
    (tmp_path / "kept.json").write_text(text)
    compute = Computation()
    once(RECIPE, tmp_path / "kept.json", compute)
    once(RECIPE, tmp_path / "kept.json", compute)
    assert compute.times == 1


def test_a_failure_is_tried_again(tmp_path):
    compute = Computation(failure="did not converge")
    once(RECIPE, tmp_path / "kept.json", compute)
    once(RECIPE, tmp_path / "kept.json", compute)
    assert compute.times == 2
