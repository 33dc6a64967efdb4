"""What sentences of the paper take for granted.

The table of numbers has ``premises``, each with what the text ``says`` and two operands of
``less``, numbers by name or as they are. When one no longer holds the paper is not built: prose
must not outlive its numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pairwright.errors import PairwrightError
from pairwright.reproduce.numbers import Number, value_of


def check_premises(premises: Sequence[Mapping[str, Any]], numbers: Mapping[str, Number]) -> None:
    """Raise PairwrightError at the first premise that does not hold, or names no number."""
    for premise in premises:
        says = premise["says"]
        one, other = premise["less"]
        try:
            left, right = value_of(one, numbers), value_of(other, numbers)
        except PairwrightError as error:
            raise PairwrightError(f"paper/numbers.yaml: premise {says!r}: {error}") from None
        if not left < right:
            raise PairwrightError(
                f"paper/numbers.yaml: the text says {says!r}, but {one} ({left:.6g}) is not less "
                f"than {other} ({right:.6g}); rewrite what paper/ says of it, and the premise"
            )
