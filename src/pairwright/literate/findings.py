"""Findings as a table, and as a reason to stop."""

from collections.abc import Sequence

from pairwright.literate.model import FINDING_COLUMNS, Finding, LiterateError


def table(findings: Sequence[Finding]) -> str:
    """Return findings as tab-separated values with a header."""
    return "".join(f"{line}\n" for line in [FINDING_COLUMNS, *(f.row() for f in findings)])


def require_none(findings: Sequence[Finding]) -> None:
    """Raise LiterateError naming the findings, the first of them in full, if there are any."""
    if not findings:
        return
    first = findings[0]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    where = f"{first.document}: line {first.line}: {first.block}".removesuffix(": ")
    raise LiterateError(f"{where}: {first.state}: {first.reason}{more}")
