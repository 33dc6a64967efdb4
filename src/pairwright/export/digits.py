"""Numbers with the digits that their standard errors justify."""

import math
from decimal import ROUND_CEILING, Decimal

DIGITS_WITHOUT_ERROR = 6
SMALLEST_PLAIN = -4
"""Decimal exponent of the smallest values that are written without a power of ten."""


def with_error(value: float, error: float | None) -> str:
    """Return a value with its standard error in the last digits: 0.01032(2) is 0.01032 +- 0.00002.

    The error has one digit, or two when it begins with 1. Without an error above zero the value
    has six digits. ``value`` and ``error`` are of the same unit.
    """
    if error is None or not math.isfinite(error) or error <= 0 or not math.isfinite(value):
        return f"{value:.{DIGITS_WITHOUT_ERROR}g}"
    exact = Decimal(error)
    place = exact.adjusted() - (1 if exact.as_tuple().digits[0] == 1 else 0)
    last_digits = exact.scaleb(-place).quantize(Decimal(1))
    rounded = Decimal(value).quantize(Decimal(1).scaleb(place))
    leading = max(Decimal(value).adjusted() if value else place, place)
    if place <= 0 and leading >= SMALLEST_PLAIN:
        return f"{rounded:f}({last_digits})"
    mantissa = rounded.scaleb(-leading).quantize(Decimal(1).scaleb(place - leading))
    return f"{mantissa:f}({last_digits})e{leading}"


def rounded_up(value: float) -> str:
    """Return a bound with one digit that is not below ``value``, such as 6e-07."""
    exact = Decimal(value)
    return f"{exact.quantize(Decimal(1).scaleb(exact.adjusted()), ROUND_CEILING):.0e}"
