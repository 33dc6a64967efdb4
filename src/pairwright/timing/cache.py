"""ASE's cache: the same call cold, cached, and after the results were thrown away.

A calculator of ASE keeps its last results and answers from them as long as the atoms stand still.
Whoever times it twice in a row times a look into a dictionary. The study shows it, and then throws
the results away before each call.
"""

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from ase import Atoms
from ase.calculators.lj import LennardJones

from pairwright.timing.cases import thirteen_atoms
from pairwright.timing.harness import interleaved


def _thirteen() -> Atoms:
    case = thirteen_atoms()
    atoms = Atoms(numbers=[18] * case.natoms, positions=case.positions)
    atoms.calc = LennardJones(**case.model)
    return atoms


def _cold(quantity: str) -> Callable[[], float]:
    """Return a call that makes atoms and calculator anew, and times the first question only."""

    def first_question() -> float:
        atoms = _thirteen()
        start = perf_counter()
        getattr(atoms, quantity)()
        return perf_counter() - start

    return first_question


def cache_demonstration(seconds: float, seed: int) -> dict[str, Any]:
    """Return the seconds that ASE takes for 13 atoms: cold, cached and reset, by question.

    Each is a median: ``cold`` with a new calculator, ``cached`` when the answer is remembered,
    ``reset`` after ``atoms.calc.reset()``, which forgets the neighbour list too, and
    ``results_cleared`` when the list may be used again because the atoms stand still. Energy and
    forces cost the same when they are not remembered: ASE computes both whenever one is asked for.
    """
    known, forgotten = _thirteen(), _thirteen()
    known.get_forces()

    def after_reset(question: str) -> None:
        forgotten.calc.reset()
        getattr(forgotten, question)()

    def after_clearing(question: str) -> None:
        forgotten.calc.results = {}
        getattr(forgotten, question)()

    questions = {"energy": "get_potential_energy", "forces": "get_forces"}
    calls: dict[str, Callable[[], object]] = {}
    for name, question in questions.items():
        calls[f"{name}, cached"] = getattr(known, question)
        calls[f"{name}, reset"] = partial(after_reset, question)
        calls[f"{name}, results cleared"] = partial(after_clearing, question)
    timings = interleaved(calls, seconds, seed)
    record: dict[str, Any] = {"system": "cluster-13", "unit": "s"}
    for name, question in questions.items():
        cold = sorted(_cold(question)() for _ in range(31))
        reset = timings[f"{name}, reset"].median_s
        cached = timings[f"{name}, cached"].median_s
        record[name] = {
            "cold": cold[len(cold) // 2],
            "cached": cached,
            "reset": reset,
            "results_cleared": timings[f"{name}, results cleared"].median_s,
            "reset_over_cached": reset / cached,
        }
    return record
