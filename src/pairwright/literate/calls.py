"""The value of a block that code asks for by ``<<name(args)>>``."""

import ast
import subprocess
import sys
import textwrap
from collections.abc import Callable

from pairwright.literate.model import Block, Document, LiterateError
from pairwright.literate.variables import python_value, split_variables

PYTHON = ("python", "ipython", "jupyter-python")
TIME_LIMIT = 60.0
"""Seconds that a call may take."""

Lines = Callable[[Block], list[str]]


def caller(document: Document, lines: Lines) -> Callable[[Block, str], str]:
    """Return the function that runs a block of the document with arguments.

    ``lines`` gives a block's code with its references expanded. The value is what the block
    returns, as Org has it, or its last expression; with ``:results output`` what it prints.
    Each call runs in a new process.
    """

    def call(block: Block, arguments: str) -> str:
        if block.language not in PYTHON:
            raise LiterateError(
                f"{document.path}: line {block.first_line}: block {block.label} is {block.language}"
                " code; only python blocks are run"
            )
        source = "\n".join(lines(block))
        prints = "output" in block.argument("results").split()
        bound = _bound(document, block, arguments)
        program = bound + (source if prints else _returning(source, document, block))
        return _run(program, document, block)

    return call


def _bound(document: Document, block: Block, arguments: str) -> str:
    """Return assignments for a block's variables, arguments by name or in order before defaults."""
    defaults = dict(split_variables(block.argument("var")))
    names = list(defaults)
    for place, (name, value) in enumerate(split_variables(arguments.replace(",", " "))):
        if not name and place >= len(names):
            raise LiterateError(
                f"{document.path}: line {block.first_line}: block {block.label} has "
                f"{len(names)} variables, but is called with ({arguments})"
            )
        defaults[name or names[place]] = value
    return "".join(
        f"{name} = {python_value(document, block, value)}\n" for name, value in defaults.items()
    )


def _returning(source: str, document: Document, block: Block) -> str:
    """Return code that prints the value of a block."""
    try:
        compile(source, "block", "exec")
    except SyntaxError:  # a return statement makes the block the body of a function
        inside = textwrap.indent(source, "    ") or "    pass"
        return f"def main():\n{inside}\n\n_value = main()\n{_SHOW}"
    tree = ast.parse(source)
    if not tree.body or not isinstance(tree.body[-1], ast.Expr):
        raise LiterateError(
            f"{document.path}: line {block.first_line}: block {block.label} is called, but it "
            "neither returns a value nor ends with an expression"
        )
    last = tree.body[-1].value
    tree.body[-1] = ast.Assign(targets=[ast.Name(id="_value", ctx=ast.Store())], value=last)
    return ast.unparse(ast.fix_missing_locations(tree)) + f"\n{_SHOW}"


_SHOW = "print(_value if isinstance(_value, str) else repr(_value), end='')\n"


def _run(program: str, document: Document, block: Block) -> str:
    where = f"{document.path}: line {block.first_line}: block {block.label}"
    try:
        done = subprocess.run(  # noqa: S603 (the document's own code, which is to be run)
            [sys.executable, "-c", program],
            cwd=document.path.absolute().parent,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LiterateError(f"{where} did not end within {TIME_LIMIT:g} s") from None
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        raise LiterateError(f"{where} failed: {reason[0]}")
    return done.stdout
