"""The process in which a module's doctests are run; a script without this package's imports.

``doctest_child.py MODULE NAME ROOT RESPONSE``: imports the module by its NAME from the folder ROOT,
then from its own folder as ``python -m doctest`` does, then executes it as a script would be, and
each time runs its doctests. What fails is written to RESPONSE as JSON.
"""

import ast
import doctest
import importlib
import json
import os
import sys
import traceback
import types
from pathlib import Path
from typing import Any, NoReturn

Failure = dict[str, Any]


class Runner(doctest.DocTestRunner):
    """Notes failures, with the line of the module, instead of printing them."""

    def __init__(self, path: Path) -> None:
        super().__init__(verbose=False)
        self.source = path.read_text(encoding="utf-8").split("\n")
        self.failed: list[Failure] = []

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
        """Note an example whose output is another."""
        del out
        expected = example.want or "nothing"
        self.note(test, example, f"expected {expected}, got {got or 'nothing'}")

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        """Note an example that raised what it should not."""
        del out
        raised = "".join(traceback.format_exception_only(*exc_info[:2]))
        self.note(test, example, f"expected {example.want or 'nothing'}, got {raised}")

    def note(self, test: Any, example: Any, reason: str) -> None:
        """Note a failure of an example at its place."""
        line = self.line_of(test, example)
        code = example.source.split("\n")[0]
        self.failed.append({"line": line, "block": test.name, "reason": f"{code}: {reason}"})

    def line_of(self, test: Any, example: Any) -> int:
        """Return the module's line of an example, the first that reads so if nothing is known."""
        first = f">>> {example.source.split(chr(10))[0]}"
        if test.lineno is not None:
            guess = int(test.lineno) + int(example.lineno)
            if guess < len(self.source) and self.source[guess].strip().startswith(">>>"):
                return guess + 1
        lines = (n for n, text in enumerate(self.source, 1) if text.strip() == first.strip())
        return next(lines, 1)


def guarded(path: Path) -> types.CodeType:
    """Compile a module without what it does only as a script."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))
    ]
    return compile(tree, str(path), "exec", dont_inherit=True)


def imported(path: Path, name: str, root: str, way: str) -> types.ModuleType:
    """Return the module, imported by its name, from its folder, or executed as a script."""
    if way == "as a script":
        module = types.ModuleType("__main__")
        module.__file__ = str(path)
        sys.modules["__main__"] = module
        exec(guarded(path), module.__dict__)  # noqa: S102
        return module
    sys.path.insert(0, root if way == "by import" else str(path.parent))
    return importlib.import_module(name if way == "by import" else path.stem)


def failures(path: Path, name: str, root: str, way: str) -> list[Failure]:
    """Return what fails when the module's doctests are run in one way."""
    try:
        module = imported(path, name, root, way)
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 1 for frame in frames if frame.filename == str(path)]
        if isinstance(error, SyntaxError) and error.filename == str(path):
            lines.append(error.lineno or 1)
        said = traceback.format_exception_only(type(error), error)[-1]
        return [{"line": (lines or [1])[-1], "block": name, "reason": said, "way": way}]
    runner = Runner(path)
    try:
        for test in doctest.DocTestFinder().find(module, path.stem):
            runner.run(test)
    except ValueError as error:
        runner.failed.append({"line": 1, "block": name, "reason": str(error)})
    return [{**failure, "way": way} for failure in runner.failed]


def main(module: str, name: str, root: str, response: str) -> NoReturn:
    """Run the doctests in every way and write what failed."""
    path = Path(module)
    found = [
        failure
        for way in ("by import", "by python -m doctest", "as a script")
        for failure in failures(path, name, root, way)
    ]
    Path(response).write_text(json.dumps(found), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
