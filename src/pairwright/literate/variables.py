"""Variables of a block (``:var x=5``) as assignments in its code."""

import ast
import itertools
import re

from pairwright.literate.model import Block, Document, LiterateError

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$")
_TOKEN = re.compile(r"""\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)""")
_TABLE = re.compile(r"[ \t]*\|")


def split_variables(text: str) -> list[tuple[str, str]]:
    """Return names and values of ``x=5 y="a b"``; a value without a name has the name ""."""
    found = []
    for part in re.findall(
        r"""(?:[^\s"'(]|"(?:[^"\\]|\\.)*"|'?\((?:[^()]|\([^()]*\))*\)|')+""", text
    ):
        name, equals, value = part.partition("=")
        found.append((name, value) if equals and name.isidentifier() else ("", part))
    return found


def assignments(document: Document, block: Block) -> list[str]:
    """Return the lines that give a block's variables their values."""
    text = block.argument("var")
    return [
        f"{name}={python_value(document, block, value)}"
        for name, value in split_variables(text)
        if name
    ]


def python_value(document: Document, block: Block, value: str) -> str:
    """Return a value as Python writes it: numbers, texts, Lisp lists of them, named tables."""
    value = value.strip()
    if _NUMBER.match(value):
        return repr(_number(value))
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return value
    if value.startswith(("'(", "(")):
        return _python(_lisp(value.removeprefix("'")))
    table = _named_table(document, value, titled=block.argument("colnames") != "no")
    if table is not None:
        return _python(table)
    raise LiterateError(
        f"{document.path}: line {block.first_line}: the variable {value!r} of block {block.label} "
        "is no number, text in double quotes, list or named table of this document"
    )


def _lisp(text: str) -> object:
    """Read a Lisp list of numbers, texts and lists."""
    stack: list[list[object]] = [[]]
    for word in _TOKEN.findall(text):
        if word == "(":
            stack.append([])
        elif word == ")":
            inner = stack.pop()
            stack[-1].append(inner)
        elif word.startswith('"'):
            stack[-1].append(ast.literal_eval(word))
        else:
            stack[-1].append(_number(word))
    return stack[0][0]


def _number(token: str) -> object:
    if not _NUMBER.match(token):
        return token
    # As Lisp reads it: digits are a whole number, with a point at their end too.
    return int(token.rstrip(".")) if token.rstrip(".").lstrip("+-").isdigit() else float(token)


def _python(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_python(item) for item in value) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return repr(value)


def _named_table(document: Document, name: str, *, titled: bool) -> list[list[object]] | None:
    """Return the rows of a table below ``#+name: name``.

    With ``titled``, a first row above the only rule holds titles and is left out.
    """
    for number, line in enumerate(document.lines):
        found = re.match(r"[ \t]*#\+(?:tbl)?name:[ \t]*(.*?)[ \t]*$", line.rstrip(), re.IGNORECASE)
        if found and found[1].casefold() == name.casefold():
            lines = list(itertools.takewhile(_TABLE.match, document.lines[number + 1 :]))
            rules = [line.strip().startswith("|-") for line in lines]
            if titled and rules[:2] == [False, True] and not any(rules[2:]):
                lines = lines[2:]
            rows = [_cells(line) for line in lines if not line.strip().startswith("|-")]
            return rows or None
    return None


def _cells(line: str) -> list[object]:
    return [_number(cell.strip()) for cell in line.strip().strip("|").split("|")]
