"""What a woven document shows of each block: its code, its result, its state.

Blocks and stored results are taken out of the text, a marker stays where each was; pandoc reads the
rest, and the pages put back what the markers stand for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pairwright.literate.expand import REFERENCE
from pairwright.literate.model import Block, Document, Finding, StoredResult

Figure = tuple[str, bytes]
"""A figure's file name, whose ending says what it is, and its content."""

_AFFILIATED = re.compile(
    r"[ \t]*#\+(name|headers?|caption|attr_\w+|plot)(?:\[.*?\])?:[ \t]*(.*)", re.I
)
_CALL = re.compile(r"""(.*?)\(\s*(?:(["'])(.*?)\2)?.*\)$""", re.DOTALL)


@dataclass(frozen=True)
class Badge:
    """The state of a result, and why, empty for a fresh one."""

    state: str
    reason: str = ""

    @property
    def good(self) -> bool:
        """Say whether nothing has to be done."""
        return self.state == "fresh"


@dataclass(frozen=True)
class Reference:
    """A noweb reference in shown code: the word that stands for it there, and what it names."""

    token: str
    text: str
    target: Block


@dataclass(frozen=True)
class Shown:
    """A block's code, or a result, as it is shown.

    ``text`` is None where the document's own markup (a table, an image) shows the result and
    follows the marker. ``line`` is the document's line of the text's first line.
    """

    mark: str
    kind: str
    anchor: str
    block: Block | None
    text: str | None
    line: int
    references: tuple[Reference, ...] = ()
    badges: tuple[Badge, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of the block, empty if it has none."""
        return self.block.name if self.block else ""


@dataclass
class Gathered:
    """What a document shows: the text with markers, what they stand for, and what is left over."""

    text: str
    items: dict[str, Shown]
    notices: list[Finding] = field(default_factory=list)


def exports(block: Block | None) -> tuple[bool, bool]:
    """Say whether a block's code and its result are shown; both where no ``:exports`` says."""
    words = (block.argument("exports") if block else "results").split()
    if "none" in words:
        return False, False
    if "code" in words or "results" in words:
        return "code" in words, "results" in words
    return True, True


def gather(
    document: Document,
    findings: Sequence[Finding] | None,
    figures: Mapping[str, Sequence[Figure]],
    fences: bool,
) -> Gathered:
    """Take blocks and results out of a document; ``fences`` for Markdown, else Org.

    Without findings, nothing is said about states.
    """
    return _Gatherer(document, findings, figures, fences).gathered()


class _Gatherer:
    """Builds the items in the order of the document."""

    def __init__(
        self,
        document: Document,
        findings: Sequence[Finding] | None,
        figures: Mapping[str, Sequence[Figure]],
        fences: bool,
    ) -> None:
        self.document = document
        self.plain = [line.rstrip("\r\n") for line in document.lines]
        self.left = list(findings or ())
        self.checked = findings is not None
        self.figures = figures
        self.fences = fences
        self.word = _unused_word(document.text)
        self.anchors: set[str] = set()
        self.items: dict[str, Shown] = {}

    def gathered(self) -> Gathered:
        """Return the whole."""
        changes: list[tuple[int, int, Sequence[str]]] = []
        results = {id(block): self.document.result_of(block) for block in self.document.awake}
        for block in self.document.awake:
            changes.append(self._code(block, results[id(block)]))
        owners = {
            id(result): block for block in self.document.awake if (result := results[id(block)])
        }
        for result in self.document.results:
            changes.append(self._result(result, owners.get(id(result))))
        text = self.document.with_lines(changes)
        return Gathered(text, self.items, self.left)

    def _code(self, block: Block, result: StoredResult | None) -> tuple[int, int, Sequence[str]]:
        """Return what stands in the text for a block's code."""
        first, captions = self._opening(block)
        code, shows_result = exports(block)
        below = shows_result and result is not None
        if not code:
            return first, block.last_line, captions if below else []
        references, lines = self._references(block)
        shown = Shown(
            self._mark(),
            "code",
            self._anchor("code", block.name or f"line-{block.first_line}"),
            block,
            "\n".join(lines),
            block.last_line - len(block.body),
            tuple(references),
            () if below else self._badges(block, result),
            () if below or not shows_result else tuple(self.figures.get(block.label, ())),
        )
        return first, block.last_line, [*captions, *self._marker(block.first_line, shown)]

    def _result(self, result: StoredResult, block: Block | None) -> tuple[int, int, Sequence[str]]:
        """Return what stands in the text for a stored result."""
        if not exports(block)[1]:
            return result.first_line, result.last_line, []
        own = [] if self.fences else self._own_markup(result)
        shown = Shown(
            self._mark(),
            "result",
            self._anchor("result", result.name or f"line-{result.first_line}"),
            block,
            None if own or result.form == "empty" else result.text,
            result.first_line,
            badges=self._badges(block, result),
            figures=tuple(self.figures.get(block.label, ())) if block and not own else (),
        )
        return result.first_line, result.last_line, [*self._marker(result.first_line, shown), *own]

    def _own_markup(self, result: StoredResult) -> list[str]:
        """Return the lines of a result that Org itself shows: tables, images, other blocks."""
        lines = list(self.document.lines[result.first_line : result.last_line])
        if result.form == "other":
            return lines
        text = result.text.splitlines()
        if result.form == "drawer" and text and all(re.match(r"[ \t]*(\||\[\[)", t) for t in text):
            return lines[1:-1]
        return []

    def _opening(self, block: Block) -> tuple[int, list[str]]:
        """Return the first line of what belongs to a block, and its caption's lines."""
        first = block.first_line
        captions: list[str] = []
        if self.fences:
            while first > 1 and re.match(r"[ \t]*(:[\w-]+:|$)", self.plain[first - 1]):
                first -= 1
            return first, []
        while first > 1 and (match := _AFFILIATED.match(self.plain[first - 2])):
            if match[1].lower() == "caption":
                captions.insert(0, match[2])
            first -= 1
        lines = ["#+begin_caption\n", " ".join(captions) + "\n", "#+end_caption\n"]
        indent = _indent(self.plain[first - 1])
        return first, [indent + line for line in lines] if captions else []

    def _marker(self, line: int, shown: Shown) -> list[str]:
        """Return the lines of a marker, indented as the line it stands for."""
        self.items[shown.mark] = shown
        indent = _indent(self.plain[line - 1])
        begin, end = ("```", "```") if self.fences else ("#+begin_example", "#+end_example")
        return [f"{indent}{text}\n" for text in (begin, shown.mark, end)]

    def _mark(self) -> str:
        return f"{self.word}m{len(self.items)}x"

    def _anchor(self, kind: str, name: str) -> str:
        """Return an identifier that no other item has."""
        slug = re.sub(r"[^\w.-]+", "-", name).strip("-") or "block"
        anchor = f"{kind}-{slug}"
        while anchor in self.anchors:
            anchor += "-again"
        self.anchors.add(anchor)
        return anchor

    def _badges(self, block: Block | None, result: StoredResult | None) -> tuple[Badge, ...]:
        """Return the states of a block's result, and take their findings off the list."""
        own = [f for f in self.left if _is_about(f, block, result)]
        self.left = [f for f in self.left if f not in own]
        found = [Badge(finding.state, finding.reason) for finding in own]
        if not found and self.checked and result is not None:
            found = [Badge("fresh")]
        return tuple(found)

    def _references(self, block: Block) -> tuple[list[Reference], list[str]]:
        """Return the references in a block that name another, and its lines with words for them."""
        mode = block.argument("noweb", "no").split(" ")[0]
        if mode == "strip-export":
            return [], [REFERENCE.sub("", line) for line in block.body]
        found: list[Reference] = []

        def word(match: re.Match[str]) -> str:
            target = self._named(match[1])
            if target is None or mode == "no":
                return match[0]
            token = f"{self.word}r{len(self.items)}n{len(found)}x"
            found.append(Reference(token, match[0], target))
            return token

        lines = [REFERENCE.sub(word, line) for line in block.body]
        return found, lines

    def _named(self, reference: str) -> Block | None:
        """Return the block that a reference names: ``name``, ``name(…)`` or ``doctest("name")``."""
        call = _CALL.match(reference)
        if call and call[1] == "doctest":
            return self.document.named(call[3] or "")
        name = call[1] if call else reference
        gathered = (b for b in self.document.awake if b.header.get("noweb-ref") == name)
        return self.document.named(name) or next(gathered, None)


def _is_about(finding: Finding, block: Block | None, result: StoredResult | None) -> bool:
    """Say whether a finding is about a block or its result."""
    if block is not None and finding.block.casefold() == block.label.casefold():
        return True
    spans = [(item.first_line, item.last_line) for item in (block, result) if item is not None]
    return any(first <= finding.line <= last for first, last in spans)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unused_word(text: str) -> str:
    """Return a word that the text does not have."""
    word = "pw"
    while word in text:
        word += "q"
    return word


def by_block(items: Iterable[Shown]) -> dict[int, Shown]:
    """Return for each block, by its first line, the item that shows it: its code before others."""
    found: dict[int, Shown] = {}
    for item in items:
        if item.block is not None and (item.kind == "code" or item.block.first_line not in found):
            found[item.block.first_line] = item
    return found
