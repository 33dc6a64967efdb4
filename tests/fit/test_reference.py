"""The zero of energy, by each of its modes."""

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.fit.reference import reference_energy


def test_reference_modes(exact):
    dataset, _ = exact
    assert reference_energy({"mode": "isolated_atom"}, dataset) == -0.25
    assert reference_energy({"mode": "value", "value_eV": 1.5}, dataset) == 1.5
    assert reference_energy({"mode": "none"}, dataset) == 0.0
    assert reference_energy({"mode": "fitted"}, dataset) is None


def test_a_database_without_an_isolated_atom_says_what_to_do(exact):
    dataset, _ = exact
    without = type(dataset)(**(vars(dataset) | {"isolated_atom_energy": np.array(np.nan)}))
    with pytest.raises(PairwrightError, match=r"reference_energy\.mode"):
        reference_energy({"mode": "isolated_atom"}, without)
