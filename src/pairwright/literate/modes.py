"""How exactly an example's output is expected: the header argument ``:doctest``.

``exact`` (the default), ``ellipsis``, ``normalize_whitespace``, ``skip``, ``tolerance 1e-6``,
``tail N``; several may be given together. ``no`` says that a named block is no example.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pairwright.literate.model import HeaderArguments, LiterateError

NUMBER = re.compile(
    r"(?<![\w.])(?P<digits>\d+\.\d*|\.\d+|\d+(?=[eE][-+]?\d))(?P<exponent>[eE][-+]?\d+)?(?![\w.])"
)
"""Numbers with a point or an exponent, without their sign."""
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_ALLOWED = "exact, ellipsis, normalize_whitespace, skip, tolerance 1e-6, tail N, no"


@dataclass(frozen=True)
class Mode:
    """How output is compared. ``tolerance`` is relative; ``tail`` counts lines at the end."""

    ellipsis: bool = False
    whitespace: bool = False
    skip: bool = False
    tolerance: Decimal | None = None
    tail: int | None = None
    wanted: bool = True


def mode_of(header: HeaderArguments) -> Mode:
    """Read the header argument ``:doctest``; raises LiterateError when it says something else."""
    words = iter((header.get("doctest") or "").split())
    found = Mode()
    for word in words:
        if word in ("ellipsis", "normalize_whitespace", "skip"):
            name = {"normalize_whitespace": "whitespace"}.get(word, word)
            found = Mode(**{**vars(found), name: True})
        elif word == "no":
            found = Mode(**{**vars(found), "wanted": False})
        elif word in ("tolerance", "tail"):
            found = Mode(**{**vars(found), word: _number(word, next(words, ""))})
        elif word != "exact":
            raise LiterateError(f":doctest {word} is unknown; allowed are {_ALLOWED}")
    return found


def _number(word: str, text: str) -> Decimal | int:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if word == "tolerance" and 0 < number < 1:
        return number
    if word == "tail" and number >= 1 and number == int(number):
        return int(number)
    wanted = "a number between 0 and 1" if word == "tolerance" else "a whole number of lines"
    raise LiterateError(f":doctest {word} {text}: after {word} comes {wanted}")


def same(first: str, second: str, mode: Mode) -> bool:
    """Say whether two outputs are the same as far as the mode looks."""
    if first == second:
        return True
    first, second = _reduced(first, mode), _reduced(second, mode)
    if first == second:
        return True
    if mode.tolerance is None or NUMBER.sub("#", first) != NUMBER.sub("#", second):
        return False
    pairs = zip(NUMBER.finditer(first), NUMBER.finditer(second), strict=True)
    allowed = float(mode.tolerance)
    return all(math.isclose(float(a[0]), float(b[0]), rel_tol=allowed) for a, b in pairs)


def _reduced(text: str, mode: Mode) -> str:
    if mode.tail is not None:
        text = "\n".join(text.rstrip("\n").split("\n")[-mode.tail :])
    if mode.ellipsis:
        text = ADDRESS.sub("0x...", text)
    return " ".join(text.split()) if mode.whitespace or mode.tolerance is not None else text


def digits_kept(match: re.Match[str], tolerance: Decimal) -> str:
    """Return a number's digits that no number within the tolerance changes, and an ellipsis.

    Raises ValueError where rounding could change them, as for 0.2 against 0.19999999999999998.
    """
    text, exponent = match["digits"], match["exponent"] or ""
    value = Decimal(text)
    if value == 0:
        return match[0]
    low, high = value * (1 - tolerance), value * (1 + tolerance)
    wanted = max(1, int(-tolerance.log10()))
    for significant in (wanted, wanted - 1):
        last = value.adjusted() - significant + 1
        if significant < 1 or last > 0:
            continue
        kept = _cut(value, last)
        if _cut(low, last) == kept == _cut(high, last) and text.startswith(kept):
            return f"{kept}...{exponent}"
    raise ValueError(f"within {tolerance} of {match[0]} are numbers with other digits")


def _cut(value: Decimal, last: int) -> str:
    """Write a number with its digits down to a power of ten, the rest cut off."""
    if last >= 0:
        return f"{int(value)}."
    power = Decimal(1).scaleb(last)
    return f"{(value // power) * power:.{-last}f}"
