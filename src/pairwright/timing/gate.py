"""The correctness gate: nothing is timed that does not compute the right thing."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from pairwright.errors import PairwrightError
from pairwright.lj.autodiff import autodiff_pair_function
from pairwright.lj.geometry import Result
from pairwright.lj.implementations import IMPLEMENTATIONS, Implementation, energy_forces_stress
from pairwright.lj.loops import ase_calculator
from pairwright.timing.cases import Case, case
from pairwright.timing.contestant import Answer
from pairwright.timing.gate_systems import SMALL

TOLERANCE = 1e-10
LARGE = "fcc-32000"
_FOR_LARGE = ("neighbours_autodiff", "compiled")

FUNCTIONS: dict[str, Implementation] = {
    "ase": ase_calculator,
    **IMPLEMENTATIONS,
    "autodiff_pair_function": autodiff_pair_function,
    "energy_forces_stress": energy_forces_stress,
}


class Agreement(NamedTuple):
    """How far an implementation is from the reference on a system: a relative deviation."""

    system: str
    natoms: int
    implementation: str
    reference: str
    deviation: float


def deviation(found: Answer | Result, expected: Result, system: Case) -> float:
    """Return the largest relative deviation in energy, forces and stress; inf for another shape.

    Relative to the largest number expected, or to what a single bond contributes where that is
    more: sums that cancel are not held to less. What ``found`` leaves out is not compared.
    """
    epsilon, sigma = system.model["epsilon"], system.model["sigma"]
    energy, forces, stress = expected
    parts = [abs(found[0] - energy) / max(abs(energy), epsilon)]
    if found[1] is not None:
        parts.append(_relative(found[1], forces, epsilon / sigma))
    if found[2] is not None:
        if stress is None:
            return float("inf")
        per_volume = max(system.natoms, 1) / abs(float(np.linalg.det(system.cell)))
        parts.append(_relative(found[2], stress, epsilon * per_volume))
    worst = float(np.max(parts))
    return float("inf") if np.isnan(worst) else worst


def _relative(found: object, expected: object, floor: float) -> float:
    ours, theirs = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    if ours.shape != theirs.shape:
        return float("inf")
    # numpy's maximum, unlike Python's, is NaN when anything is.
    difference = float(np.abs(ours - theirs).max(initial=0.0))
    return difference / float(np.abs(theirs).max(initial=floor))


def reference(system: Case) -> Result:
    """Return the right answer: from the neighbour list, of one piece where a case repeats it.

    A crystal of m equal pieces has m times the energy of one, the same forces in each, and the
    same stress.
    """
    if system.base is None:
        return system.run(IMPLEMENTATIONS["neighbours"])
    energy, forces, stress = reference(system.base)
    pieces = system.repeats**3
    return pieces * energy, np.tile(forces, (pieces, 1)), stress


def agreements(
    functions: Mapping[str, Implementation] = FUNCTIONS,
    report: Callable[[str], None] = lambda _: None,
) -> Iterator[Agreement]:
    """Yield how far each function is from the plain double loop, system by system.

    32 000 atoms are too many for loops: there the neighbour list is the reference, which has just
    been compared with them.
    """
    for name, system in SMALL.items():
        report(name)
        expected = system.run(IMPLEMENTATIONS["loops"])
        for implementation, function in functions.items():
            found = system.run(function)
            yield Agreement(
                name,
                system.natoms,
                implementation,
                "loops",
                deviation(found, expected, system) if _same_parts(found, expected) else np.inf,
            )
    report(LARGE)
    large = case(LARGE)
    expected = reference(large)
    for implementation in _FOR_LARGE:
        if implementation in functions:
            found = large.run(functions[implementation])
            far = deviation(found, expected, large)
            yield Agreement(LARGE, large.natoms, implementation, "neighbours", far)


def _same_parts(found: Result, expected: Result) -> bool:
    return (found[2] is None) == (expected[2] is None)


def refuse_disagreement(rows: list[Agreement]) -> None:
    """Raise PairwrightError, naming the worst, when any deviation is above the tolerance."""
    bad = [row for row in rows if not row.deviation <= TOLERANCE]
    if bad:
        worst = max(bad, key=lambda row: row.deviation)
        raise PairwrightError(
            f"timing: {len(bad)} of {len(rows)} comparisons are off by more than {TOLERANCE:g}, "
            f"so nothing is timed; the worst: {worst.implementation} on {worst.system!r} deviates "
            f"from {worst.reference} by {worst.deviation:.2g}; mend it in pairwright/lj"
        )
