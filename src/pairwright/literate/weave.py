"""Weaving: a document as HTML or PDF, with results, their states, figures and links.

A page needs nothing beside itself, and the same document gives the same bytes.
"""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from pairwright.literate import htmlpage, typstpage
from pairwright.literate.model import Document, Finding, LiterateError
from pairwright.literate.mystdirectives import without_directives
from pairwright.literate.pandoc import (
    Element,
    converted,
    elements,
    identifiers,
    plain_text,
    replaced,
    tree_of,
)
from pairwright.literate.reader import is_myst
from pairwright.literate.record import Record
from pairwright.literate.shown import Figure, Gathered, Shown, by_block, gather
from pairwright.literate.weavetree import with_math, with_own_links

_MARKDOWN = "commonmark_x+yaml_metadata_block+tex_math_dollars+implicit_figures"
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def woven_html(
    document: Document,
    findings: Sequence[Finding] | None = None,
    figures: Mapping[str, Sequence[Figure]] | None = None,
) -> str:
    """Return a document as one HTML page.

    ``findings`` are what a check found; without them, nothing is said about the state of results.
    ``figures`` are (file name, content) by the block's label. Raises LiterateError when pandoc is
    missing, or an image that the document names.
    """
    woven = _Woven(document, findings, figures or {}, htmlpage, "html")
    tree = htmlpage.without_scripts(woven.tree)
    tree["blocks"] = [
        *htmlpage.heading(woven.title, woven.authors),
        *htmlpage.contents(woven.headers),
        *htmlpage.notices(woven.notices),
        *_shifted(tree["blocks"]),
    ]
    images = {name: htmlpage.image(name, content) for name, content in woven.images.items()}
    tree["blocks"] = _with_sources(tree["blocks"], images)
    body = converted(
        _text(tree), "json", "html5", document.path.parent, "--mathml", "--email-obfuscation=none"
    )
    body = htmlpage.finished(body, woven.references)
    return htmlpage.page(woven.name, woven.language, body)


def woven_pdf(
    document: Document,
    findings: Sequence[Finding] | None = None,
    figures: Mapping[str, Sequence[Figure]] | None = None,
) -> bytes:
    """Return a document as PDF; arguments and errors as for ``woven_html``."""
    try:
        import typst
    except ImportError:
        raise LiterateError(
            "weaving to PDF needs Typst, which is not installed; run: pip install typst"
        ) from None
    woven = _Woven(document, findings, figures or {}, typstpage, "typst")
    tree = woven.tree
    tree["blocks"] = [
        *typstpage.heading(woven.title, woven.authors),
        *typstpage.notices(woven.notices),
        *tree["blocks"],
    ]
    names = {name: f"image-{n}{Path(name).suffix}" for n, name in enumerate(woven.images)}
    tree["blocks"] = _with_sources(tree["blocks"], names)
    body = converted(_text(tree), "json", "typst", document.path.parent)
    text = typstpage.page(woven.name, woven.language, body, bool(woven.headers), woven.references)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, content in woven.images.items():
            (place / names[name]).write_bytes(content)
        for item in woven.shown:
            for number, (_, content) in enumerate(item.figures):
                (place / typstpage.file_of(item, number)).write_bytes(content)
        source = place / "document.typ"
        source.write_text(text, encoding="utf-8")
        try:
            compiled = typst.compile(source, root=place, ignore_system_fonts=True)
        except (RuntimeError, ValueError) as error:
            raise LiterateError(f"{document.path}: Typst refuses the document: {error}") from None
    if not isinstance(compiled, bytes):
        raise LiterateError(f"{document.path}: Typst gave no PDF")
    return compiled


def recorded_figures(record: Record, folder: Path) -> dict[str, list[Figure]]:
    """Return the figures that a run left in a folder, by the label of their block."""
    found: dict[str, list[Figure]] = {}
    for block in record.blocks:
        for name in block.figures:
            try:
                content = (folder / Path(name).name).read_bytes()
            except OSError:
                raise LiterateError(
                    f"{folder / name}: this figure of block {block.label} is missing; run again"
                ) from None
            found.setdefault(block.label, []).append((Path(name).name, content))
    return found


class _Woven:
    """A document read by pandoc, with what its markers stand for put in."""

    def __init__(
        self,
        document: Document,
        findings: Sequence[Finding] | None,
        figures: Mapping[str, Sequence[Figure]],
        pages: ModuleType,
        target: str,
    ) -> None:
        self.document = document
        markdown = is_myst(document.path)
        gathered = gather(document, findings, figures, fences=markdown)
        text = without_directives(gathered.text) if markdown else gathered.text
        tree = tree_of(text, _MARKDOWN if markdown else "org", document.path.parent)
        tree = with_math(tree)
        self.shown = _present(tree, gathered)
        self.notices = [*gathered.notices]
        self._read_meta(tree)
        self.headers = [b for b in tree["blocks"] if b["t"] == "Header" and b["c"][0] <= 3]
        places = by_block(self.shown)
        self.references = {
            reference.token: (
                reference.text,
                places[reference.target.first_line].anchor
                if reference.target.first_line in places
                else None,
            )
            for item in self.shown
            for reference in item.references
        }
        known = identifiers(tree) | {item.anchor for item in self.shown}
        named = {item.name.casefold(): item.anchor for item in reversed(list(places.values()))}
        tree = with_own_links(tree, known, named, ".html" if target == "html" else ".pdf")
        self.images = _images(tree, document)
        self.tree = _filled(tree, gathered.items, places, pages)

    def _read_meta(self, tree: Element) -> None:
        """Take title, authors and language from the document."""
        meta = tree["meta"]
        self.title = _inlines(meta.get("title"))
        blocks = tree["blocks"]
        if not self.title and blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] == 1:
            self.title = blocks.pop(0)["c"][2]
        authors = meta.get("author")
        several = authors["c"] if authors and authors["t"] == "MetaList" else [authors]
        self.authors = [inlines for author in several if (inlines := _inlines(author))]
        self.name = plain_text(self.title) or self.document.path.stem
        self.language = plain_text(_inlines(meta.get("lang") or meta.get("language"))) or "en"
        tree["meta"] = {}


def _inlines(meta: Any) -> list[Element]:
    """Return the inlines of a piece of metadata, nothing for other kinds."""
    if not meta:
        return []
    if meta["t"] == "MetaString":
        return [{"t": "Str", "c": meta["c"]}]
    return list(meta["c"]) if meta["t"] == "MetaInlines" else []


def _present(tree: Element, gathered: Gathered) -> list[Shown]:
    """Return the items whose markers pandoc kept."""
    marks = [e["c"][1].strip() for e in elements(tree) if e["t"] == "CodeBlock"]
    return [gathered.items[mark] for mark in marks if mark in gathered.items]


def _filled(
    tree: Element, items: Mapping[str, Shown], places: Mapping[int, Shown], pages: ModuleType
) -> Element:
    """Put code and results where their markers are."""

    def change(element: Element) -> Sequence[Element] | None:
        item = items.get(element["c"][1].strip()) if element["t"] == "CodeBlock" else None
        if item is None:
            return None
        if item.kind == "code":
            found: list[Element] = pages.code(item)
        else:
            origin = places.get(item.block.first_line) if item.block else None
            found = pages.result(item, origin)
        return found

    filled: Element = replaced(tree, change)
    return filled


def _shifted(blocks: Sequence[Element]) -> list[Element]:
    """Let headings begin one level below the title."""
    headers = [element for element in elements(list(blocks)) if element["t"] == "Header"]
    highest = min((header["c"][0] for header in headers), default=1)
    for header in headers:
        header["c"][0] = min(header["c"][0] - highest + 2, 6)
    return list(blocks)


def _images(tree: Element, document: Document) -> dict[str, bytes]:
    """Return the images that the document names; those on other machines become links."""
    found: dict[str, bytes] = {}
    for element in elements(tree):
        if element["t"] != "Image" or _REMOTE.match(element["c"][2][0]):
            continue
        name = element["c"][2][0]
        path = document.path.parent / unquote(name)
        try:
            found[name] = path.read_bytes()
        except OSError:
            line = next((n for n, text in enumerate(document.lines, 1) if name in text), 0)
            raise LiterateError(
                f"{document.path}: line {line}: the image {name} does not exist; make it first"
            ) from None
    return found


def _with_sources(blocks: list[Element], sources: Mapping[str, str]) -> list[Element]:
    """Point images at what stands for them, and make links of those on other machines."""

    def change(element: Element) -> Sequence[Element] | None:
        if element["t"] != "Image":
            return None
        attributes, inlines, (name, title) = element["c"]
        inlines = inlines or [{"t": "Str", "c": name.rsplit("/", 1)[-1]}]
        if name in sources:
            return [{"t": "Image", "c": [attributes, inlines, [sources[name], title]]}]
        return [{"t": "Link", "c": [["", [], []], inlines, [name, title]]}]

    found: list[Element] = replaced(blocks, change)
    return found


def _text(tree: Element) -> str:
    return json.dumps(tree, ensure_ascii=False)
