"""Recorded examples written as doctests that pass by the standard library's own rules.

Whatever is written here has been read back and compared with what was recorded, by the same parser
and checker that will read it later; what does not survive that is refused.
"""

import ast
import doctest
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pairwright.literate.model import HeaderArguments, LiterateError
from pairwright.literate.modes import ADDRESS, NUMBER, Mode, digits_kept, mode_of
from pairwright.literate.record import BlockRecord, Raised, Statement
from pairwright.literate.roles import UNUSED
from pairwright.literate.statements import comments_and_code, split
from pairwright.literate.strings import escaped

HEADER = "Traceback (most recent call last):"
BLANK = "<BLANKLINE>"
_SCALAR = re.compile(r"\bnp\.(?:(?:True|False)_|[a-z]\w*\((?:[^()]|\([^()]*\))*\))")
_NUMPY = re.compile(r"\bnp\.(?:(True|False)_|([a-z]\w*)\(((?:[^()]|\([^()]*\))*)\))")
_OWN = re.compile(r"\b__main__\b\.?")
_DIRECTIVE = re.compile(r"#\s*doctest:[^\n'\"]*$")

Kind = tuple[bool, str]
"""How a docstring is written: raw or not, and its delimiter."""


@dataclass
class _Example:
    """A statement on its way into a docstring."""

    source: list[str]
    want: list[str]
    options: list[str]
    got: str
    raised: Raised | None
    line: int


def doctest_lines(
    example: BlockRecord,
    header: HeaderArguments,
    kind: Kind | None = None,
    stored: str | None = None,
) -> list[str]:
    """Return the doctest of a recorded example, without indentation.

    ``kind`` is how the docstring is written that it goes into; without one nothing is escaped.
    ``stored`` is the stored result: with ``:doctest ellipsis``, where the example has one output,
    a text with ``...`` in it that fits is what is expected. A numpy scalar that is looked at is
    printed instead (numpy 1 and 2 print it alike, but show it differently).

    Raises LiterateError, with block and line, where a doctest cannot say it.
    """
    line = example.line
    try:
        mode = mode_of(header)
        if mode.skip or example.kind == UNUSED:
            return _skipped(example, kind)
        if not example.ran:
            raise ValueError("the example was not run, because a definition failed before")
        outputs = [s for s in example.statements if s.output or s.exception]
        if not (mode.ellipsis and len(outputs) == 1 and stored and "..." in stored):
            stored = None
        found: list[str] = []
        examples: list[_Example] = []
        for statement in example.statements:
            line = statement.line
            comments, code = comments_and_code(statement.source)
            written = [f">>> {comment}" for comment in comments]
            if code:
                one = _example(statement, code, mode, stored)
                examples.append(one)
                written += [*_prompted(_directed(one.source, one.options)), *one.want]
            found += [escaped(text, *kind) if kind else text for text in written]
            _verify(written, examples[-1:] if code else [])
        return found
    except ValueError as error:
        raise LiterateError(f"block {example.label}, line {line}: {error}") from None


def _skipped(example: BlockRecord, kind: Kind | None) -> list[str]:
    """Return the code of an example that is not run, with directives that say so."""
    text = "\n".join(statement.source for statement in example.statements)
    try:
        pieces = split(text.split("\n"))
    except SyntaxError as error:
        raise ValueError(f"cannot be read as Python: {error}") from None
    lines = text.split("\n")
    found: list[str] = []
    for piece in pieces:
        comments, code = comments_and_code("\n".join(lines[piece.first : piece.last + 1]))
        found += [f">>> {comment}" for comment in comments]
        if code:
            found += _prompted(_directed(_without_tabs(code), ["SKIP"]))
    return [escaped(line, *kind) if kind else line for line in found]


def _example(statement: Statement, code: list[str], mode: Mode, stored: str | None) -> _Example:
    one = _Example(
        _without_tabs(code), [], [], statement.output, statement.exception, statement.line
    )
    if statement.exception is not None:
        _expect_exception(one, statement.exception, mode)
    elif statement.output and stored is not None:
        one.options.append("ELLIPSIS")
        _expect(one, stored.strip("\n").split("\n"))
    elif statement.output:
        _expect_output(one, statement, mode)
    return one


def _without_tabs(code: list[str]) -> list[str]:
    """Replace tabs, which doctest expands, where they mean nothing."""
    if not any("\t" in line for line in code):
        return code
    changed = [line.expandtabs() for line in code]
    try:
        equal = ast.dump(ast.parse("\n".join(changed))) == ast.dump(ast.parse("\n".join(code)))
    except SyntaxError:
        equal = False
    if not equal:
        raise ValueError(r"doctest turns the tab in this code into blanks; write \t instead")
    return changed


def _expect_exception(one: _Example, raised: Raised, mode: Mode) -> None:
    """Expect an exception: the first line of the traceback, and all that the exception says."""
    if raised.type == "KeyboardInterrupt":
        raise ValueError("doctest cannot expect a KeyboardInterrupt")
    if raised.module != "builtins" and raised.module.split(".")[0] in ("__main__", "numpy"):
        # The module's name is another when the file is run, and in another numpy.
        one.options.append("IGNORE_EXCEPTION_DETAIL")
    lines = _varying(one, list(raised.lines), mode)
    _expect(one, [HEADER, *lines])


def _expect_output(one: _Example, statement: Statement, mode: Mode) -> None:
    text = statement.output.removesuffix("\n")
    kind = statement.value_type or ""
    if kind != "builtins.str" and _SCALAR.search(text):
        text = _numpy(one, statement, text)
    lines = _varying(one, text.split("\n"), mode)
    if mode.tolerance is not None:
        tolerance = mode.tolerance
        changed = [NUMBER.sub(lambda found: digits_kept(found, tolerance), t) for t in lines]
        _relax(one, changed != lines)
        lines = changed
    if mode.tail is not None and len(lines) > mode.tail + 1:
        _relax(one, True)
        # An expectation cannot begin with the ellipsis: the output's first word goes before it.
        begin = [lines[0].split(" ")[0] + "..."] if lines[0][:1].strip() else [BLANK, "..."]
        if begin[0] == BLANK:
            one.options.append("NORMALIZE_WHITESPACE")
        lines = [*begin, *lines[-mode.tail :]]
    if mode.whitespace and "NORMALIZE_WHITESPACE" not in one.options:
        one.options.append("NORMALIZE_WHITESPACE")
    _expect(one, lines)


def _relax(one: _Example, needed: bool) -> None:
    if needed and "ELLIPSIS" not in one.options:
        one.options.append("ELLIPSIS")


def _numpy(one: _Example, statement: Statement, text: str) -> str:
    """Return an expectation that numpy 1 and 2 both fulfil; the source may be printed for it."""
    if _SCALAR.fullmatch(text) and (statement.value_type or "").startswith("numpy."):
        printed = _printed(one.source)
        if printed is not None and statement.value_text is not None:
            one.source, one.got = printed, statement.value_text + "\n"
            return statement.value_text
    if _SCALAR.match(text):
        raise ValueError(
            "numpy 1 and numpy 2 show this value differently; print it, or convert it with float()"
        )
    _relax(one, True)
    return _NUMPY.sub(lambda m: f"...{m[1]}..." if m[1] else f"...{m[3]}...", text)


def _printed(source: list[str]) -> list[str] | None:
    """Return an expression's source with print() around it, None for other statements."""
    body = ast.parse("\n".join(source)).body
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        return None
    lines = [line.encode() for line in source]
    last, column = (body[0].end_lineno or 1) - 1, body[0].end_col_offset or 0
    lines[last] = lines[last][:column] + b")" + lines[last][column:]
    lines[0] = b"print(" + lines[0]
    return [line.decode() for line in lines]


def _varying(one: _Example, lines: list[str], mode: Mode) -> list[str]:
    """Replace what differs from run to run: the module's name, and addresses where allowed."""
    changed = [_OWN.sub("...", line) for line in lines]
    if any(ADDRESS.search(line) for line in changed):
        if mode.ellipsis:
            changed = [ADDRESS.sub("0x...", line) for line in changed]
        elif any(re.search(r" at 0x[0-9a-fA-F]{6,}", line) for line in changed):
            raise ValueError(
                "the output has an address, which every run changes; write :doctest ellipsis"
            )
    _relax(one, changed != lines or (mode.ellipsis and any("..." in line for line in lines)))
    return changed


def _expect(one: _Example, lines: list[str]) -> None:
    """Put the expectation in words that doctest understands."""
    for line in lines:
        if line.lstrip(" ").startswith(">>>"):
            raise ValueError("a doctest cannot expect output that begins with >>>")
    if lines[0].lstrip(" ").startswith("..."):
        raise ValueError("a doctest cannot expect output that begins with ...")
    if any("\t" in line for line in lines) and "NORMALIZE_WHITESPACE" not in one.options:
        one.options.append("NORMALIZE_WHITESPACE")
    one.want = [line if line.strip() else BLANK for line in lines]


def _prompted(source: list[str]) -> list[str]:
    first, *rest = source
    return [f">>> {first}", *(f"... {line}" if line else "..." for line in rest)]


def _directed(source: list[str], options: Sequence[str]) -> list[str]:
    """Put a directive behind the first line that can have a comment."""
    if not options:
        return source
    words = ", ".join(f"+{option}" for option in options)
    for number, line in enumerate(source):
        given = _DIRECTIVE.search(line)
        added = f"{line.rstrip()}, {words}" if given else f"{line}  # doctest: {words}"
        changed = [*source[:number], added, *source[number + 1 :]]
        try:
            if ast.dump(ast.parse("\n".join(changed))) == ast.dump(ast.parse("\n".join(source))):
                return changed
        except SyntaxError:
            continue
    # Code that is a syntax error itself can only be followed by the directive.
    return [*source[:-1], f"{source[-1]}  # doctest: {words}"]


def _verify(lines: list[str], examples: list[_Example]) -> None:
    """Read a doctest back and check it against what was recorded; raises ValueError."""
    docstring = "\n".join(f"    {line}" if line else "" for line in lines) + "\n    "
    found = doctest.DocTestParser().get_examples(docstring)
    if len(found) != len(examples):
        raise ValueError("doctest does not read this as one example; it cannot be written as one")
    for parsed, one in zip(found, examples, strict=True):
        if parsed.source.rstrip("\n") != "\n".join(_directed(one.source, one.options)).rstrip("\n"):
            raise ValueError("doctest reads other code than was run; it cannot be written as one")
        if not _passes(parsed, one):
            raise ValueError(f"doctest cannot expect this output: {_brief(one)!r}")


def _brief(one: _Example) -> str:
    text = "\n".join(one.raised.lines) if one.raised else one.got
    return text if len(text) < 80 else text[:77] + "..."


def _passes(parsed: doctest.Example, one: _Example) -> bool:
    """Say whether doctest would accept what was recorded."""
    flags = 0
    for flag, wanted in parsed.options.items():
        flags = flags | flag if wanted else flags & ~flag
    if flags & doctest.SKIP:
        return True
    check = doctest.OutputChecker().check_output
    if one.raised is None:
        got = one.got if not one.got or one.got.endswith("\n") else one.got + "\n"
        return check(parsed.want, got, flags)
    if parsed.exc_msg is None:
        return False
    return check(parsed.exc_msg, "\n".join(one.raised.lines) + "\n", flags)
