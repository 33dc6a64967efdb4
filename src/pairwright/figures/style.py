"""The one style of all figures, how each crystal looks, and the only way to save a figure.

The same figure gives the same bytes on the same machine: no dates and no versions in the files,
fonts that matplotlib brings along, fixed identifiers in SVG.
"""

import io
import math
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from pairwright.errors import PairwrightError
from pairwright.store import atomic_path

MM_PER_INCH = 25.4
_LETTER_MM = 0.187
"""Mean width of a letter of the font, for each point of its size."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
INK = "#222222"
FAINT = "#b0b0b0"

# Colours that colour-blind readers can tell apart: M. Okabe and K. Ito, Color Universal Design
# (2008). Their yellow is left out, it is hard to see on white.
BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
)


@dataclass(frozen=True)
class Look:
    """Colour and marker of a crystal, the same in every figure."""

    colour: str
    marker: str


KNOWN_LOOKS = {
    "fcc": Look(BLUE, "o"),
    "hcp": Look(VERMILION, "s"),
    "bcc": Look(GREEN, "^"),
    "sc": Look(PURPLE, "D"),
    "diamond": Look(ORANGE, "v"),
}
# Lengths without a common divisor: 42 labels pass before a pair of both comes again.
_OTHER_COLOURS = (SKY, BLUE, VERMILION, GREEN, PURPLE, ORANGE)
_OTHER_MARKERS = ("P", "X", "<", ">", "p", "h", "*")


def in_order(structures: Iterable[str]) -> list[str]:
    """Return each label once: fcc, hcp, bcc, sc, diamond first, then the others by name."""
    labels = set(structures)
    return [name for name in KNOWN_LOOKS if name in labels] + sorted(labels - set(KNOWN_LOOKS))


def looks(structures: Iterable[str]) -> dict[str, Look]:
    """Return colour and marker of each label, in the order of :func:`in_order`."""
    ordered = in_order(structures)
    others = [name for name in ordered if name not in KNOWN_LOOKS]
    cycle = {
        name: Look(
            _OTHER_COLOURS[number % len(_OTHER_COLOURS)],
            _OTHER_MARKERS[number % len(_OTHER_MARKERS)],
        )
        for number, name in enumerate(others)
    }
    return {name: KNOWN_LOOKS.get(name) or cycle[name] for name in ordered}


def settings(options: dict[str, Any]) -> dict[Any, Any]:
    """Return matplotlib's settings for the ``figures`` section of the configuration."""
    size = float(options["font_size_pt"])
    return {
        "axes.axisbelow": True,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.labelsize": size,
        "axes.linewidth": 0.6,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlesize": size,
        "axes.unicode_minus": True,
        "figure.constrained_layout.h_pad": 0.03,
        "figure.constrained_layout.w_pad": 0.03,
        "figure.dpi": options["dpi"],
        "figure.labelsize": size,
        "figure.titlesize": size,
        "font.family": "DejaVu Sans",
        "font.size": size,
        "legend.fontsize": size,
        "legend.frameon": False,
        "legend.handlelength": 1.8,
        "lines.linewidth": 1.2,
        "lines.markersize": 0.5 * size,
        "mathtext.fontset": "dejavusans",
        "pdf.fonttype": 42,
        "savefig.dpi": options["dpi"],
        "svg.fonttype": "path",
        "svg.hashsalt": "pairwright",
        "text.color": INK,
        "text.parse_math": False,  # a label may hold a dollar sign
        "text.usetex": False,
        "xtick.color": INK,
        "xtick.direction": "out",
        "xtick.labelsize": size,
        "xtick.major.size": 2.5,
        "xtick.major.width": 0.6,
        "ytick.color": INK,
        "ytick.direction": "out",
        "ytick.labelsize": size,
        "ytick.major.size": 2.5,
        "ytick.major.width": 0.6,
    }


@contextmanager
def styled(options: dict[str, Any]) -> Iterator[None]:
    """Draw and save within this context: it starts from matplotlib's defaults, not the user's."""
    with mpl.rc_context():
        mpl.rcdefaults()
        with mpl.rc_context(settings(options)):
            yield


def new_figure(options: dict[str, Any], height_mm: float) -> Figure:
    """Return an empty figure of the configured width."""
    size = (options["width_mm"] / MM_PER_INCH, height_mm / MM_PER_INCH)
    return Figure(figsize=size, layout="constrained")


def wrapped(text: str, length_mm: float, options: dict[str, Any]) -> str:
    """Break a label into lines that are not longer than ``length_mm`` at the configured size."""
    return textwrap.fill(text, max(8, int(length_mm / text_length_mm("n", options))))


def text_length_mm(text: str, options: dict[str, Any]) -> float:
    """Return about how long a label is (mm) at the configured size."""
    return len(text) * _LETTER_MM * float(options["font_size_pt"])


def room(options: dict[str, Any]) -> int:
    """Return how many short words fit side by side in a figure: 4 at 170 mm and 8 pt."""
    return max(1, int(options["width_mm"] / (5 * options["font_size_pt"])))


def log_axis(axis: Axis) -> None:
    """Make an axis logarithmic, its powers of ten in plain text: labels are no formulas here."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})  # type: ignore[attr-defined]
    axis.set_major_locator(LogLocator(10, numticks=9))
    axis.set_major_formatter(FuncFormatter(_power_of_ten))
    axis.set_minor_formatter(NullFormatter())


def _power_of_ten(value: float, _position: int) -> str:
    exponent = round(math.log10(value))
    if 0 <= exponent <= 3:
        return str(10**exponent)
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def save_figure(figure: Figure, *paths: str | Path) -> None:
    """Write a figure to each path, in the format of its ending: .pdf, .svg or .png.

    Raises PairwrightError for another ending, or when the folder cannot be written.
    """
    for path in paths:
        file_format = Path(path).suffix.removeprefix(".")
        if file_format not in _METADATA:
            raise PairwrightError(
                f"{path}: figures end in .{', .'.join(_METADATA)}, not {file_format!r}"
            )
        content = io.BytesIO()
        figure.savefig(content, format=file_format, metadata=_METADATA[file_format])
        with atomic_path(path) as temporary:
            temporary.write_bytes(content.getvalue())


# What would change from run to run is left out.
_METADATA: dict[str, dict[str, None]] = {
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
    "svg": {"Creator": None, "Date": None},
    "png": {"Software": None},
}
