"""The command: ``python -m pairwright.literate run|store|check|tangle|doctest|weave|stitch``."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pairwright.literate import work
from pairwright.literate.model import Document, Finding, LiterateError
from pairwright.literate.record import times_to_json, to_json
from pairwright.literate.tangle import write
from pairwright.literate.weave import woven_html, woven_pdf

Command = Callable[[Document, argparse.Namespace], list[Finding]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says for each document; return 1 if there is any finding.

    Findings are lines of tab-separated values on standard output: document, line, block, state,
    reason. What makes further work impossible is said on standard error too.
    """
    options = _parser().parse_args(arguments)
    found = 0
    for path in options.documents:
        try:
            document = work.read_document(path)
            findings = COMMANDS[options.command][0](document, options)
        except LiterateError as error:
            print(f"error: {error}", file=sys.stderr)
            findings = [_as_finding(path, str(error))]
        for finding in findings:
            print(finding.row())
        found += len(findings)
    return 1 if found else 0


def _as_finding(path: str, message: str) -> Finding:
    """Return an error as a finding, with the line and the block that it names."""
    line = re.search(r"\bline (\d+)", message)
    block = re.search(r"\bblock (\S+?)[,:;]?(?: |$)", message)
    return Finding(path, int(line[1]) if line else 0, block[1] if block else "", "error", message)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pairwright.literate",
        description="Run, check and tangle literate documents (Org, or MyST Markdown).",
        epilog="Exit status 1 on any finding; findings are tab-separated: document, line, block, "
        "state, reason.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("documents", nargs="+", metavar="DOC", help="a .org or .md file")
        command.add_argument(
            "--output-dir",
            type=Path,
            default=None,
            metavar="DIR",
            help="folder of what is written (default: the document's)",
        )
        command.add_argument(
            "--lenient",
            action="store_true",
            help="go on as Emacs does where a reference is unknown or a result is old",
        )
        command.add_argument(
            "--record",
            type=Path,
            default=None,
            metavar="FILE",
            help="a record that `run` has written, instead of running again",
        )
    return parser


def _folder(document: Document, options: argparse.Namespace) -> Path:
    folder: Path = options.output_dir or document.path.parent
    return folder


def _write(path: Path, content: str | bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise LiterateError(f"{path}: cannot be written ({error.strerror})") from None


def _run(document: Document, options: argparse.Namespace) -> list[Finding]:
    folder, stem = _folder(document, options), document.path.stem
    record = work.executed(document, folder / f"{stem}-figures")
    _write(folder / f"{stem}.record.json", to_json(record))
    _write(folder / f"{stem}.times.json", times_to_json(record))
    return record.findings(document)


def _store(document: Document, _options: argparse.Namespace) -> list[Finding]:
    text, findings = work.results_stored(document)
    if not findings and text != document.text:
        work.replace_text(document.path, text)
    return findings


def _check(document: Document, options: argparse.Namespace) -> list[Finding]:
    record = None if options.record is None else work.recorded(document, options.record)
    return work.checked(document, record)


def _tangle(document: Document, options: argparse.Namespace) -> list[Finding]:
    record = None if options.record is None else work.recorded(document, options.record)
    folder = _folder(document, options)
    files, findings = work.tangled(document, folder, record, lenient=options.lenient)
    if options.lenient:
        for finding in findings:
            print(f"warning: {finding.row()}", file=sys.stderr)
        findings = []
    if files:
        write(files, folder)
    return findings


def _doctest(document: Document, options: argparse.Namespace) -> list[Finding]:
    return work.run_doctests(document, _folder(document, options))


def _weave(document: Document, options: argparse.Namespace) -> list[Finding]:
    folder, stem = _folder(document, options), document.path.stem
    findings, figures = work.checked_with_figures(document)
    _write(folder / f"{stem}.html", woven_html(document, findings, figures))
    _write(folder / f"{stem}.pdf", woven_pdf(document, findings, figures))
    return findings


def _stitch(document: Document, options: argparse.Namespace) -> list[Finding]:
    text, findings = work.stitched(document, _folder(document, options))
    if not findings and text != document.text:
        work.replace_text(document.path, text)
    return findings


COMMANDS: dict[str, tuple[Command, str]] = {
    "run": (_run, "run the examples and write a record of what every statement gave"),
    "store": (_store, "run the examples and write their results into the document"),
    "check": (_check, "say which stored results are not those of the code, and why"),
    "tangle": (_tangle, "write the modules, with the examples as doctests"),
    "doctest": (_doctest, "run the doctests of the tangled modules, by import and as scripts"),
    "weave": (_weave, "write the document as HTML and PDF"),
    "stitch": (_stitch, "bring edits of tangled modules back into the document"),
}
