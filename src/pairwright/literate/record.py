"""The record of a run: what every statement of a document printed, gave, or raised."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from pairwright.literate.model import Block, Document, Finding, LiterateError

FORMAT = 1


@dataclass(frozen=True)
class Raised:
    """An exception: its class, the class's module, and the lines that Python prints of it."""

    type: str
    module: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a person sees of a statement: its output, values included, and its exception."""

    output: str
    exception: Raised | None = None


@dataclass(frozen=True)
class Statement:
    """A statement that was run, with the comments above it.

    ``line`` is the document's line of its first line. ``output`` is all it printed, values in
    between, as a session shows it; ``stdout`` leaves the values out; ``value`` is the last of them
    (repr) and ``value_type`` its class, ``value_text`` its str. ``alone`` is what came out when the
    example ran with nothing but its module's names, where that is something else.
    """

    line: int
    source: str
    output: str = ""
    stdout: str = ""
    value: str | None = None
    value_text: str | None = None
    value_type: str | None = None
    exception: Raised | None = None
    stderr: str = ""
    alone: Outcome | None = None

    @property
    def outcome(self) -> Outcome:
        """Return output and exception."""
        return Outcome(self.output, self.exception)


@dataclass(frozen=True)
class BlockRecord:
    """A block that was run, or was not because of its ``kind`` (see roles).

    ``key`` are 16 hexadecimal digits: 8 over the block's own expanded code and inputs, 8 over all
    that ran before it. ``body`` is a hash of the code as it stands in the document. ``names`` are
    those that it made. ``ran`` is false where the run ended before.
    """

    name: str
    label: str
    line: int
    kind: str
    key: str = ""
    body: str = ""
    ran: bool = False
    statements: tuple[Statement, ...] = ()
    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something that went wrong in a run: where, and what."""

    line: int
    block: str
    state: str
    reason: str


@dataclass(frozen=True)
class Record:
    """What a run of a document gave; ``seconds`` by block is no part of what is stored."""

    document: str
    blocks: tuple[BlockRecord, ...]
    problems: tuple[Problem, ...]
    versions: dict[str, str]
    hash_seed: int
    seconds: dict[str, float] = field(default_factory=dict, compare=False)

    def of(self, block: Block) -> BlockRecord | None:
        """Return what is known of a block of the document."""
        wanted = (block.label, block.first_line)
        by_line = self._index()
        return by_line.get(wanted) or by_line.get((block.label, 0))

    def example(self, name: str) -> BlockRecord | None:
        """Return what is known of the block of a name, in any case."""
        return self._index().get((name.casefold(), -1))

    def _index(self) -> dict[tuple[str, int], BlockRecord]:
        found: dict[tuple[str, int], BlockRecord] | None = self.__dict__.get("_places")
        if found is None:
            found = {}
            for block in self.blocks:
                found.setdefault((block.label, block.line), block)
                found.setdefault((block.label, 0), block)
                if block.name:
                    found.setdefault((block.name.casefold(), -1), block)
            object.__setattr__(self, "_places", found)
        return found

    def findings(self, document: Document) -> list[Finding]:
        """Return what went wrong in the run."""
        path = str(document.path)
        return [Finding(path, p.line, p.block, p.state, p.reason) for p in self.problems]


def to_json(record: Record) -> str:
    """Return a record as text: the same for the same outcomes, without times and places."""
    content = asdict(record)
    del content["seconds"]
    content["format"] = FORMAT
    for block in content["blocks"]:
        block["statements"] = [_brief(statement) for statement in block["statements"]]
    return json.dumps(content, sort_keys=True, indent=1) + "\n"


def _brief(statement: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    kept = {"line", "source", "stdout", "value", "exception", "stderr"}
    if statement["output"] == statement["stdout"]:
        del statement["output"]
    return {k: v for k, v in statement.items() if k in kept or v is not None}


def times_to_json(record: Record) -> str:
    """Return how long each block took, in seconds."""
    return json.dumps(record.seconds, sort_keys=True, indent=1) + "\n"


def from_json(text: str) -> Record:
    """Read a record; raises LiterateError when the text is none."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise LiterateError(f"a run record of format {content['format']}: run again")
        return Record(
            content["document"],
            tuple(_block(block) for block in content["blocks"]),
            tuple(Problem(**problem) for problem in content["problems"]),
            content["versions"],
            content["hash_seed"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise LiterateError(f"not a run record ({error}); run the document again") from None


def _block(content: dict[str, Any]) -> BlockRecord:
    statements = tuple(statement_of(part) for part in content.pop("statements"))
    figures, names = tuple(content.pop("figures")), tuple(content.pop("names"))
    return BlockRecord(**content, statements=statements, figures=figures, names=names)


def statement_of(content: dict[str, Any]) -> Statement:
    """Make a statement of what JSON says of it."""
    content = {"output": content["stdout"], **content}
    content["exception"] = _raised(content["exception"])
    alone = content.pop("alone", None)
    if alone is not None:
        alone = Outcome(alone["output"], _raised(alone["exception"]))
    return Statement(**content, alone=alone)


def _raised(content: dict[str, Any] | None) -> Raised | None:
    if content is None:
        return None
    return Raised(content["type"], content["module"], tuple(content["lines"]))
