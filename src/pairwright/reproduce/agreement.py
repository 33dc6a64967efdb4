"""Whether a number is the one that is expected: equal within a tolerance, or within bounds.

An expected value is a number, a text, true or false, a list of these (of lists), or bounds:
``{at_least: 1}``, ``{at_most: 1}``, ``{between: [1, 2]}``. A tolerance is ``{absolute: a}``,
``{relative: r}`` (of the expected number), the sum of both, or ``{factor: f}`` (ours over theirs
from 1/f to f).
"""

import math
from collections.abc import Iterator
from typing import Any

Tolerance = dict[str, float]


def agrees(expected: Any, found: Any, tolerance: Tolerance | None) -> bool:
    """Return whether ``found`` is what is ``expected``; a missing number never is."""
    if isinstance(expected, dict):
        low, high = bounds(expected)
        return isinstance(found, int | float) and low <= found <= high
    pairs = list(paired(expected, found))
    return bool(pairs) and all(_close(one, other, tolerance or {}) for one, other in pairs)


def bounds(expected: dict[str, Any]) -> tuple[float, float]:
    """Return the lowest and the highest number that bounds allow."""
    low, high = expected.get("between", (-math.inf, math.inf))
    return float(expected.get("at_least", low)), float(expected.get("at_most", high))


def paired(expected: Any, found: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each expected number or text with the one found; None where there is none."""
    if not isinstance(expected, list):
        yield expected, None if isinstance(found, list) else found
        return
    others = found if isinstance(found, list) and len(found) == len(expected) else None
    for place, item in enumerate(expected):
        yield from paired(item, others[place] if others is not None else None)


def leaves(value: Any) -> Iterator[Any]:
    """Yield the numbers and texts of lists of lists, or the one that is no list."""
    if isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def _close(expected: Any, found: Any, tolerance: Tolerance) -> bool:
    if not is_number(expected):
        return bool(type(expected) is type(found) and expected == found)
    if not is_number(found) or not math.isfinite(found):
        return False
    if "factor" in tolerance:
        factor = tolerance["factor"]
        return bool(expected and 1 / factor <= found / expected <= factor)
    allowed = tolerance.get("absolute", 0.0) + tolerance.get("relative", 0.0) * abs(expected)
    return bool(abs(found - expected) <= allowed)


def is_number(value: Any) -> bool:
    """Return whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def difference(expected: Any, found: Any) -> dict[str, float] | None:
    """Return by how much ``found`` is off: absolute, and relative to what is expected.

    Of lists the largest of each is taken; of bounds, the distance to the nearer one. None where
    there are no numbers to subtract.
    """
    if isinstance(expected, dict):
        if not is_number(found):
            return None
        low, high = bounds(expected)
        return {"absolute": found - min(max(found, low), high)}
    pairs = list(paired(expected, found))
    if not all(is_number(value) for pair in pairs for value in pair):
        return None
    absolute = max((other - one for one, other in pairs), key=abs)
    shares = [(other - one) / abs(one) for one, other in pairs if one]
    return {"absolute": absolute} | ({"relative": max(shares, key=abs)} if shares else {})
