"""The PDF of a woven document, as a text of Typst."""

import re
from collections.abc import Mapping, Sequence

from pairwright.literate.model import Finding
from pairwright.literate.pandoc import Element, raw
from pairwright.literate.shown import Badge, Shown

_PREAMBLE = """
#set document(title: {title}, date: none)
#set page(paper: "a4", margin: (x: 2.3cm, y: 2.5cm), numbering: "1")
#set text(font: "Libertinus Serif", size: 10.5pt, lang: "{language}")
#set par(justify: true, leading: 0.62em)
#show heading: set block(above: 1.5em, below: 0.8em)
#show raw: set text(font: "DejaVu Sans Mono", size: 7pt)
#show raw.where(block: false): set text(size: 8.5pt)
#show link: set text(fill: rgb("#0b5cad"))
#show figure.where(kind: table): set figure.caption(position: top)
#set table(stroke: none, inset: (x: 6pt, y: 4pt))
#let horizontalrule = line(length: 100%, stroke: 0.5pt + luma(200))
#let pw-label(parts, badges) = block(above: 1.3em, below: 0.5em, sticky: true)[
  #set text(size: 8pt, fill: luma(90), font: "DejaVu Sans Mono")
  #(parts + badges).join(h(0.9em))
]
#let pw-badge(word, good) = box(
  fill: rgb(if good {{ "#e0f2e6" }} else {{ "#fdeadf" }}), radius: 4pt, inset: (x: 4pt),
  outset: (y: 2.5pt),
  text(fill: rgb(if good {{ "#1c6b3a" }} else {{ "#9a3412" }}), word),
)
#let pw-reason(words) = block(text(size: 8pt, fill: rgb("#9a3412"), words))
#let pw-code(start, language, body) = block(fill: luma(246), inset: 7pt, radius: 2pt, width: 100%)[
  #set par(justify: false)
  #show raw.line: it => {{
    box(width: 2.4em, text(fill: luma(150), size: 0.8em, str(start + it.number - 1)))
    it.body
  }}
  #raw(body, lang: language, block: true)
]
#let pw-result(body) = block(
  inset: (left: 9pt, y: 1pt), stroke: (left: 1.2pt + luma(200)), width: 100%,
)[#set par(justify: false)
  #raw(body, block: true)]
#let pw-mark(name) = [#metadata(none)#label(name)]
#let pw-figure(path) = align(center, block(above: 1em, layout(room => {{
  let natural = image(path)
  if measure(natural).width > room.width {{ image(path, width: 100%) }} else {{ natural }}
}})))
"""


def page(
    title: str,
    language: str,
    body: str,
    contents: bool,
    references: Mapping[str, tuple[str, str | None]],
) -> str:
    """Return the whole text around a body."""
    lines = [_PREAMBLE.format(title=quoted(title), language=re.sub(r"\W.*", "", language))]
    for token, (text, anchor) in references.items():
        shown = quoted(text)
        linked = f"link(label({quoted(anchor)}), {shown})" if anchor else f"[#{shown}]"
        lines.append(f'#show regex("{token}"): _ => {linked}\n')
    rest = "#outline(depth: 3, indent: auto)\n" if contents else ""
    return "".join(lines) + body.replace(_CONTENTS, rest)


_CONTENTS = "// pairwright: contents\n"


def heading(title: Sequence[Element], authors: Sequence[Sequence[Element]]) -> list[Element]:
    """Return the document's title and authors, and the place of the table of contents."""
    found: list[Element] = []
    if title:
        found.append(raw("typst", "#text(size: 1.7em, weight: 700)[#par(justify: false)["))
        found += [{"t": "Plain", "c": list(title)}, raw("typst", "]]")]
    for author in authors:
        found += [raw("typst", "#block["), {"t": "Plain", "c": list(author)}, raw("typst", "]")]
    return [*found, raw("typst", _CONTENTS)]


def code(item: Shown) -> list[Element]:
    """Return a block's code under a line that says what it is."""
    language = item.block.language if item.block else ""
    parts = [quoted(item.name)] if item.name else []
    target = item.block.argument("tangle", "no") if item.block else "no"
    if target not in ("no", ""):
        parts.append(quoted(f"to {target if target != 'yes' else 'the module'}"))
    call = f"#pw-code({item.line}, {quoted(language)}, {quoted(item.text or '')})"
    lines = [f"#pw-mark({quoted(item.anchor)})", _label(parts, item.badges), call]
    return [raw("typst", "\n".join([*lines, *_after(item)]) + "\n")]


def result(item: Shown, origin: Shown | None) -> list[Element]:
    """Return a result under the name of the block that gave it, and its state."""
    parts = [quoted("result")]
    if item.name and origin is not None and origin is not item:
        linked = f"link(label({quoted(origin.anchor)}), {quoted(item.name)})"
        parts = [f"[result of #{linked}]"]
    elif item.name:
        parts = [quoted(f"result of {item.name}")]
    lines = [f"#pw-mark({quoted(item.anchor)})", _label(parts, item.badges)]
    if item.text is not None:
        lines.append(f"#pw-result({quoted(item.text)})")
    return [raw("typst", "\n".join([*lines, *_after(item)]) + "\n")]


def notices(findings: Sequence[Finding]) -> list[Element]:
    """Return what was found that belongs to no block shown."""
    lines = [f"#pw-reason({quoted(f'{f.state} {f.block}: {f.reason}')})" for f in findings]
    return [raw("typst", "\n".join(lines) + "\n")] if lines else []


def quoted(text: str) -> str:
    """Return a text as Typst writes it between quotes."""
    special = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    plain = "".join(special.get(c, c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text)
    return f'"{plain}"'


def file_of(item: Shown, number: int) -> str:
    """Return the name under which a figure of an item is there when the text is compiled."""
    ending = item.figures[number][0].rsplit(".", 1)[-1].lower()
    return f"{item.anchor}-{number}.{ending}"


def _after(item: Shown) -> list[str]:
    reasons = [f"#pw-reason({quoted(b.reason)})" for b in item.badges if b.reason]
    images = [f"#pw-figure({quoted(file_of(item, number))})" for number in range(len(item.figures))]
    return reasons + images


def _label(parts: Sequence[str], badges: Sequence[Badge]) -> str:
    if not parts and not badges:
        return ""
    states = [f"pw-badge({quoted(b.state)}, {'true' if b.good else 'false'})" for b in badges]
    return f"#pw-label(({_tuple(parts)}), ({_tuple(states)}))"


def _tuple(parts: Sequence[str]) -> str:
    return "".join(f"{part}, " for part in parts)
