"""One look a crystal, one way to save, the same bytes every time."""

import ast
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager

from pairwright.errors import PairwrightError
from pairwright.figures import style
from pairwright.figures.style import (
    KNOWN_LOOKS,
    in_order,
    looks,
    new_figure,
    room,
    save_figure,
    settings,
    styled,
    wrapped,
)

TWELVE = [*KNOWN_LOOKS, "A15", "beta-tin", "dhcp", "omega", "9R", "amorphous", "liquid"]


def drawn(options):
    figure = new_figure(options, 50)
    axes = figure.subplots()
    axes.plot([1, 2], [3, 4], "o-", label="Å³")
    axes.legend()
    return figure


def test_known_crystals_come_first_and_others_by_name():
    assert in_order(["z", "sc", "a", "hcp", "fcc", "sc"]) == ["fcc", "hcp", "sc", "a", "z"]


def test_a_known_crystal_looks_the_same_in_any_company():
    alone = {name: looks([name])[name] for name in KNOWN_LOOKS}
    assert alone == KNOWN_LOOKS == {name: looks(TWELVE)[name] for name in KNOWN_LOOKS}


def test_known_crystals_differ_in_colour_and_in_marker():
    assert len({look.colour for look in KNOWN_LOOKS.values()}) == len(KNOWN_LOOKS)
    assert len({look.marker for look in KNOWN_LOOKS.values()}) == len(KNOWN_LOOKS)


@pytest.mark.parametrize("labels", [TWELVE, [f"phase {number}" for number in range(42)]])
def test_many_labels_get_as_many_pairs_of_colour_and_marker(labels):
    assert len(set(looks(labels).values())) == len(labels)


def test_neighbours_in_the_order_differ_in_colour():
    ordered = looks([f"phase {number}" for number in range(12)]).values()
    assert all(first.colour != second.colour for first, second in pairwise(ordered))


@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_the_files_tell_no_time_and_no_program(tmp_path, options, ending):
    with styled(options):
        save_figure(drawn(options), tmp_path / f"a.{ending}")
    content = (tmp_path / f"a.{ending}").read_bytes()
    for word in (b"CreationDate", b"Matplotlib v", b"dc:date", b"Software"):
        assert word not in content


def test_each_path_is_written_in_the_format_of_its_ending(tmp_path, options):
    with styled(options):
        save_figure(drawn(options), *(tmp_path / f"new/a.{end}" for end in ("pdf", "svg", "png")))
    assert (tmp_path / "new/a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "new/a.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "new/a.png").read_bytes().startswith(b"\x89PNG")


def test_another_ending_is_refused(tmp_path, options):
    with pytest.raises(PairwrightError, match=r"figures end in \.pdf, \.svg, \.png, not 'jpg'"):
        save_figure(new_figure(options, 30), tmp_path / "a.jpg")


def test_a_folder_that_cannot_be_made_is_told(tmp_path, options):
    (tmp_path / "file").write_text("")
    with styled(options), pytest.raises(PairwrightError, match="cannot be written"):
        save_figure(drawn(options), tmp_path / "file" / "a.png")


def test_settings_of_the_user_do_not_reach_a_figure(tmp_path, options):
    with styled(options):
        save_figure(drawn(options), tmp_path / "a.svg")
    with mpl.rc_context({"lines.linewidth": 9, "font.family": "serif", "figure.facecolor": "red"}):
        with styled(options):
            save_figure(drawn(options), tmp_path / "b.svg")
        assert mpl.rcParams["lines.linewidth"] == 9
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_width_size_of_letters_and_resolution_come_from_the_configuration(options):
    chosen = {**options, "width_mm": 89, "font_size_pt": 7, "dpi": 300, "data_label": "DFT"}
    with styled(chosen):
        figure = drawn(chosen)
        assert figure.get_figwidth() * 25.4 == pytest.approx(89)
        assert figure.axes[0].xaxis.label.get_size() == 7
        assert mpl.rcParams["savefig.dpi"] == 300


def test_the_font_comes_with_matplotlib(options):
    found = Path(font_manager.findfont(settings(options)["font.family"], fallback_to_default=False))
    assert found.is_relative_to(mpl.get_data_path())


def test_labels_break_where_there_is_no_room(options):
    text = "Energy relative to the isolated atom (meV/atom)"
    assert wrapped(text, 170, options) == text
    assert wrapped(text, 50, options).count("\n") == 1
    assert room(options) == 4
    assert room({**options, "width_mm": 60, "font_size_pt": 20}) == 1


def test_only_save_figure_saves_figures(root):
    """But a document's own figures, which its examples draw in a process without the library."""
    savers = {Path(style.__file__), root / "src" / "pairwright" / "literate" / "child.py"}
    library = (root / "src" / "pairwright").rglob("*.py")
    for path in [*library, *(root / "scripts").glob("*.py")]:
        calls = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
        }
        assert "savefig" not in calls or path in savers, path
