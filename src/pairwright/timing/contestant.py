"""What it takes to be timed: a call that does all the work anew, and a look at its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from pairwright.lj.geometry import FloatArray
from pairwright.timing.cases import Case

STEP = "md_step"
"""The quantity that is no energy: one step of molecular dynamics."""


class Answer(NamedTuple):
    """Energy (eV), forces (n, 3) (eV/Å), stress (3, 3) (eV/Å^3); None for what was not asked."""

    energy: float
    forces: FloatArray | None
    stress: FloatArray | None


class Prepared(NamedTuple):
    """``call`` does the work, neighbour search included; ``answer`` is what the last call found.

    One call does the work ``times`` times; there is no answer where the work moves the atoms.
    """

    call: Callable[[], object]
    answer: Callable[[], Answer] | None
    times: int = 1


@dataclass(frozen=True)
class Contestant:
    """One way to compute Lennard-Jones.

    ``prepare(case, quantity)`` gets a case ready, and may raise ImportError when a program is
    missing. The quantity is the last one of the case's, which is everything, or one of those that
    can be computed ``separately``; the others come with everything at the same price.
    ``suits(case)`` says whether it takes bearable time and memory, and is possible at all.
    ``distribution`` is the installed package that does the work. ``remark`` is what a reader of the
    table must know, such as another precision; ``tolerance`` the largest relative deviation that
    passes the correctness gate. One that takes ``steps`` of molecular dynamics is timed for these.
    """

    name: str
    prepare: Callable[[Case, str], Prepared]
    suits: Callable[[Case], bool]
    distribution: str
    separately: frozenset[str] = frozenset()
    remark: str = ""
    tolerance: float = 1e-10
    steps: bool = False

    def timed_quantities(self, case: Case) -> tuple[str, ...]:
        """Return those quantities of a case that have a price of their own."""
        if self.steps:
            return (STEP,)
        everything = case.quantities[-1]
        return tuple(q for q in case.quantities if q == everything or q in self.separately)
