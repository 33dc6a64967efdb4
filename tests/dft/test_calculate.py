"""What a calculation needs before it starts."""

from importlib.metadata import PackageNotFoundError

import pytest

from pairwright.dft import calculate as module
from pairwright.errors import PairwrightError


def test_without_gpaw_the_message_says_how_to_get_it(monkeypatch, tmp_path):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(module, "version", missing)
    recipe = {"name": "atom", "structure": "atom", "element": "Ar", "box_A": [9.0, 9.0, 9.0]}
    with pytest.raises(PairwrightError, match=r"gpaw is not installed.*make dft-environment"):
        module.calculate(recipe, tmp_path / "gpaw.txt")
