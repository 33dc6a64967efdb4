"""What every script that draws does in the end: one figure in three formats, and its sentence."""

from collections.abc import Callable
from types import SimpleNamespace

from matplotlib.figure import Figure

from pairwright.figures.style import save_figure, styled
from pairwright.store import write_text

OUTPUTS = {
    "pdf": "figure",
    "svg": "the same",
    "png": "the same",
    "sentence": "what it shows, as reStructuredText",
}
"""The outputs of a script that draws, each with one line of help."""


def draw(args: SimpleNamespace, figure: Callable[[], Figure], sentence: str) -> None:
    """Make a figure in the one style of ``args.options``, save it, and write its sentence.

    ``args`` has the paths of :data:`OUTPUTS`. Raises PairwrightError where they cannot be written.
    """
    with styled(args.options):
        save_figure(figure(), args.pdf, args.svg, args.png)
    write_text(args.sentence, sentence + "\n")
