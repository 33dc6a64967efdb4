"""Every figure says what it shows, fits its frame, works with any labels, and repeats itself."""

# ruff: noqa: RUF001 (sentences have minus signs, not hyphens, before numbers)

import json
import os
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from pairwright.errors import PairwrightError
from pairwright.figures import captions
from pairwright.figures.database import energy_histogram, energy_histogram_sentence
from pairwright.figures.energy_volume import energy_volume, energy_volume_sentence
from pairwright.figures.fits import parity, parity_sentence
from pairwright.figures.histograms import nice_edges
from pairwright.figures.style import KNOWN_LOOKS, save_figure, styled
from pairwright.figures.tables import energy_zero, read_table
from pairwright.store import write_csv, write_json

FIVE = list(KNOWN_LOOKS)
TWELVE = [*FIVE, "A15", "beta-tin_2", "$dhcp", "omega", "9R", "amorphous", "*odd*"]
CASES = {
    "five": {"labels": FIVE},
    "one": {"labels": ["fcc"], "held_out": False},
    "few points": {"labels": ["sc", "mine"], "rows": 1, "points": 3, "held_out": False},
    "twelve": {"labels": TWELVE},
}
LABELS = {
    "histogram": ["Energy relative to the isolated atom (meV/atom)", "Configurations"],
    "parity": [
        "DFT energy relative to the isolated atom (meV/atom)",
        "Potential (meV/atom)",
        "Energy error, potential − DFT (meV/atom)",
        "Configurations",
        "RMSE (meV/atom)",
    ],
    "energy-volume": ["Volume (Å³/atom)", "Energy relative to the isolated atom (meV/atom)"],
}


def draw(name, made, options):
    """Return one of the figures."""
    if name == "histogram":
        return energy_histogram(made.configurations, made.reference, options)
    if name == "parity":
        return parity(made.predictions, made.reference, options)
    return energy_volume(made.points, made.equations, made.curves, made.reference, options)


def texts(figure):
    """Return the visible texts of a figure that are not empty."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


def words(figure):
    """Return all texts, with line breaks taken as spaces."""
    return {" ".join(text.get_text().split()) for text in texts(figure)}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", LABELS)
def test_axes_have_labels_with_units_and_every_structure_has_its_name(name, case, tables, options):
    with styled(options):
        found = words(draw(name, tables(**CASES[case]), options))
    assert set(LABELS[name]) <= found
    for structure in CASES[case]["labels"]:
        assert any(text.split(" ")[0] == structure for text in found), structure


@pytest.mark.parametrize("name", ["parity", "energy-volume"])
def test_figures_call_the_data_by_the_name_that_is_asked_for(name, tables, options):
    chosen = {**options, "data_label": "CCSD(T)"}
    with styled(chosen):
        found = " ".join(words(draw(name, tables(FIVE), chosen)))
    assert "CCSD(T)" in found
    assert "DFT" not in found


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", LABELS)
def test_nothing_leaves_the_frame(name, case, tables, options):
    width, size = {"one": (180, 10), "few points": (89, 6)}.get(case, (170, 8))
    chosen = {**options, "width_mm": width, "font_size_pt": size}
    with styled(chosen):
        figure = draw(name, tables(**CASES[case]), chosen)
        figure.draw_without_rendering()
        drawn = figure.get_tightbbox()
    frame = figure.bbox_inches.padded(0.02)
    assert frame.contains(drawn.x0, drawn.y0)
    assert frame.contains(drawn.x1, drawn.y1)


def test_every_energy_is_in_the_histogram(tables, options):
    made = tables(FIVE)
    with styled(options):
        figure = draw("histogram", made, options)
    counted = sum(bar.get_height() for axes in figure.axes for bar in axes.patches)
    assert counted == len(made.configurations)


def test_every_row_is_in_the_parity_and_held_out_rows_are_hollow(tables, options):
    made = tables(FIVE)
    with styled(options):
        axes = draw("parity", made, options).axes[0]
    markers = [line for line in axes.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_xdata()) for line in markers) == len(made.predictions)
    hollow = sum(len(line.get_xdata()) for line in markers if line.get_markerfacecolor() == "white")
    assert hollow == (made.predictions["split"] == "test").sum()
    assert axes.get_xlim() == axes.get_ylim()


def test_parity_counts_energies_per_atom_from_the_reference(tables, options):
    made = tables(["fcc"], rows=1, held_out=False)
    with styled(options):
        axes = draw("parity", made, options).axes[0]
    (point,) = [line for line in axes.lines if len(line.get_xdata()) == 1]
    row = made.predictions.iloc[0]
    assert point.get_xdata()[0] == pytest.approx(1000 * (row["energy_eV"] / 2 + 0.01))
    assert point.get_ydata()[0] == pytest.approx(1000 * (row["predicted_energy_eV"] / 2 + 0.01))


def test_birch_murnaghan_goes_through_the_points_it_was_fitted_to(tables, options):
    made = tables(["fcc"])
    with styled(options):
        (axes,) = draw("energy-volume", made, options).axes
    filled, hollow, curve, potential = axes.lines
    assert len(filled.get_xdata()) == made.points["used_in_fit"].sum()
    assert len(filled.get_xdata()) + len(hollow.get_xdata()) == len(made.points)
    assert len(potential.get_xdata()) == len(made.curves)
    at_points = np.interp(filled.get_xdata(), curve.get_xdata(), curve.get_ydata())
    np.testing.assert_allclose(at_points, filled.get_ydata(), atol=0.02)


def test_many_rows_become_pixels_in_vector_files(tables, options, tmp_path):
    with styled(options):
        save_figure(draw("parity", tables(["fcc"], rows=4000), options), tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_size < 200_000


@pytest.mark.parametrize(
    ("values", "bins"),
    [([0.0, 10.0], 10), ([-87.3, 17.6], 60), ([5.0], 8), ([0.0, 0.0], 8), ([-1e-7, 3e-7], 45)],
)
def test_edges_are_round_and_hold_every_value(values, bins):
    edges = nice_edges(np.array(values), bins)
    assert edges[0] <= min(values)
    assert max(values) <= edges[-1] * (1 + 1e-12)
    assert 2 <= len(edges) <= bins + 3
    assert np.histogram(values, edges)[0].sum() == len(values)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ({"mode": "isolated_atom", "value_eV": -2.0}, (-2.0, "the isolated atom")),
        ({"mode": "value", "value_eV": -2.0}, (-2.0, "the isolated atom")),
        ({"mode": "fitted", "value_eV": -2.0}, (-2.0, "the fitted reference")),
        ({"mode": "fitted", "value_eV": None}, (-3.0, "the lowest configuration")),
        ({"mode": "none", "value_eV": 0.0}, (-3.0, "the lowest configuration")),
    ],
)
def test_the_zero_of_energy_is_named(reference, expected):
    assert energy_zero(reference, -3.0) == expected


def test_labels_that_look_like_numbers_or_nothing_stay_labels(tmp_path):
    write_csv(tmp_path / "a.csv", ("structure", "x"), [("NA", 1.5), ("007", None)])
    table = read_table(tmp_path / "a.csv")
    assert list(table["structure"]) == ["NA", "007"]
    assert table["x"][0] == 1.5
    assert np.isnan(table["x"][1])


def test_a_missing_or_damaged_table_is_told(tmp_path):
    with pytest.raises(PairwrightError, match=r"a\.csv: no such file"):
        read_table(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text('a,b\n1,2\n1,2,3\n"')
    with pytest.raises(PairwrightError, match=r"b\.csv: not a readable CSV table"):
        read_table(tmp_path / "b.csv")


# What the sentences say.


def errors(**by_structure):
    """Return predictions with the given energy errors (meV/atom), all of them fitted."""
    rows = [(name, "train", error) for name, values in by_structure.items() for error in values]
    return pd.DataFrame(rows, columns=["structure", "split", "energy_error_meV_per_atom"])


def test_close_packed_crystals_are_compared_with_open_ones():
    predictions = errors(fcc=[1.0, -1.0], hcp=[1.4], bcc=[99.0], sc=[6.0], diamond=[-6.0])
    assert parity_sentence(predictions) == (
        "Close-packed crystals (fcc, hcp) fit better than open ones (sc, diamond): "
        "RMSE 1.1 against 6.0 meV/atom, 5.2 times."
    )


def test_close_packed_crystals_may_fit_worse_or_equally_well():
    assert "fit worse than open ones (sc): RMSE 6.0 against 2.0 meV/atom, 3.0 times." in (
        parity_sentence(errors(fcc=[6.0], sc=[2.0]))
    )
    assert "fit about as well as open ones (sc): RMSE 2.0 against 2.0 meV/atom." in (
        parity_sentence(errors(fcc=[2.0], sc=[2.01]))
    )


def test_held_out_rows_are_told_apart():
    predictions = errors(fcc=[1.0, 1.0], sc=[4.0, 6.0])
    predictions.loc[[1, 3], "split"] = "test"
    assert parity_sentence(predictions).endswith("; of held-out rows alone 1.0 against 6.0.")


def test_other_labels_are_compared_by_their_errors():
    assert parity_sentence(errors(a=[3.0], b_c=[-9.0], fcc=[1.0])) == (
        r"Best fitted of 3 structures is fcc, worst b\_c: RMSE 1.0 against 9.0 meV/atom, 9.0 times."
    )
    assert parity_sentence(errors(all=[0.25])) == "The RMSE of all is 0.25 meV/atom."


def test_a_perfect_fit_gives_no_ratio():
    assert parity_sentence(errors(fcc=[0.0], sc=[0.0])) == (
        "Close-packed crystals (fcc) fit about as well as open ones (sc): "
        "RMSE 0.00 against 0.00 meV/atom."
    )


def test_the_histograms_sentence_gives_range_and_order():
    table = pd.DataFrame(
        [("bcc", -0.080), ("fcc", -0.090), ("fcc", 0.02), ("bcc", -0.03)],
        columns=["structure", "energy_per_atom_eV"],
    )
    reference = {"mode": "value", "value_eV": -0.005}
    assert energy_histogram_sentence(table, reference) == (
        "4 configurations lie between −85.0 and 25.0 meV/atom relative to the isolated atom. "
        "By their lowest configuration, in meV/atom: fcc (−85.0) and bcc (−75.0)."
    )
    assert energy_histogram_sentence(table[1:3], reference).endswith(
        "All of them are of one structure, fcc."
    )


def state(v0, e0, b0):
    return {"V0_A3": v0, "E0_eV": e0, "B0_GPa": b0}


def test_minima_are_compared_by_energy():
    data = {"sc": state(50.0, -0.06, 1.0), "fcc": state(40.0, -0.09, 2.0)}
    ours = {"sc": state(49.0, -0.055, 1.1), "fcc": state(40.4, -0.0903, 2.0)}
    assert energy_volume_sentence(data, ours) == (
        "The minimum of fcc is reproduced best (volume +1.0 %, energy −0.30 meV/atom, "
        "bulk modulus 0.00 %), that of sc worst (volume −2.0 %, energy +5.0 meV/atom, "
        "bulk modulus +10.0 %)."
    )


def test_minima_that_are_missing_are_named():
    data = {"sc": state(50.0, -0.06, 1.0), "fcc": state(None, None, None)}
    ours = {"sc": state(50.0, -0.06, 1.0), "fcc": state(40.4, -0.09, 2.0)}
    assert energy_volume_sentence(data, ours) == (
        "At the minimum of sc the potential deviates: volume 0.00 %, energy 0.00 meV/atom, "
        "bulk modulus 0.00 %. Not compared, for want of a minimum: fcc."
    )
    assert "No crystal has a minimum" in energy_volume_sentence({"fcc": data["fcc"]}, ours)


@pytest.mark.parametrize(
    ("value", "text"),
    [(-86.94, "−86.9"), (0.123, "0.12"), (-0.001, "0.00"), (0.96, "1.0"), (5234.0, "5234.0")],
)
def test_numbers_are_written_for_reading(value, text):
    assert captions.number(value) == text


def test_lists_are_joined_by_commas_and_and():
    assert captions.listed(["a"]) == "a"
    assert captions.listed(["a", "b"]) == "a and b"
    assert captions.listed(["a", "b", "c"]) == "a, b and c"


# The same bytes, from the scripts, in another process at another time.


def write_inputs(folder, made):
    """Write the tables of a run; return the command lines that draw its figures."""
    for name in ("configurations", "predictions", "points", "curves"):
        table = getattr(made, name)
        write_csv(folder / f"{name}.csv", list(table.columns), table.to_numpy().tolist())
    write_json(folder / "fit.json", {"reference_energy": made.reference})
    for name in ("equations", "potential"):
        record = {"reference_energy": made.reference, "structures": getattr(made, name)}
        write_json(folder / f"{name}.json", record)
    endings = {
        "configurations": "csv",
        "predictions": "csv",
        "points": "csv",
        "curves": "csv",
        "fit": "json",
        "equations": "json",
        "potential": "json",
    }
    inputs = {
        "draw_energy_histogram": ("configurations", "equations"),
        "draw_parity": ("predictions", "fit"),
        "draw_energy_volume": ("points", "equations", "curves", "potential"),
    }
    return {
        script: [
            part
            for name in names
            for part in (f"--{name}", str(folder / f"{name}.{endings[name]}"))
        ]
        for script, names in inputs.items()
    }


RUN_ALL = """
import json, runpy, sys
for arguments in json.load(sys.stdin):
    sys.argv = arguments
    runpy.run_path(arguments[0], run_name="__main__")
"""


def run_scripts(root, inputs, output, seed):
    """Run the drawing scripts in a process of their own; return what they wrote, by name."""
    commands = []
    for script, options in inputs.items():
        files = {ending: f"{output / script}.{ending}" for ending in ("pdf", "svg", "png")}
        files["sentence"] = f"{output / script}.rst"
        outputs = [part for name, path in files.items() for part in (f"--{name}", path)]
        settings = ["--options", "{width_mm: 170, font_size_pt: 8, dpi: 60, data_label: DFT}"]
        commands.append([str(root / "scripts" / f"{script}.py"), *options, *outputs, *settings])
    subprocess.run(
        [sys.executable, "-c", RUN_ALL],
        input=json.dumps(commands),
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}


def test_two_runs_give_the_same_bytes(root, tables, tmp_path):
    inputs = write_inputs(tmp_path, tables(FIVE))
    first = run_scripts(root, inputs, tmp_path / "first", "1")
    time.sleep(1.1)  # a date with seconds would show
    second = run_scripts(root, inputs, tmp_path / "second", "2")
    assert len(first) == 12
    assert [name for name in first if first[name] != second[name]] == []
    assert first.keys() == second.keys()
