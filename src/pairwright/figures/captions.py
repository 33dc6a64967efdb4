"""Sentences that say what a figure shows, computed from what it draws, as reStructuredText."""

import re
from collections.abc import Sequence
from decimal import Decimal


def number(value: float) -> str:
    """Write a number for reading: one decimal, two significant digits when small, no -0.0."""
    digits = 1 if abs(value) >= 0.95 else 2
    text = f"{value:.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else text.removeprefix("-")


def signed(value: float) -> str:
    """Write a number for reading, with its sign."""
    text = number(value)
    return f"+{text}" if value > 0 and float(text) else text


def brief(value: float) -> str:
    """Write a number of any size with two significant digits and without an exponent."""
    return f"{Decimal(f'{value:.1e}'):f}"


def listed(words: Sequence[str]) -> str:
    """Join words as in ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def label(structure: str) -> str:
    """Write a structure's label so that reStructuredText takes none of its signs as markup."""
    return re.sub(r"([\\*_`|])", r"\\\1", structure)
