"""The numbers of the paper as commands of LaTeX, for a version written in it."""

from collections.abc import Mapping

from pairwright.reproduce.number_text import tex_text
from pairwright.reproduce.numbers import Number

KINDS = ("number", "witherror", "unit", "figure")


def tex(numbers: Mapping[str, Number], figures: Mapping[str, str]) -> str:
    r"""Return the numbers for a LaTeX version: \pwnumber{name}, \pwwitherror{name}, \pwunit{name}.

    ``figures`` has the path of each figure's PDF, which \pwfigure{name} stands for.
    """
    lines = [
        "% Made from results by scripts/paper_numbers.py; never edit.",
        r"\makeatletter",
        *(rf"\newcommand{{\pw{kind}}}[1]{{\@nameuse{{pw@{kind}@#1}}}}" for kind in KINDS),
    ]
    for name, number in numbers.items():
        plain, both = number.written.tex, number.written.tex_with_uncertainty
        if isinstance(number.value, int | float):
            plain, both = rf"\ensuremath{{{plain}}}", rf"\ensuremath{{{both}}}"
        for kind, text in zip(KINDS, (plain, both, tex_text(number.unit)), strict=False):
            lines.append(rf"\@namedef{{pw@{kind}@{name}}}{{{text}}}")
    lines += [rf"\@namedef{{pw@figure@{name}}}{{{path}}}" for name, path in figures.items()]
    return "\n".join([*lines, r"\makeatother", ""])
