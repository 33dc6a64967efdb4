"""The certificate as the paper prints it: counts, and what differs with the reason."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pairwright.reproduce.claims import DIFFERS, NOT_COMPARABLE, REPRODUCED
from pairwright.reproduce.number_text import MINUS
from pairwright.reproduce.showing import claimed, found

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
_GREEK = {"epsilon": "\N{GREEK SMALL LETTER EPSILON}", "sigma": "\N{GREEK SMALL LETTER SIGMA}"}
_JOINER = "\N{WORD JOINER}"
_NEGATIVE = re.compile(r"(?<![\w.])-(?=[\d.])")


def certificate_table(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return counts of claims and of numbers of the reference run, and a row for each difference.

    ``record`` is the content of reproduction.json. A row has ``statement``, ``claimed``, ``found``
    and ``reason`` as texts.
    """
    counts, comparison = record["counts"], record["comparison"]
    return {
        "claims": counts["claims"],
        "reproduced": counts[REPRODUCED],
        "differs": counts[DIFFERS],
        "not_comparable": counts[NOT_COMPARABLE],
        "numbers": comparison["numbers"],
        "same": comparison["same"],
        "rows": [
            {
                "statement": claim["statement"],
                "claimed": _typeset(claimed(claim)),
                "found": _typeset(_justified(claim)),
                "reason": claim["reason"] or claim["why"],
            }
            for claim in record["claims"]
            if claim["status"] == DIFFERS
        ],
    }


def _justified(claim: dict[str, Any]) -> str:
    """Write what we find with the digits of what was claimed, three or four of them."""
    text, ours = found(claim), claim["ours"]
    digits = min(4, max(3, len(_significant(claimed(claim)))))
    if not isinstance(ours, float) or len(_significant(text)) <= digits:
        return text
    return _NUMBER.sub(f"{Decimal(f'{abs(ours):.{digits - 1}e}'):f}", text, count=1)


def _significant(text: str) -> str:
    """Return the significant digits of the first number in a text."""
    number = _NUMBER.search(text)
    return number[0].replace(".", "").lstrip("0") if number else ""


def _typeset(text: str) -> str:
    """Write Greek letters and minus signs as such, and let no line end within a unit."""
    for name, letter in _GREEK.items():
        text = re.sub(rf"\b{name}\b", letter, text)
    return _NEGATIVE.sub(MINUS, text).replace("/", f"/{_JOINER}")
