"""A script that draws writes one figure in three formats, in the one style, and a sentence."""

from types import SimpleNamespace

import matplotlib as mpl

from pairwright.figures.drawing import OUTPUTS, draw
from pairwright.figures.style import new_figure

OPTIONS = {"width_mm": 80, "font_size_pt": 7, "dpi": 60, "data_label": "DFT"}


def test_the_figure_is_made_in_the_style_and_saved_with_its_sentence(tmp_path):
    paths = {name: str(tmp_path / f"figure.{name}") for name in OUTPUTS}
    sizes = []

    def figure():
        sizes.append(mpl.rcParams["axes.labelsize"])
        return new_figure(OPTIONS, 40)

    before = mpl.rcParams["axes.labelsize"]
    draw(SimpleNamespace(options=OPTIONS, **paths), figure, "Nothing is seen.")
    assert sizes == [7.0]
    assert mpl.rcParams["axes.labelsize"] == before
    assert (tmp_path / "figure.sentence").read_text() == "Nothing is seen.\n"
    heads = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml"}
    for name, head in heads.items():
        assert (tmp_path / f"figure.{name}").read_bytes().startswith(head)
