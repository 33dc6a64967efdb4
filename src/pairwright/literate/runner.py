"""Runs a document's blocks in one new process and records what every statement gave."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pairwright.literate import child, roles
from pairwright.literate.keys import body_hash, key
from pairwright.literate.model import Block, Document, LiterateError
from pairwright.literate.plan import Expand, Plan, Step, docstrings, own_lines, plan, stems
from pairwright.literate.record import (
    BlockRecord,
    Outcome,
    Problem,
    Raised,
    Record,
    Statement,
)

CHILD = Path(child.__file__)
TIMEOUT = 600.0
"""Seconds that a document may take, unless the caller says otherwise."""


def run(
    document: Document,
    *,
    expand: Expand = own_lines,
    timeout: float = TIMEOUT,
    hash_seed: int = 0,
    figures: Path | None = None,
) -> Record:
    """Run a document's definitions, examples and session in a new process.

    ``figures`` is the folder for open figures, which are dropped without one. A definition that
    fails ends the run and is among the record's problems; an example that raises is recorded.
    Raises LiterateError when the time is over, the process dies, or code cannot be run at all.
    """
    planned = plan(document, expand)
    if not planned.steps:
        return _record(document, planned, {"blocks": []}, hash_seed)
    request = _request(document, planned, figures)
    with tempfile.TemporaryDirectory(prefix="literate-") as folder:
        place = Path(folder)
        (place / "request.json").write_text(json.dumps(request), encoding="utf-8")
        status = _status(document, place, timeout, hash_seed)
        try:
            answer = json.loads((place / "response.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise LiterateError(_death(document, planned, place, status, timeout)) from None
    return _record(document, planned, answer, hash_seed)


def _request(document: Document, planned: Plan, figures: Path | None) -> dict[str, Any]:
    """Return what the process is told to do."""
    steps = planned.steps
    names = stems(document, steps)
    by_name = {
        step.block.name.casefold(): number
        for number, step in enumerate(steps)
        if step.kind == roles.EXAMPLE
    }
    targets = []
    for target, stem in names.items():
        groups = [
            [by_name[name.casefold()] for name in group if name.casefold() in by_name]
            for group in docstrings(steps, target)
        ]
        own = [number for number, step in enumerate(steps) if step.target == target]
        if any(groups):
            targets.append({"stem": stem, "steps": own, "groups": groups})
    slugs: dict[str, int] = {}
    return {
        "document": document.path.name,
        "stems": [stem for stem in names.values() if _free(stem)],
        "targets": targets,
        "figures": str(figures.resolve()) if figures else None,
        "steps": [_instructions(document, step, slugs) for step in steps],
    }


def _free(stem: str) -> bool:
    return bool(stem) and stem not in sys.stdlib_module_names


def _instructions(document: Document, step: Step, slugs: dict[str, int]) -> dict[str, Any]:
    slug = re.sub(r"[^\w.-]+", "-", step.block.label).strip("-") or "block"
    slugs[slug] = slugs.get(slug, 0) + 1
    target = document.path.stem + ".py" if step.target == "yes" else step.target
    return {
        "mode": "exec" if step.kind == roles.DEFINITION else "single",
        "file": target,
        "slug": slug if slugs[slug] == 1 else f"{slug}-again-{slugs[slug]}",
        "parts": [
            {"source": part.source, "lines": list(part.lines)} for part in step.parts if part.code
        ],
    }


def _status(document: Document, place: Path, timeout: float, hash_seed: int) -> int | None:
    """Run the process to its end and return its status, None when it had to be ended."""
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "MPLBACKEND": "Agg"}
    names = [str(place / name) for name in ("request.json", "response.json", "progress")]
    with (place / "output").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", str(CHILD), *names],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=document.path.resolve().parent,
            env=environment,
            start_new_session=True,
        )
        return wait(process, timeout)


def wait(process: subprocess.Popen[bytes], timeout: float) -> int | None:
    """Return a process's status; when the time is over, end it and its children: None."""
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _death(
    document: Document, planned: Plan, place: Path, status: int | None, timeout: float
) -> str:
    """Say where a process ended that wrote no answer."""
    try:
        index, line = map(int, (place / "progress").read_text(encoding="ascii").split())
    except (OSError, ValueError):
        index, line = 0, planned.steps[0].block.first_line
    where = f"{document.path}: line {line}: in block {planned.steps[index].block.label} "
    if status is None:
        return f"{where}the run was ended after {timeout:g} s; make it shorter or allow more time"
    output = (place / "output").read_text(encoding="utf-8", errors="replace").strip()
    name = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
    said = f": {output.splitlines()[-1]}" if output else ""
    return f"{where}the process ended with {name}{said}"


def _record(document: Document, planned: Plan, answer: dict[str, Any], hash_seed: int) -> Record:
    """Put together what the plan and the process know."""
    folder = document.path.resolve().parent
    blocks: list[BlockRecord] = []
    alone: dict[int, list[dict[str, Any]]] = {}
    for entry in answer.get("alone", ()):
        alone.setdefault(entry["index"], []).append(entry)
    before: list[str] = []
    seconds: dict[str, float] = {}
    for number, step in enumerate(planned.steps):
        own = key(step.block, [line for line, _ in step.lines], before, folder)
        before.append(own)
        record = _blank(step.block, step.kind, own)
        if number < len(answer["blocks"]):
            result = answer["blocks"][number]
            record = replace(
                record,
                ran=True,
                statements=_statements(step, result["results"], alone.get(number, ())),
                figures=tuple(result["figures"]),
                names=tuple(result["names"]),
            )
            seconds[f"{record.line} {record.label}"] = round(result["seconds"], 6)
        blocks.append(record)
        others = [_blank(block, step.kind, own) for block in step.others]
        blocks += [replace(other, ran=record.ran) for other in others]
    blocks += [
        replace(_blank(block, kind, ""), statements=_unrun(block)) for block, kind in planned.left
    ]
    versions = answer.get("versions", {"python": ".".join(map(str, sys.version_info[:3]))})
    problems = _problems(planned, answer)
    # In the order of the run, so that what is above a block in the session is above it here.
    return Record(document.path.name, tuple(blocks), tuple(problems), versions, hash_seed, seconds)


def _blank(block: Block, kind: str, own: str) -> BlockRecord:
    return BlockRecord(block.name, block.label, block.first_line, kind, own, body_hash(block))


def _unrun(block: Block) -> tuple[Statement, ...]:
    """Return the source of a block that is not run, as one piece."""
    text = "\n".join(block.body)
    return (Statement(block.first_line + 1, text),) if text.strip() else ()


def _statements(
    step: Step, results: Sequence[dict[str, Any]], alone: Sequence[dict[str, Any]]
) -> tuple[Statement, ...]:
    if step.kind == roles.DEFINITION:
        said = [result for result in results if result["output"] or result["stderr"]]
        return tuple(_statement(step.lines[0][1], "", result, ()) for result in said)
    found, number = [], 0
    for part in step.parts:
        if not part.code:
            found.append(Statement(part.lines[0], part.source))
            continue
        others = [entry["results"][number] for entry in alone if number < len(entry["results"])]
        found.append(_statement(part.lines[0], part.source, results[number], others))
        number += 1
    return tuple(found)


def _statement(
    line: int, source: str, result: dict[str, Any], alone: Sequence[dict[str, Any]]
) -> Statement:
    shown = Outcome(result["output"], _raised(result["exception"]))
    others = [Outcome(entry["output"], _raised(entry["exception"])) for entry in alone]
    return Statement(
        line,
        source,
        result["output"],
        result["stdout"],
        result["value"],
        result["value_text"],
        result["value_type"],
        shown.exception,
        result["stderr"],
        next((other for other in others if other != shown), None),
    )


def _raised(content: dict[str, Any] | None) -> Raised | None:
    if content is None:
        return None
    return Raised(content["type"], content["module"], tuple(content["lines"]))


def _problems(planned: Plan, answer: dict[str, Any]) -> list[Problem]:
    """Return what went wrong with definitions, in the session and without it."""
    found = []
    if failed := answer.get("problem"):
        found.append(_problem(planned, failed, "error", "", "nothing after it was run"))
    for lonely in answer.get("alone_problems", ()):
        found.append(
            _problem(
                planned,
                lonely,
                "leans on another block",
                "without the blocks that are not tangled: ",
                "the module cannot be imported",
            )
        )
    return found


def _problem(planned: Plan, failed: dict[str, Any], state: str, before: str, after: str) -> Problem:
    step, raised = planned.steps[failed["index"]], failed["exception"]
    line = raised["line"] or step.block.first_line
    message = " ".join(raised["lines"])
    return Problem(line, step.block.label, state, f"{before}{message}; {after}")
