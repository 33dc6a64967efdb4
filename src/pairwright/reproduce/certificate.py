"""The certificate: what each claim came to in this run.

A claim is *reproduced*, *differs*, or is *not comparable*. The file of claims says which it is
expected to be; a claim that was to be reproduced and differs is what a change has broken.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pairwright.errors import PairwrightError
from pairwright.reproduce.agreement import agrees, difference
from pairwright.reproduce.claims import (
    DIFFERS,
    NOT_COMPARABLE,
    REPRODUCED,
    STATUSES,
    evidence_of,
    reason_against,
)
from pairwright.reproduce.evidence import Results, value_of, written

Record = dict[str, Any]

_TOLD = ("id", "source", "statement", "value", "unit", "tolerance", "why", "expected")


def certificate(content: Record, results: Results, settings: Mapping[str, Any]) -> Record:
    """Return the outcome of each claim, counts of them, and the sources.

    ``content`` is a file of claims, ``settings`` the sections of the configuration.
    Raises PairwrightError when a result file or a key in it is missing.
    """
    outcomes = [
        outcome(claim, content["conditions"], results, settings) for claim in content["claims"]
    ]
    by_source = {
        source: counts([each for each in outcomes if each["source"] == source])
        for source in content["sources"]
    }
    return {
        "claims": outcomes,
        "counts": counts(outcomes),
        "counts_by_source": by_source,
        "sources": content["sources"],
        "broken": broken(outcomes),
        "mended": [
            each["id"]
            for each in outcomes
            if each["expected"] == DIFFERS and each["status"] == REPRODUCED
        ],
    }


def outcome(
    claim: Record, conditions: Mapping[str, Record], results: Results, settings: Mapping[str, Any]
) -> Record:
    """Return what a claim came to: its own fields, our value, status, difference and reason."""
    told: Record = {name: claim.get(name) for name in _TOLD}
    told |= {"ours": None, "place": written(claim["ours"]), "difference": None}
    evidence = sorted(evidence_of(claim, conditions))
    reason = reason_against(claim.get("needs", []), evidence, conditions, results, settings)
    if reason is not None:
        return told | {"status": NOT_COMPARABLE, "reason": reason}
    try:
        ours = value_of(claim["ours"], results)
    except PairwrightError as error:
        raise PairwrightError(f"claim {claim['id']}: {error}") from None
    told["ours"] = ours
    explanation = claim.get("explanation")
    if claim["expected"] == NOT_COMPARABLE:
        return told | {"status": NOT_COMPARABLE, "reason": explanation}
    same = agrees(claim["value"], ours, claim.get("tolerance"))
    status = REPRODUCED if same else DIFFERS
    told["difference"] = difference(claim["value"], ours)
    known = status == claim["expected"]
    return told | {"status": status, "reason": explanation if known else None}


def counts(outcomes: list[Record]) -> dict[str, int]:
    """Return how many claims there are of each status, and in all."""
    counted = Counter(each["status"] for each in outcomes)
    return {status: counted[status] for status in STATUSES} | {"claims": len(outcomes)}


def broken(outcomes: list[Record]) -> list[str]:
    """Return the names of the claims that did hold and no longer do."""
    return [
        each["id"]
        for each in outcomes
        if each["expected"] == REPRODUCED and each["status"] == DIFFERS
    ]


def refuse_broken(record: Record, where: str) -> None:
    """Raise PairwrightError naming the claims that no longer hold; ``where`` tells more of them."""
    names = record["broken"]
    if names:
        one = len(names) == 1
        raise PairwrightError(
            f"{len(names)} claim{'' if one else 's'} that did hold no longer "
            f"{'does' if one else 'do'}: {', '.join(names)}; see {where}"
        )
