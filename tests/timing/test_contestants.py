"""Every contestant does all of its work at each call."""

import pytest
from ase.calculators.lj import LennardJones

from pairwright.lj.implementations import IMPLEMENTATIONS
from pairwright.timing.cases import QUANTITIES, case
from pairwright.timing.contestants import OWN, contestants
from pairwright.timing.gate import deviation, reference


@pytest.mark.parametrize("system", ["cluster-55", "fcc-1", "fcc-32"])
@pytest.mark.parametrize("name", OWN)
def test_it_gives_the_right_answer_for_each_quantity(name, system):
    crystal, way = case(system), OWN[name]
    for quantity in way.timed_quantities(crystal):
        prepared = way.prepare(crystal, quantity)
        prepared.call()
        assert deviation(prepared.answer(), reference(crystal), crystal) <= way.tolerance


def test_everything_of_the_library_takes_part():
    assert set(IMPLEMENTATIONS) | {"ase"} <= set(OWN)


def test_ase_computes_anew_at_each_call(monkeypatch):
    calls = []
    original = LennardJones.calculate

    def counted(self, *arguments, **keywords):
        calls.append(1)
        original(self, *arguments, **keywords)

    monkeypatch.setattr(LennardJones, "calculate", counted)
    prepared = OWN["ase"].prepare(case("cluster-13"), "energy_forces")
    for expected in (1, 2, 3):
        prepared.call()
        assert len(calls) == expected
    prepared.answer()
    assert len(calls) == 3


def test_quantities_are_known_names():
    for way in contestants([], threads=2).values():
        assert way.separately <= set(QUANTITIES)
