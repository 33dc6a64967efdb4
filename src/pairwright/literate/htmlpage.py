"""The HTML of a woven document: one file without scripts, with everything it needs inside."""

import base64
import html
import mimetypes
import re
from collections.abc import Mapping, Sequence

from pairwright.literate.htmlstyle import STYLE
from pairwright.literate.model import Block, Finding
from pairwright.literate.pandoc import Element, raw, replaced
from pairwright.literate.shown import Badge, Shown

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}</body>
</html>
"""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'"
_LINE_ID = re.compile(r'<span id="pwline(\d+)-(\d+)"><a href="#pwline\1-\2"([^>]*)>')
_BLOCK_ID = re.compile(r' id="pwline\d+"')


def page(title: str, language: str, body: str) -> str:
    """Return the whole page around a body."""
    return _PAGE.format(
        language=html.escape(language),
        policy=_POLICY,
        title=html.escape(title),
        style=STYLE,
        body=body,
    )


def code(item: Shown) -> list[Element]:
    """Return a block's code under a line that says what it is."""
    block = item.block
    language = block.language if block else ""
    label = [f'<a class="name" href="#{item.anchor}">{_text(item.name)}</a>'] if item.name else []
    if block and block.argument("tangle", "no") not in ("no", ""):
        label.append(f'<span class="target">to {_text(_target(block))}</span>')
    label += [_badge(badge) for badge in item.badges]
    attributes = [f"pwline{item.line}", [language, "numberLines"], [["startFrom", str(item.line)]]]
    return [
        raw("html", f'<div class="code" id="{item.anchor}">\n{_label(label)}'),
        {"t": "CodeBlock", "c": [attributes, item.text]},
        *_reasons(item.badges),
        *_figures(item),
        raw("html", "</div>"),
    ]


def result(item: Shown, origin: Shown | None) -> list[Element]:
    """Return a result under the name of the block that gave it, and its state."""
    label = ["<span>result</span>"]
    if item.name and origin is not None and origin is not item:
        linked = f'<a href="#{origin.anchor}">{_text(item.name)}</a>'
        label = [f"<span>result of {linked}</span>"]
    elif item.name:
        label = [f"<span>result of {_text(item.name)}</span>"]
    label += [_badge(badge) for badge in item.badges]
    content = [] if item.text is None else [{"t": "CodeBlock", "c": [["", [], []], item.text]}]
    return [
        raw("html", f'<div class="result" id="{item.anchor}">\n{_label(label)}'),
        *content,
        *_reasons(item.badges),
        *_figures(item),
        raw("html", "</div>"),
    ]


def notices(findings: Sequence[Finding]) -> list[Element]:
    """Return what was found that belongs to no block shown."""
    if not findings:
        return []
    rows = "".join(
        f"<li><strong>{_text(f.state)}</strong> {_text(f.block)}: {_text(f.reason)}</li>\n"
        for f in findings
    )
    return [raw("html", f'<div class="notices" role="note">\n<ul>\n{rows}</ul>\n</div>')]


def heading(title: Sequence[Element], authors: Sequence[Sequence[Element]]) -> list[Element]:
    """Return the document's title and authors."""
    if not title:
        return []
    found = [raw("html", '<header>\n<h1 class="title">'), {"t": "Plain", "c": list(title)}]
    found.append(raw("html", "</h1>"))
    for author in authors:
        found += [raw("html", '<p class="author">'), {"t": "Plain", "c": list(author)}]
        found.append(raw("html", "</p>"))
    return [*found, raw("html", "</header>")]


def contents(headers: Sequence[Element]) -> list[Element]:
    """Return a table of contents of header elements."""
    if not headers:
        return []
    items = _nested([(h["c"][0], h["c"][1][0], _unlinked(h["c"][2])) for h in headers])
    return [
        raw("html", '<nav aria-label="Contents">'),
        {"t": "BulletList", "c": items},
        raw("html", "</nav>"),
    ]


def finished(body: str, references: Mapping[str, tuple[str, str | None]]) -> str:
    """Give lines of code the document's line numbers, and put links where references are."""
    body = _LINE_ID.sub(r'<span id="line-\2"><a href="#line-\2"\3>', body)
    body = _BLOCK_ID.sub("", body)
    for token, (text, anchor) in references.items():
        shown = _text(text)
        linked = f'<a class="reference" href="#{anchor}">{shown}</a>' if anchor else shown
        body = body.replace(token, linked)
    return body


def image(name: str, content: bytes) -> str:
    """Return an image as an address that holds it."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _nested(entries: Sequence[tuple[int, str, list[Element]]]) -> list[list[Element]]:
    """Return the items of a list for entries of (level, identifier, text)."""
    items: list[list[Element]] = []
    place = 0
    while place < len(entries):
        level, identifier, text = entries[place]
        below = place + 1
        while below < len(entries) and entries[below][0] > level:
            below += 1
        link = {"t": "Link", "c": [["", [], []], text, [f"#{identifier}", ""]]}
        item: list[Element] = [{"t": "Plain", "c": [link]}]
        if below > place + 1:
            item.append({"t": "BulletList", "c": _nested(entries[place + 1 : below])})
        items.append(item)
        place = below
    return items


def _unlinked(inlines: list[Element]) -> list[Element]:
    """Return inlines without links, notes and identifiers, to stand in a link themselves."""

    def change(element: Element) -> list[Element] | None:
        if element["t"] == "Note":
            return []
        if element["t"] == "Link":
            return list(element["c"][1])
        if element["t"] == "Span":
            return [] if "tag" in element["c"][0][1] else list(element["c"][1])
        return None

    found: list[Element] = replaced(inlines, change)
    return found


def _figures(item: Shown) -> list[Element]:
    return [
        raw(
            "html",
            f'<img class="figure" src="{image(name, content)}" '
            f'alt="Figure {number} of {_text(item.name or "the block")}">',
        )
        for number, (name, content) in enumerate(item.figures, 1)
    ]


def _label(parts: Sequence[str]) -> str:
    return f'<div class="label">{" ".join(parts)}</div>' if parts else ""


def _badge(badge: Badge) -> str:
    kind = "good" if badge.good else "bad"
    return f'<span class="badge {kind}">{_text(badge.state)}</span>'


def _reasons(badges: Sequence[Badge]) -> list[Element]:
    reasons = [badge.reason for badge in badges if badge.reason]
    return [raw("html", f'<p class="reason">{_text(reason)}</p>') for reason in reasons]


def _target(block: Block) -> str:
    return block.argument("tangle") if block.argument("tangle") != "yes" else "the module"


def _text(text: str) -> str:
    return html.escape(text)


def without_scripts(tree: Element) -> Element:
    """Drop comments, and raw pieces of HTML that hold scripts or load something."""
    unsafe = re.compile(
        r"\s*<!--|<\s*(script|iframe|object|embed|link|base)\b|\son\w+\s*=|javascript:", re.I
    )

    def change(element: Element) -> list[Element] | None:
        if element["t"] in ("RawBlock", "RawInline") and unsafe.search(element["c"][1]):
            return []
        return None

    found: Element = replaced(tree, change)
    return found
