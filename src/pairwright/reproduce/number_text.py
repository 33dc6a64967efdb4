"""A number as people read it: digits that its uncertainty justifies, and no more."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "ten", "eleven", "twelve"),
)
SMALLEST_PLAIN, LARGEST_PLAIN = Decimal("1e-3"), Decimal("1e7")
"""Between these, numbers are written without a power of ten."""
_GROUPED_FROM = 10000
_TEX_SIGNS = {"%": r"\%", "_": r"\_", "Å": r"\AA{}", "µ": r"\textmu{}"} | {
    sign: f"$^{digit}$" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")
}


@dataclass(frozen=True)
class Written:
    """A value as text, and the same with its uncertainty, in Unicode and in TeX."""

    plain: str
    tex: str
    with_uncertainty: str
    tex_with_uncertainty: str


def place_of_error(error: float) -> int:
    """Return the decimal place to which an uncertainty above zero is known: -2 is hundredths.

    It keeps one digit, or two when it begins with 1, as in 0.3 and 0.12.
    """
    exact = _rounded(Decimal(error), Decimal(error).adjusted() - 1)
    return exact.adjusted() - (1 if exact.as_tuple().digits[0] == 1 else 0)


def place_of_digits(value: float, digits: int) -> int:
    """Return the decimal place of the last of ``digits`` significant digits of a value."""
    if value == 0:
        return 0
    place = Decimal(value).adjusted() - digits + 1
    rounded = _rounded(Decimal(value), place)
    return rounded.adjusted() - digits + 1 if rounded else place


def written(value: float, place: int, error: float | None = None) -> Written:
    """Return a value rounded to a decimal place, with its uncertainty where there is one.

    ``value`` and ``error`` are of one unit. Both share a power of ten where one is written.
    """
    rounded = _rounded(Decimal(value), place)
    uncertainty = None if error is None else _rounded(Decimal(error), place)
    exponent = _exponent(rounded)
    plain, tex = _parts(rounded, place, exponent)
    if uncertainty is None:
        return Written(*_scaled(plain, tex, exponent), *_scaled(plain, tex, exponent))
    error_plain, error_tex = _parts(uncertainty, place, exponent)
    both, both_tex = f"{plain} ± {error_plain}", rf"{tex} \pm {error_tex}"
    if exponent:
        both, both_tex = f"({both})", f"({both_tex})"
    return Written(*_scaled(plain, tex, exponent), *_scaled(both, both_tex, exponent))


def words(value: float) -> str | None:
    """Return a whole number from 0 to 12 as a word, None for others."""
    if not float(value).is_integer() or not 0 <= value < len(_WORDS):
        return None
    return _WORDS[int(value)]


def tex_text(text: str) -> str:
    """Return a text or a unit as TeX writes it."""
    for sign, command in _TEX_SIGNS.items():
        text = text.replace(sign, command)
    return text


def is_number(value: object) -> bool:
    """Say whether a value is a finite number (truth values are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _rounded(value: Decimal, place: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(place), rounding=ROUND_HALF_EVEN)


def _exponent(value: Decimal) -> int:
    """Return the power of ten that is written, 0 for none."""
    if value == 0 or SMALLEST_PLAIN <= abs(value) < LARGEST_PLAIN:
        return 0
    return value.adjusted()


def _parts(value: Decimal, place: int, exponent: int) -> tuple[str, str]:
    """Return the digits of a rounded value divided by a power of ten, in Unicode and in TeX."""
    scaled = value.scaleb(-exponent)
    decimals = max(exponent - place, 0)
    grouped = f"{abs(scaled):,.{decimals}f}" if abs(scaled) >= _GROUPED_FROM else ""
    digits = grouped or f"{abs(scaled):.{decimals}f}"
    sign = "-" if value < 0 else ""
    return (
        (MINUS if sign else "") + digits.replace(",", THIN_SPACE),
        sign + digits.replace(",", r"\,"),
    )


def _scaled(plain: str, tex: str, exponent: int) -> tuple[str, str]:
    if not exponent:
        return plain, tex
    power = str(exponent).translate(_SUPERSCRIPTS)
    if plain == "1":
        return f"10{power}", f"10^{{{exponent}}}"
    return f"{plain} {TIMES} 10{power}", rf"{tex} \times 10^{{{exponent}}}"
