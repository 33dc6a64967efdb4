"""The certificate as the paper prints it: counts, and what differs with the reason."""

import re
from collections.abc import Mapping
from typing import Any

from pairwright.reproduce.claims import DIFFERS, NOT_COMPARABLE, REPRODUCED
from pairwright.reproduce.number_text import MINUS
from pairwright.reproduce.showing import claimed, found

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
                "found": _typeset(found(claim)),
                "reason": claim["reason"] or claim["why"],
            }
            for claim in record["claims"]
            if claim["status"] == DIFFERS
        ],
    }


def _typeset(text: str) -> str:
    return _NEGATIVE.sub(MINUS, text)
