"""The gate lets through what is right, and stops what is not."""

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.lj.implementations import IMPLEMENTATIONS
from pairwright.timing.cases import crystal
from pairwright.timing.gate import (
    FUNCTIONS,
    LARGE,
    TOLERANCE,
    agreements,
    deviation,
    reference,
    refuse_disagreement,
)
from pairwright.timing.gate_systems import SMALL


@pytest.fixture(scope="module")
def rows():
    return list(agreements())


def test_every_implementation_is_compared_on_every_small_system(rows):
    seen = {(row.system, row.implementation) for row in rows}
    assert {(system, name) for system in SMALL for name in FUNCTIONS} <= seen
    assert set(IMPLEMENTATIONS) | {"ase"} <= set(FUNCTIONS)


def test_the_large_system_is_compared_too(rows):
    assert {row.natoms for row in rows if row.system == LARGE} == {32_000}


def test_all_agree(rows):
    assert max(row.deviation for row in rows) <= TOLERANCE
    refuse_disagreement(rows)


def wrong_by(factor, part):
    """Return an implementation whose energy, forces or stress is off by a factor."""

    def function(*arguments, **model):
        result = list(IMPLEMENTATIONS["analytic"](*arguments, **model))
        if result[part] is not None:
            result[part] = result[part] * factor
        return tuple(result)

    return function


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_wrong_implementation_is_named(part):
    found = list(agreements({"mine": wrong_by(1 + 1e-9, part)}))
    with pytest.raises(PairwrightError, match=r"the worst: mine on .* by 1e-09"):
        refuse_disagreement(found)


def test_a_missing_stress_and_numbers_that_are_none_do_not_pass():
    def without_stress(*arguments, **model):
        return (*IMPLEMENTATIONS["analytic"](*arguments, **model)[:2], None)

    def without_numbers(*arguments, **model):
        energy, forces, stress = IMPLEMENTATIONS["analytic"](*arguments, **model)
        return energy, forces * np.nan, stress

    for function in (without_stress, without_numbers):
        with pytest.raises(PairwrightError, match="nothing is timed"):
            refuse_disagreement(list(agreements({"mine": function})))


def test_the_reference_of_a_repeated_crystal_is_that_of_all_its_atoms():
    large = crystal(14)
    found = large.run(IMPLEMENTATIONS["neighbours"])
    assert deviation(found, reference(large), large) < 1e-12
