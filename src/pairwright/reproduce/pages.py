"""Chapters as Markdown, and as a page of HTML without scripts."""

import html
import re
from collections.abc import Sequence

from pairwright.export.page import STYLE
from pairwright.reproduce.chapters import Chapter

_MORE_STYLE = """
body { max-width: 78rem; }
td + td { white-space: normal; }
td { vertical-align: top; }
tr.reproduced td:first-child, tr.differs td:first-child, tr.not-comparable td:first-child {
  border-left: 4px solid var(--mark); padding-left: .6rem; }
tr.reproduced { --mark: #0072b2; }
tr.differs { --mark: #d55e00; }
tr.not-comparable { --mark: #999; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def markdown(chapters: list[Chapter]) -> str:
    """Return the chapters in Markdown, the first one's heading as the title."""
    lines = []
    for number, chapter in enumerate(chapters):
        lines += [f"{'#' if number == 0 else '##'} {_plain(chapter.heading)}", ""]
        for paragraph in chapter.paragraphs:
            lines += [_plain(paragraph), ""]
        if chapter.header:
            rules = ["---"] * len(chapter.header)
            table = [map(_plain, chapter.header), rules, *(map(_plain, r) for r in chapter.rows)]
            lines += [f"| {' | '.join(row)} |" for row in table]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _plain(text: str) -> str:
    """Return text that is no markup, on one line."""
    return re.sub(r"([\\`*_<>|\[\]~$#&])", r"\\\1", " ".join(text.split()))


def page(chapters: list[Chapter]) -> str:
    """Return the chapters as a page; the first one's heading is its title."""
    body = [_chapter(chapter, 1 if number == 0 else 2) for number, chapter in enumerate(chapters)]
    title = html.escape(chapters[0].heading)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{title}</title>",
            f"<style>{STYLE}{_MORE_STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _chapter(chapter: Chapter, level: int) -> str:
    lines = [f"<h{level}>{html.escape(chapter.heading)}</h{level}>"]
    lines += [f"<p>{html.escape(paragraph)}</p>" for paragraph in chapter.paragraphs]
    if chapter.header:
        lines += ['<div class="scrolls">', "<table>", "<thead>", _row(chapter.header, "th")]
        lines += ["</thead>", "<tbody>"]
        lines += [
            _row(row, "td", mark) for row, mark in zip(chapter.rows, chapter.marks, strict=True)
        ]
        lines += ["</tbody>", "</table>", "</div>"]
    return "\n".join(lines)


def _row(cells: Sequence[str], tag: str, mark: str = "") -> str:
    shown = f' class="{html.escape(mark.replace(" ", "-"))}"' if mark else ""
    inner = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells)
    return f"<tr{shown}>{inner}</tr>"
