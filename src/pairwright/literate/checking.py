"""The state of every stored result, and why it is not fresh."""

import difflib
from collections.abc import Iterator

from pairwright.literate import roles
from pairwright.literate.accepted import accepts, has_output, transcript
from pairwright.literate.keys import body_hash, same_code, text_hash
from pairwright.literate.model import Block, Document, Finding, LiterateError, StoredResult
from pairwright.literate.modes import ADDRESS, Mode, mode_of, same
from pairwright.literate.record import BlockRecord, Outcome, Raised, Record
from pairwright.literate.roles import Roles, is_python
from pairwright.literate.storing import QUIET


def check(document: Document, record: Record, second_record: Record | None = None) -> list[Finding]:
    """Return what is not as it should be, in the order of the document.

    ``second_record`` is a run with another hash seed: what differs there is not stable. A result
    that says what the record says is fresh, whatever its key. Raises LiterateError for a header
    argument ``:doctest`` that says something unknown.
    """
    found = [*record.findings(document), *_Check(document, record, second_record).findings()]
    return sorted(found, key=lambda finding: finding.line)


def leaning(document: Document, record: Record) -> list[Finding]:
    """Return the examples that give something else with nothing but their module's names."""
    checks = _Check(document, record, None)
    return [finding for block, _ in checks.known.kinds() for finding in checks.leans(block)]


class _Check:
    """Compares a document with its record."""

    def __init__(self, document: Document, record: Record, second: Record | None) -> None:
        self.document, self.record, self.second = document, record, second
        self.known = Roles(document)
        self.path = str(document.path)
        self.results: dict[int, StoredResult] = {}
        self.orphans: list[StoredResult] = []
        for result in document.results:
            block = self._owner(result)
            if block is None or block.first_line in self.results:
                self.orphans.append(result)
            else:
                self.results[block.first_line] = result
        self.changed = self._changed_blocks()

    def _owner(self, result: StoredResult) -> Block | None:
        if result.name:
            return self.known.by_name.get(result.name.casefold())
        return result.block

    def _changed_blocks(self) -> dict[int, Block]:
        """Return the blocks whose code is not that of the record, by their lines."""
        return {
            block.first_line: block
            for block, _ in self.known.kinds()
            if (known := self.record.of(block)) is None or known.body != body_hash(block)
        }

    def findings(self) -> Iterator[Finding]:
        """Yield the findings, in no order."""
        yield from self._dangling()
        yield from self._orphaned()
        asked = {placeholder.name.casefold() for placeholder in self.known.placeholders}
        for block, kind in self.known.kinds():
            mode = self._mode(block)
            yield from self._result(block, kind, mode)
            unstable = list(self._unstable(block, mode))
            yield from unstable or self.leans(block)
            if asked and mode.wanted and not mode.skip:
                yield from self._unused(block, kind)

    def _mode(self, block: Block) -> Mode:
        try:
            return mode_of(block.header)
        except LiterateError as error:
            where = f"{self.path}: line {block.first_line}: block {block.label}: "
            raise LiterateError(f"{where}{error}") from None

    def _finding(self, line: int, block: str, state: str, reason: str) -> Finding:
        return Finding(self.path, line, block, state, reason)

    def _dangling(self) -> Iterator[Finding]:
        """Find placeholders that name no example."""
        names = sorted({b.name for b in self.document.awake if b.name and is_python(b)})
        for placeholder in self.known.placeholders:
            if self.known.example(placeholder.name) is not None:
                continue
            near = difflib.get_close_matches(placeholder.name, names, n=3, cutoff=0.5)
            other = self.known.by_name.get(placeholder.name.casefold())
            reason = f"block {placeholder.block.label} asks for it, but no Python block is so named"
            if other is not None:
                reason += f"; the one in line {other.first_line} is {other.language or 'no code'}"
            elif near:
                reason += f"; near names: {', '.join(near)}"
            yield self._finding(placeholder.line, placeholder.name, "dangling example", reason)

    def _orphaned(self) -> Iterator[Finding]:
        for result in self.orphans:
            owner = self._owner(result)
            if owner is not None:
                reason = f"block {owner.label} has another result before; delete one of them"
            elif self._is_call(result):
                continue
            elif result.name:
                reason = f"no block is named {result.name}"
            else:
                reason = "no block stands before it"
            yield self._finding(result.first_line, result.name, "orphan result", reason)

    def _is_call(self, result: StoredResult) -> bool:
        """Say whether a result is that of a call line, which runs a block with arguments."""
        before = [line.strip() for line in self.document.lines[: result.first_line - 1]]
        last = next((line for line in reversed(before) if line), "")
        return last.lower().startswith("#+call:")

    def _result(self, block: Block, kind: str, mode: Mode) -> Iterator[Finding]:
        """Find what is wrong with a block's stored result."""
        result = self.results.get(block.first_line)
        known = self.record.of(block)
        if result is None:
            wanted = kind == roles.EXAMPLE and known is not None and has_output(known)
            if wanted and not mode.skip and not QUIET & set(block.argument("results").split()):
                reason = "its result is not stored; run the command store"
                yield self._finding(block.first_line, block.label, "missing result", reason)
            return
        if kind in (roles.UNUSED, roles.CHUNK) or mode.skip:
            return
        state = self._state(block, known, result, mode)
        if state is not None:
            yield self._finding(result.first_line, block.label, *state)

    def _state(
        self, block: Block, known: BlockRecord | None, result: StoredResult, mode: Mode
    ) -> tuple[str, str] | None:
        """Return state and reason of a result, None for a fresh one."""
        if block.first_line in self.changed:
            return "code changed", "the block is not as it was when the document was last run"
        if known is None or not known.ran:
            return "never run", "the block was not run, because a definition failed before"
        above = next((b for b in self.changed.values() if b.first_line < block.first_line), None)
        if above is not None:
            reason = f"block {above.label} in line {above.first_line} is not as it was when run"
            return "something above changed", reason
        if known.kind == roles.DEFINITION and not has_output(known):
            return None
        if result.text.lstrip().startswith("[[") or accepts(known, result.text, mode):
            return None
        return self._reason(block, known, result)

    def _reason(self, block: Block, known: BlockRecord, result: StoredResult) -> tuple[str, str]:
        """Say why a result does not say what the block gives now."""
        now = _short(transcript(known))
        key, _, text = result.key.partition(".")
        if not key or not text:
            return (
                "code changed",
                f"the result has no key: the code changed, or the text was edited by hand; the "
                f"block gives {now}",
            )
        if not same_code(key, known.key):
            return "code changed", f"the block gives {now}"
        if key != known.key:
            return "something above changed", f"{self._above(block)}; the block gives {now}"
        if text != text_hash(result.text):
            return (
                "edited by hand",
                f"the text was changed by hand or by another program; the block gives {now}",
            )
        return "changed outside", f"the same code gave something else when stored; now {now}"

    def _above(self, block: Block) -> str:
        """Name the blocks that may have changed: those after the last result that was right."""
        run = [entry for entry in self.record.blocks if entry.key]
        place = next((n for n, e in enumerate(run) if e.line == block.first_line), len(run))
        candidates: list[BlockRecord] = []
        for entry in reversed(run[:place]):
            result = self.results.get(entry.line)
            key = result.key.partition(".")[0] if result else ""
            if key == entry.key:
                break
            if key and not same_code(key, entry.key):
                return f"block {entry.label} in line {entry.line} changed"
            if not key:
                candidates.insert(0, entry)
        if not candidates:
            return "a block above was added, removed or changed"
        names = ", ".join(f"{entry.label} (line {entry.line})" for entry in candidates[:4])
        more = f" and {len(candidates) - 4} more" if len(candidates) > 4 else ""
        one = len(candidates) == 1
        return f"block {names} changed" if one else f"one of the blocks {names}{more} changed"

    def _unstable(self, block: Block, mode: Mode) -> Iterator[Finding]:
        """Find statements whose output another run changes."""
        first = self.record.of(block)
        second = self.second.of(block) if self.second is not None else None
        if first is None or mode.skip or first.kind == roles.DEFINITION:
            return
        others = second.statements if second is not None and second.ran else first.statements
        for one, other in zip(first.statements, others, strict=False):
            if not _alike(one.outcome, other.outcome, mode):
                reason = f"{_show(one.outcome)} in one run, {_show(other.outcome)} in another"
            elif " at 0x" in one.output and ADDRESS.search(one.output) and not mode.ellipsis:
                reason = f"{_short(one.output)} has an address; write :doctest ellipsis"
            else:
                continue
            yield self._finding(one.line, block.label, "output not stable", reason)
            return

    def leans(self, block: Block) -> Iterator[Finding]:
        """Find the first statement that needs more than its module's names."""
        known = self.record.of(block)
        for statement in known.statements if known is not None else ():
            if statement.alone is None:
                continue
            if _alike(statement.outcome, statement.alone, self._mode(block)):
                continue
            reason = (
                f"with only the module's names it gives {_show(statement.alone)}"
                f"{self._maker(statement.alone.exception, block)}"
            )
            yield self._finding(statement.line, block.label, "leans on another example", reason)
            return

    def _maker(self, raised: Raised | None, block: Block) -> str:
        """Say which block made the name that is missing."""
        parts = raised.lines[0].split("'") if raised and raised.type == "NameError" else []
        name = parts[1] if len(parts) > 1 else None
        for entry in self.record.blocks:
            if name in entry.names and entry.line != block.first_line:
                return f"; {name} is made in block {entry.label} (line {entry.line})"
        return ""

    def _unused(self, block: Block, kind: str) -> Iterator[Finding]:
        """Find named blocks with a result that no docstring shows."""
        known = self.record.of(block)
        if kind != roles.SESSION or not block.name or known is None:
            return
        if block.first_line in self.results or has_output(known):
            reason = "no docstring shows it; write :doctest no if it is no example"
            yield self._finding(block.first_line, block.label, "example not used", reason)


def _alike(one: Outcome, other: Outcome, mode: Mode) -> bool:
    return one.exception == other.exception and same(one.output, other.output, mode)


def _show(outcome: Outcome) -> str:
    if outcome.exception is not None:
        return _short("\n".join(outcome.exception.lines))
    return _short(outcome.output)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return (text if len(text) <= 80 else text[:77] + "...") or "nothing"
