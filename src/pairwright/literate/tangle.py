"""Tangling: the modules that a document's blocks make, with the origin of every line."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pairwright.literate.calls import caller
from pairwright.literate.expand import Expander, Line, Part, Placeholder
from pairwright.literate.indentation import without_indentation
from pairwright.literate.links import begin_comment, end_comment, prose_comment
from pairwright.literate.model import Block, Document, LiterateError
from pairwright.literate.targets import placed, target_of
from pairwright.literate.variables import assignments

_CODEREF = re.compile(r"[ \t]*\(ref:[-a-zA-Z0-9_ ]+\)[ \t]*$")
_MODE = re.compile(r"#?o([0-7]{3,4})\b")
_LABEL = re.compile(r'-l[ \t]+"([^"\n]+)"')

Doctests = Callable[[str, Sequence[str], int], list[str]]
"""Returns the lines of a doctest: for an example's name, the module's lines and the line in them
(from 0) where it is to stand, which still holds the placeholder."""


@dataclass
class Module:
    """A file to be written: its parts, and whether it is executable or its folder may be made."""

    target: str
    parts: list[Part] = field(default_factory=list)
    shebang: str = ""
    mode: int | None = None
    make_folder: bool = False


@dataclass(frozen=True)
class Tangled:
    """A tangled file: its path, its text, and the document's line for each of its lines."""

    path: Path
    text: str
    origins: tuple[int | None, ...]
    mode: int | None
    make_folder: bool


def expander_of(document: Document, *, lenient: bool = False, running: bool = False) -> Expander:
    """Return the expander of a document; it runs blocks that are called by ``<<name(args)>>``."""

    def lines(block: Block) -> list[str]:
        return [part.text for part in expander.parts(block) if isinstance(part, Line)]

    expander = Expander(document, caller(document, lines), lenient, running)
    return expander


def _as_text(part: Part) -> str:
    """Return a part as it stands in code before placeholders are filled."""
    if isinstance(part, Line):
        return part.text
    return f'{part.indentation}<<doctest("{part.example}")>>'


def running_lines(expander: Expander, block: Block) -> list[tuple[str, int]]:
    """Return a block's expanded lines as they are run, placeholders left as text, with origins."""
    parts = _body(expander.document, block, expander)
    return [(_as_text(part), part.origin or block.first_line) for part in parts]


def modules_of(document: Document, expander: Expander, folder: Path) -> list[Module]:
    """Return the files that the document makes, in the order of their first blocks."""
    found: dict[str, Module] = {}
    for block in document.awake:
        target = target_of(document, block)
        if target is None:
            continue
        module = found.setdefault(target, Module(target))
        _add(module, document, block, expander, folder)
    return list(found.values())


def _add(
    module: Module, document: Document, block: Block, expander: Expander, folder: Path
) -> None:
    """Put a block behind what a module has so far."""
    if module.parts and block.argument("padline") != "no":
        module.parts.append(Line("", None))
    module.shebang = module.shebang or block.argument("shebang")
    if module.mode is None:
        module.mode = _mode_of(block)
    module.make_folder |= block.argument("mkdirp", "no") != "no"
    comments = block.argument("comments", "no")
    if comments in ("both", "org"):
        module.parts += [Line(text, None) for text in prose_comment(document, block)]
    linked = comments in ("both", "link", "yes", "noweb")
    path = placed(module.target, folder)
    if linked:
        module.parts.append(Line(begin_comment(document, block, path), None))

    def wrap(chunk: Block) -> tuple[str, str]:
        return begin_comment(document, chunk, path), end_comment(chunk)

    module.parts += _trimmed(_body(document, block, replace(expander, wrap=wrap)))
    if linked:
        module.parts.append(Line(end_comment(block), None))


def _mode_of(block: Block) -> int | None:
    """Return the mode of the file that a block asks for; a shebang asks for an executable one."""
    if mode := _MODE.search(block.argument("tangle-mode")):
        return int(mode[1], 8)
    return 0o755 if block.argument("shebang") else None


def _body(document: Document, block: Block, expander: Expander) -> list[Part]:
    """Return a block's lines with prologue, variables and epilogue around them."""
    parts = expander.parts(block)
    if "-r" in block.switches.split():
        parts = [_without_label(part, block.switches) for part in parts]
    lead = [block.argument("prologue"), *assignments(document, block)]
    before = [Line(line, None) for text in lead if text for line in text.split("\n")]
    after = [Line(line, None) for line in block.argument("epilogue").split("\n") if line]
    if "no-expand" in block.header:
        before, after = [], []
    return [*before, *parts, *after]


def _without_label(part: Part, switches: str) -> Part:
    if isinstance(part, Placeholder):
        return part
    label = _LABEL.search(switches)
    pattern = _CODEREF
    if label and "%s" in label[1]:
        before, after = (re.escape(side) for side in label[1].split("%s", 1))
        pattern = re.compile(rf"[ \t]*{before}[-a-zA-Z0-9_ ]+{after}[ \t]*$")
    return Line(pattern.sub("", part.text), part.origin)


def _trimmed(parts: list[Part]) -> list[Part]:
    """Drop common indentation, blank lines at both ends, and blanks at the ends of the text."""
    parts = _dedented(parts)
    while len(parts) > 1 and _blank(parts[0]):
        parts = parts[1:]
    while len(parts) > 1 and _blank(parts[-1]):
        parts = parts[:-1]
    first, last = parts[0], parts[-1]
    if isinstance(first, Line):
        parts = [Line(first.text.lstrip(), first.origin), *parts[1:]]
    if isinstance(last := parts[-1], Line):
        parts = [*parts[:-1], Line(last.text.rstrip(), last.origin)]
    return parts


def _dedented(parts: list[Part]) -> list[Part]:
    texts = [part.text if isinstance(part, Line) else f"{part.indentation}x" for part in parts]
    moved, columns = without_indentation(texts)
    if columns == 0:
        return parts
    return [
        Line(text, part.origin)
        if isinstance(part, Line)
        else Placeholder(part.example, text[:-1], part.origin)
        for part, text in zip(parts, moved, strict=True)
    ]


def _blank(part: Part) -> bool:
    return isinstance(part, Line) and not part.text.strip()


def tangle(
    document: Document, expander: Expander, folder: Path, doctests: Doctests
) -> list[Tangled]:
    """Return the files that a document makes below ``folder``, placeholders filled by ``doctests``.

    Raises LiterateError where a reference, a target or an example is wrong. Writes nothing.
    """
    return [
        _assembled(module, placed(module.target, folder), doctests)
        for module in modules_of(document, expander, folder)
    ]


def _assembled(module: Module, path: Path, doctests: Doctests) -> Tangled:
    parts: list[Part] = list(module.parts)
    if module.shebang:
        parts.insert(0, Line(module.shebang, None))
    skeleton = [_as_text(part) for part in parts]
    lines: list[str] = []
    origins: list[int | None] = []
    for number, part in enumerate(parts):
        if isinstance(part, Line):
            lines.append(part.text)
            origins.append(part.origin)
            continue
        filled = doctests(part.example, skeleton, number)
        if filled and _continues(skeleton[number + 1 : number + 2]):
            filled = [*filled, ""]
        lines += [part.indentation + text if text else "" for text in filled]
        origins += [part.origin] * len(filled)
    text = "\n".join(lines) + "\n"
    return Tangled(path, text, tuple(origins), module.mode, module.make_folder)


def _continues(following: Sequence[str]) -> bool:
    """Say whether doctest would take the next line for output of the example before it."""
    text = following[0].strip() if following else ""
    return bool(text) and not text.startswith((">>>", "<<doctest(", '"""', "'''"))


def write(files: Sequence[Tangled], output: Path) -> None:
    """Write tangled files, all of them or, where a folder is missing, none.

    ``output`` is made; other folders only where the document says ``:mkdirp yes``.
    """
    output.mkdir(parents=True, exist_ok=True)
    for file in files:
        if not file.make_folder and not file.path.parent.is_dir():
            raise LiterateError(
                f"{file.path}: its folder does not exist; make it, or write :mkdirp yes"
            )
    for file in files:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.path.with_name(f".{file.path.name}.tangled")
        with temporary.open("w", encoding="utf-8", newline="") as stream:
            stream.write(file.text)
        if file.mode is not None:
            temporary.chmod(file.mode)
        os.replace(temporary, file.path)  # noqa: PTH105 (as in the rest: a rename, not a copy)
