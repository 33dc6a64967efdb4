"""The process in which a document's blocks are run; a script that imports nothing of this package.

``child.py REQUEST RESPONSE PROGRESS``: reads what to run (see runner), writes what came out, and
keeps in PROGRESS which block and line it is at, for the case that it dies.
"""

import __future__

import ast
import atexit
import builtins
import io
import json
import os
import sys
import time
import traceback
import types
from collections.abc import Callable
from typing import Any, NoReturn

Outcome = dict[str, Any]
Step = dict[str, Any]
Progress = Callable[[int], None]
Make = Callable[[], "Session"]

FUTURE: dict[str, Any] = {name: vars(__future__)[name] for name in __future__.all_feature_names}


class Session:
    """A namespace in which blocks are run, and what they print."""

    def __init__(
        self, document: str, streams: tuple[io.StringIO, io.StringIO], progress: Progress
    ) -> None:
        self.document = document
        self.stdout, self.stderr = streams
        self.progress = progress
        self.module = types.ModuleType("__main__")
        self.shown: list[tuple[int, str, str | None, str]] = []

    @property
    def names(self) -> dict[str, Any]:
        """Return the namespace."""
        return self.module.__dict__

    def enter(self) -> None:
        """Make this session the main module, and its values be shown."""
        sys.modules["__main__"] = self.module
        sys.displayhook = self.show
        vars(builtins).pop("_", None)

    def show(self, value: object) -> None:
        """Show a value as an interactive session does, and keep what is needed to compare it."""
        if value is None:
            return
        builtins._ = None  # type: ignore[attr-defined]
        text = repr(value)
        start = self.stdout.tell()
        sys.stdout.write(text + "\n")
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        if sys.stdout is self.stdout:
            self.shown.append((start, text, text_of(value), kind))
        builtins._ = value  # type: ignore[attr-defined]

    def run(self, source: str, lines: list[int], mode: str) -> Outcome:
        """Run a source text whose lines are those of the document; return what came out."""
        self.progress(lines[0] if lines else 0)
        for stream in (self.stdout, self.stderr):
            stream.seek(0)
            stream.truncate()
        self.shown = []
        raised = None
        try:
            tree = placed(ast.parse(source), lines)
            single = mode == "single"
            ready = ast.Interactive(body=tree.body) if single else as_imported(tree)
            code = compile(ready, self.document, mode, self.flags(), True)
            exec(code, self.names)  # noqa: S102
        except BaseException as error:
            raised = described(error, self.document, lines)
        return self.outcome(raised)

    def flags(self) -> int:
        """Return the compiler flags of the future statements that are in force."""
        found = 0
        for name, feature in FUTURE.items():
            if self.names.get(name, self) is feature:
                found |= int(feature.compiler_flag)
        return found

    def outcome(self, raised: Outcome | None) -> Outcome:
        """Return what the last statement printed, gave and raised."""
        output = self.stdout.getvalue()
        plain = output
        for start, text, _, _ in reversed(self.shown):
            if plain[start : start + len(text) + 1] == text + "\n":
                plain = plain[:start] + plain[start + len(text) + 1 :]
        found: Outcome = {"output": output, "stdout": plain, "stderr": self.stderr.getvalue()}
        found["value"] = found["value_text"] = found["value_type"] = None
        if self.shown:
            _, found["value"], found["value_text"], found["value_type"] = self.shown[-1]
            if found["value_text"] == found["value"]:
                found["value_text"] = None
        return {**found, "exception": raised}


def text_of(value: object) -> str | None:
    """Return str(value), None where it has none."""
    try:
        return str(value)
    except Exception:
        return None


def placed(tree: ast.Module, lines: list[int]) -> ast.Module:
    """Give the nodes of a tree the document's line numbers."""
    for found in ast.walk(tree):
        if hasattr(found, "lineno"):
            node: Any = found
            first, last = node.lineno, node.end_lineno or node.lineno
            node.lineno = lines[min(first, len(lines)) - 1]
            node.end_lineno = max(lines[min(last, len(lines)) - 1], node.lineno)
            if node.end_lineno == node.lineno:
                node.end_col_offset = max(node.end_col_offset, node.col_offset)
    return tree


def as_imported(tree: ast.Module) -> ast.Module:
    """Leave out what a module does only as a script."""
    body: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test).replace('"', "'") in (
            "__name__ == '__main__'",
            "'__main__' == __name__",
        ):
            body += node.orelse
        else:
            body.append(node)
    tree.body = body
    return tree


def described(error: BaseException, document: str, lines: list[int]) -> Outcome:
    """Return what there is to say of an exception, with the document's line it comes from."""
    kind = type(error)
    text = "".join(traceback.format_exception_only(kind, error))
    line = 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == document:
            line = frame.lineno or 0
    if isinstance(error, SyntaxError):
        prefixes = (f"{kind.__qualname__}:", f"{kind.__module__}.{kind.__qualname__}:")
        parts = text.splitlines(keepends=True)
        start = next((n for n, part in enumerate(parts) if part.startswith(prefixes)), 0)
        text = "".join(parts[start:])
        if not line and error.lineno and lines:
            known = error.filename == document
            line = error.lineno if known else lines[min(error.lineno, len(lines)) - 1]
    return {
        "type": kind.__qualname__,
        "module": kind.__module__,
        "lines": text.removesuffix("\n").split("\n"),
        "line": line,
    }


def save_figures(place: str | None, slug: str, keep: bool) -> list[str]:
    """Save the open figures and close them; return their names."""
    plots: Any = sys.modules.get("matplotlib.pyplot")
    numbers = plots.get_fignums() if plots else []
    if not numbers:
        return []
    found = []
    if place and keep:
        os.makedirs(place, exist_ok=True)  # noqa: PTH103
        for count, number in enumerate(numbers, start=1):
            name = f"{slug}-{count}.svg"
            with plots.rc_context({"svg.hashsalt": slug}):
                path = os.path.join(place, name)  # noqa: PTH118
                plots.figure(number).savefig(path, metadata={"Date": None})
            found.append(name)
    plots.close("all")
    return found


def run_step(session: Session, step: Step, place: str | None, keep: bool) -> Outcome:
    """Run a block and return what came out of its statements."""
    if step["file"]:
        session.names["__file__"] = os.path.abspath(step["file"])  # noqa: PTH100
    known = set(session.names)
    started = time.perf_counter()
    results = [session.run(part["source"], part["lines"], step["mode"]) for part in step["parts"]]
    figures = save_figures(place, step["slug"], keep)
    return {
        "results": results,
        "figures": figures,
        "seconds": time.perf_counter() - started,
        "names": sorted(set(session.names) - known - {"__builtins__"}),
    }


def failure(outcome: Outcome) -> Outcome | None:
    """Return the exception of a definition that could not be executed."""
    return next((r["exception"] for r in outcome["results"] if r["exception"]), None)


def run_session(
    request: dict[str, Any], make: Make, place: str | None
) -> tuple[types.ModuleType, list[Outcome], Outcome | None]:
    """Run all blocks in one namespace, up to the first definition that fails."""
    session = make()
    session.enter()
    for stem in request["stems"]:
        sys.modules.setdefault(stem, session.module)
    blocks: list[Outcome] = []
    problem = None
    for index, step in enumerate(request["steps"]):
        request["at"] = index
        blocks.append(run_step(session, step, place, keep=True))
        raised = failure(blocks[-1]) if step["mode"] == "exec" else None
        if raised:
            problem = {"index": index, "exception": raised}
            break
    return session.module, blocks, problem


def run_alone(
    request: dict[str, Any], make: Make, whole: types.ModuleType
) -> tuple[list[Outcome], list[Outcome]]:
    """Run every docstring's examples with nothing but the names of its module."""
    found: list[Outcome] = []
    problems: list[Outcome] = []
    for target in request["targets"]:
        session = make()
        session.enter()
        stem = target["stem"]
        if sys.modules.get(stem) is whole:
            sys.modules[stem] = session.module
        broken = None
        for index in target["steps"]:
            request["at"] = index
            broken = failure(run_step(session, request["steps"][index], None, keep=False))
            if broken:
                problems.append({"index": index, "exception": broken})
                break
        names = dict(session.names)
        for group in [] if broken else target["groups"]:
            session.names.clear()
            session.names.update(names)
            session.enter()
            for index in group:
                request["at"] = index
                outcome = run_step(session, request["steps"][index], None, keep=False)
                found.append({"index": index, "results": outcome["results"]})
    return found, problems


def main(request_path: str, response_path: str, progress_path: str) -> NoReturn:
    """Run what the request says and write what came out."""
    with open(request_path, encoding="utf-8") as stream:  # noqa: PTH123
        request = json.load(stream)
    sys.path.insert(0, os.getcwd())  # noqa: PTH109
    sys.argv = [request["document"]]
    own, request["at"] = os.getpid(), 0
    handle = os.open(progress_path, os.O_WRONLY | os.O_CREAT)
    streams, real = (io.StringIO(), io.StringIO()), (sys.stdout, sys.stderr)
    sys.stdout, sys.stderr = streams

    def progress(line: int) -> None:
        os.pwrite(handle, f"{request['at']:9d} {line:9d}".encode(), 0)

    def make() -> Session:
        return Session(request["document"], streams, progress)

    try:
        response = answer(request, make)
        if os.getpid() == own:
            with open(response_path, "w", encoding="utf-8") as stream:  # noqa: PTH123
                json.dump(response, stream)
        atexit._run_exitfuncs()
    finally:
        sys.stdout, sys.stderr = real
    os._exit(0)


def answer(request: dict[str, Any], make: Make) -> dict[str, Any]:
    """Return what came out of everything that was asked for."""
    whole, blocks, problem = run_session(request, make, request["figures"])
    alone, lonely = run_alone(request, make, whole) if not problem else ([], [])
    versions = {"python": ".".join(map(str, sys.version_info[:3]))}
    numpy = sys.modules.get("numpy")
    if numpy:
        versions["numpy"] = numpy.__version__
    found = {"blocks": blocks, "problem": problem, "alone": alone}
    return {**found, "alone_problems": lonely, "versions": versions}


if __name__ == "__main__":
    main(*sys.argv[1:])
