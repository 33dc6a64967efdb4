"""Changes of pandoc's tree before a page is made of it: links inside a document, formulas."""

import re
from collections.abc import Mapping, Sequence

from pairwright.literate.pandoc import Element, elements, plain_text, replaced

_ENVIRONMENT = re.compile(
    r"\s*\\begin\{(equation|align|gather|multline|eqnarray|displaymath)(\*?)\}(.*?)"
    r"\\end\{\1\2\}\s*$",
    re.DOTALL,
)
_INNER = {"align": "aligned", "eqnarray": "aligned", "gather": "gathered", "multline": "gathered"}
_LABEL = re.compile(r"\\(label|tag)\{[^}]*\}|\\(nonumber|notag)\b")


def with_math(tree: Element) -> Element:
    """Make formulas of LaTeX environments that stand in the text by themselves."""

    def change(element: Element) -> Sequence[Element] | None:
        if element["t"] not in ("RawInline", "RawBlock") or element["c"][0] not in ("latex", "tex"):
            return None
        match = _ENVIRONMENT.match(element["c"][1])
        if match is None:
            return None
        text = _LABEL.sub("", match[3]).strip()
        if inner := _INNER.get(match[1]):
            text = f"\\begin{{{inner}}}{text}\\end{{{inner}}}"
        math = {"t": "Math", "c": [{"t": "DisplayMath"}, text]}
        return [math] if element["t"] == "RawInline" else [{"t": "Para", "c": [math]}]

    found: Element = replaced(tree, change)
    return found


def with_own_links(
    tree: Element, known: set[str], named: Mapping[str, str], ending: str
) -> Element:
    """Resolve links to headings and blocks, and point those to other documents at woven ones.

    ``known`` are the identifiers in the page, ``named`` the anchors of blocks by name. A link that
    leads nowhere becomes its text.
    """
    titles = {
        plain_text(element["c"][2]).casefold(): element["c"][1][0]
        for element in elements(tree)
        if element["t"] == "Header"
    }

    def change(element: Element) -> Sequence[Element] | None:
        if element["t"] == "Span" and "spurious-link" in element["c"][0][1]:
            target = dict(element["c"][0][2]).get("target", "")
            inlines = element["c"][1]
            if len(inlines) == 1 and inlines[0]["t"] == "Emph":
                inlines = inlines[0]["c"]
            if target.startswith("*") and inlines and plain_text(inlines) == target:
                inlines = [{"t": "Str", "c": target[1:]}]
            return _linked(_anchor(target, titles, named, known), inlines)
        if element["t"] == "Link":
            attributes, inlines, (url, title) = element["c"]
            if url.startswith("#"):
                return _linked(_anchor(url, titles, named, known), inlines)
            url = re.sub(r"^(?![a-z]+:)(.*)\.(org|md)$", rf"\1{ending}", url)
            return [{"t": "Link", "c": [attributes, inlines, [url, title]]}]
        return None

    found: Element = replaced(tree, change)
    return found


def _anchor(
    target: str, titles: Mapping[str, str], named: Mapping[str, str], known: set[str]
) -> str | None:
    """Return the identifier that a link inside the document means."""
    name = target.removeprefix("#").removeprefix("*").strip()
    if target.startswith("#") and name in known:
        return name
    by_name = None if target.startswith("*") else named.get(name.casefold())
    return by_name or titles.get(name.casefold()) or (name if name in known else None)


def _linked(anchor: str | None, inlines: list[Element]) -> list[Element]:
    if anchor is None:
        return inlines
    return [{"t": "Link", "c": [["", [], []], inlines, [f"#{anchor}", ""]]}]
