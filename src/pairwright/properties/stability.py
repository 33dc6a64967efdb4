"""Which crystal is the stable one: the order of their minima, in a potential and in the data."""

import itertools
from collections.abc import Mapping
from typing import Any

# Converged density-functional energies of one functional are certain to about 1 meV/atom: k-points,
# plane waves and the fit through the points leave that much. Close-packed crystals differ by a
# hundredth of it, so their order is a tie in the data and no potential can contradict it.
TOLERANCE_MEV_PER_ATOM = 1.0


def stability(
    potential: Mapping[str, float | None], data: Mapping[str, float | None]
) -> dict[str, Any]:
    """Compare the order of the crystals' minima, in meV per atom from any zero.

    Two crystals are a contradiction when the data part them by more than the tolerance and the
    potential has them the other way round, or equal. Crystals without a minimum (None) on one side
    are listed and not compared.
    """
    in_potential, in_data = _known(potential), _known(data)
    both = sorted(set(in_potential) & set(in_data), key=lambda name: (in_data[name], name))
    contradictions = [
        [lower, higher]
        for lower, higher in itertools.combinations(both, 2)
        if in_data[higher] - in_data[lower] > TOLERANCE_MEV_PER_ATOM
        and in_potential[higher] <= in_potential[lower]
    ]
    return {
        "tolerance_meV_per_atom": TOLERANCE_MEV_PER_ATOM,
        "above_lowest_meV_per_atom": {
            "potential": _above_lowest(in_potential),
            "data": _above_lowest(in_data),
        },
        "order_agrees": not contradictions,
        "contradictions": contradictions,
        "not_compared": sorted(set(potential) - set(both)),
    }


def _known(energies: Mapping[str, float | None]) -> dict[str, float]:
    return {name: energy for name, energy in energies.items() if energy is not None}


def _above_lowest(energies: dict[str, float]) -> dict[str, float]:
    lowest = min(energies.values(), default=0.0)
    return {name: energy - lowest for name, energy in energies.items()}
