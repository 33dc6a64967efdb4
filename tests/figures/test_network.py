"""The figures of the neural potential show what was computed, and the sentences say it."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from pairwright.figures import models, network
from pairwright.figures.captions import brief
from pairwright.figures.fits import parity, parity_sentence
from pairwright.figures.learning import whole_curve
from pairwright.figures.models import model_looks
from pairwright.figures.names import display_name
from pairwright.figures.network import calibration_figure, errors_figure, learning_figure
from pairwright.figures.network_sentences import (
    calibration_sentence,
    ensemble_volume_sentence,
    errors_sentence,
    learning_sentence,
    network_parity_sentence,
)
from pairwright.figures.network_volume import ensemble_volume
from pairwright.figures.style import save_figure, styled
from pairwright.figures.tables import read_table
from pairwright.network.calibration import CALIBRATION_COLUMNS
from pairwright.network.comparison import COMPARISON_COLUMNS, EVERYTHING, NEURAL
from pairwright.network.learning_curve import LEARNING_COLUMNS
from pairwright.properties.ensemble_curves import ENSEMBLE_CURVE_COLUMNS
from pairwright.store import write_csv

OPTIONS = {"width_mm": 170, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}
REFERENCE = {"mode": "value", "value_eV": 0.0}
FIVE = ["fcc", "hcp", "bcc", "sc", "diamond"]
ODD = [
    "β-Wolfram, 12 Kelvin, nach dem Glühen",
    "*odd*",
    "$x_2$",
    "氩",
    *(f"phase-{n}" for n in range(8)),
]
FORMS = ("lennard-jones", "mie")
ERRORS = {"lennard-jones": 8.0, "mie": 2.0, "morse": 3.0, NEURAL: 0.5}
STRUCTURES = {"five": FIVE, "one": ["fcc"], "no key": ["all"], "odd": ODD}
CASES = [
    ("five", 60), ("five", 170), ("five", 400), ("one", 60), ("no key", 85), ("odd", 60),
    ("odd", 170),
]  # fmt: skip


@pytest.fixture(autouse=True)
def style():
    with styled(OPTIONS):
        yield


def comparison_of(structures=FIVE, forms=FORMS, forces=True, left_out=True):
    """Return a table of errors; those of the second structure are larger when it is left out."""
    rows = []
    for split in ("grouped", "left-out")[: 1 + (left_out and len(structures) > 1)]:
        for model in (*forms, NEURAL):
            for place, name in enumerate([EVERYTHING, *structures]):
                worse = 12 if split == "left-out" and place == 2 and model == NEURAL else 1
                error = worse * ERRORS[model] * (1 + 0.1 * place)
                both = (4 * error, 0.02 * error) if forces else (None, None)
                rows.append((split, model, name, 10 * len(structures), error, *both))
    return pd.DataFrame(rows, columns=COMPARISON_COLUMNS)


def record_of(forms=FORMS, members=5, outside=3):
    """Return what comparison.json holds."""
    quantity = {"factor": 1.25, "within": {"one": 0.7, "two": 0.9}}
    inside = {"rows": 47, "energy_rmse_meV_per_atom": 0.4, "force_rmse_meV_per_A": None}
    beyond = {**inside, "rows": outside, "energy_rmse_meV_per_atom": 1.6 if outside else None}
    return {
        "folds": 5,
        "members": members,
        "cross_validation": {
            "rows": 50,
            "energy_rmse_meV_per_atom": 0.5,
            "force_rmse_meV_per_A": 2.0,
            "stress_rmse_GPa": None,
        },
        "times_better": {form: {"energy": 16.0, "force": 4.0, "stress": None} for form in forms},
        "calibration": dict.fromkeys(("energy", "force"), quantity) if members > 1 else {},
        "extrapolation": {"inside": inside, "outside": beyond, "largest_grade": 3.0},
    }


def learning_of(models_=("neural", "mie"), fractions=(0.3, 0.6)):
    rows = [
        (share, 40 * share, model, ERRORS[model] / share, 2 * ERRORS[model] / share, None)
        for share in fractions
        for model in models_
    ]
    return pd.DataFrame(rows, columns=LEARNING_COLUMNS)


def bins_of(quantities=("energy", "force", "stress")):
    spreads = np.geomspace(0.1, 3, 10)
    rows = [(name, "unit", 5, spread, 1.25 * spread) for name in quantities for spread in spreads]
    return pd.DataFrame(rows, columns=CALIBRATION_COLUMNS)


def volumes_of(structures=FIVE, spread=1e-4):
    """Return points between 30 and 50 Å^3, and curves that are new below 28 and above 60."""
    points, curves = [], []
    for place, name in enumerate(structures):
        for volume in np.linspace(30, 50, 9):
            points.append((name, volume, 1e-4 * (volume - 40) ** 2 - 0.08, volume > 33))
        for volume in np.linspace(22, 75, 54):
            new = 1.5 if volume < 28 or volume > 60 else 0.5
            doubt = spread * (1 + place) * (10 if volume < 28 else 1)
            curves.append((name, volume, 1e-4 * (volume - 40) ** 2 - 0.08, doubt, new))
    columns = ("structure", "volume_per_atom_A3", "energy_per_atom_eV", "used_in_fit")
    return pd.DataFrame(points, columns=columns), pd.DataFrame(
        curves, columns=ENSEMBLE_CURVE_COLUMNS
    )


def markers(axes, hollow):
    """Return the x of every marker of a panel, finite and sorted."""
    lines = [line for line in axes.lines if line.get_marker() not in ("None", None, "")]
    faces = [line for line in lines if (line.get_markerfacecolor() == "white") == hollow]
    values = np.concatenate([np.asarray(line.get_xdata(), dtype=float) for line in faces])
    return sorted(values[np.isfinite(values)])


def words(figure):
    """Return all texts of a figure, with line breaks taken as spaces."""
    return {" ".join(text.get_text().split()) for text in figure.findobj(Text)}


# Errors.


def test_the_figures_name_models_and_sums_as_the_tables_do():
    assert models.NEURAL == NEURAL
    assert network.EVERYTHING == EVERYTHING


def test_models_keep_their_look_and_the_neural_one_is_last():
    few, many = model_looks(["neural", "mie"]), model_looks(["lennard-jones", "neural", "mie"])
    assert few["mie"] == many["mie"]
    assert list(many) == ["lennard-jones", "mie", "neural"]
    seven = model_looks([*many, "morse", "buckingham", "own", "other"])
    assert len(set(seven.values())) == 7


def test_filled_markers_are_cross_validation_and_hollow_ones_crystals_left_out():
    table = comparison_of()
    panels = errors_figure(table, OPTIONS).axes
    for panel, column in zip(panels, COMPARISON_COLUMNS[4:], strict=True):
        for hollow, split in ((False, "grouped"), (True, "left-out")):
            expected = sorted(table.loc[table["split"] == split, column])
            np.testing.assert_allclose(markers(panel, hollow), expected)
        assert panel.get_xscale() == "log"


def test_without_forces_and_stresses_energies_remain():
    figure = errors_figure(comparison_of(forces=False), OPTIONS)
    assert len(figure.axes) == 1
    assert "RMSE of energy (meV/atom)" in words(figure)


def test_one_crystal_has_no_second_row_for_all_and_nothing_left_out():
    figure = errors_figure(comparison_of(["fcc"]), OPTIONS)
    assert len(figure.axes[0].get_yticks()) == 1
    assert not {"all", "crystal left out"} & words(figure)


def test_an_error_of_zero_is_left_out_of_a_log_axis():
    table = comparison_of()
    table.loc[table["model"] == NEURAL, "force_rmse_meV_per_A"] = 0.0
    assert len(markers(errors_figure(table, OPTIONS).axes[1], hollow=False)) == 2 * 6


@pytest.mark.parametrize("low", [0.9, 1.1, 2.0, 5.0, 9.0])
@pytest.mark.parametrize("high", [9.5, 11.0, 30.0, 400.0])
def test_two_powers_of_ten_can_be_read_from_the_axis_of_errors(low, high):
    table = comparison_of()
    table["energy_rmse_meV_per_atom"] = np.linspace(low, high, len(table))
    first, last = np.log10(errors_figure(table, OPTIONS).axes[0].get_xlim())
    assert np.floor(last) - np.ceil(first) >= 1
    assert first < np.log10(low)
    assert np.log10(high) < last


def test_the_sentence_gives_errors_gains_and_the_crystal_that_fails():
    assert errors_sentence(comparison_of(), record_of()) == (
        "50 rows in grouped cross-validation: energy 0.50 meV/atom and force 2.0 meV/Å by the "
        "network. Errors over those of the network: Lennard-Jones energy 16 and force 4.0; Mie "
        "energy 16 and force 4.0. Of crystals left out as a whole, hcp is predicted worst: "
        "7.2 meV/atom, 9.6 by Lennard-Jones and 2.4 by Mie; with other volumes of it to learn "
        "from, the network's error is 0.60."
    )


def test_one_crystal_and_no_pair_form_leave_a_shorter_sentence():
    text = errors_sentence(comparison_of(["fcc"], forms=()), record_of(forms=()))
    assert text.endswith(
        "meV/Å by the network. No crystal was left out as a whole: there is only one."
    )


# Parity.


def predictions_of(splits):
    rows = [(7 + n, "fcc", s, 2, -0.1 * n, -0.1 * n, 0.1 * n) for n, s in enumerate(splits)]
    names = ["id", "structure", "split", "natoms", "energy_eV", "predicted_energy_eV"]
    return pd.DataFrame(rows, columns=[*names, "energy_error_meV_per_atom"])


def test_rows_that_were_all_held_out_need_no_telling_apart():
    axes = parity(predictions_of(["test"] * 4), REFERENCE, OPTIONS).axes[0]
    assert axes.get_legend() is None
    assert len(markers(axes, hollow=False)) == 4
    assert markers(axes, hollow=True) == []
    some = parity(predictions_of(["test", "train"]), REFERENCE, OPTIONS).axes[0]
    assert len(markers(some, hollow=True)) == 1
    table = predictions_of(["test"] * 4).assign(structure=["fcc", "sc"] * 2)
    assert "of held-out rows alone" not in parity_sentence(table)


def test_the_parity_sentence_names_the_largest_error():
    assert network_parity_sentence(predictions_of(["test"] * 4)) == (
        "4 rows, each predicted by networks that have not seen its group: RMSE 0.19 meV/atom; the "
        "largest error is 0.30 meV/atom, of row 10 (fcc). The RMSE of fcc is 0.19 meV/atom."
    )


# Learning curve.


def test_the_whole_cross_validation_is_the_last_point():
    curve = whole_curve(learning_of(), comparison_of(), folds=5)
    neural = curve[curve["model"] == NEURAL]
    assert neural["training_rows"].tolist() == pytest.approx([12, 24, 40])
    assert neural["energy_rmse_meV_per_atom"].iloc[-1] == ERRORS[NEURAL]
    assert set(curve["model"]) == {NEURAL, "mie"}


def test_a_baseline_that_is_not_compared_has_no_last_point():
    curve = whole_curve(learning_of(), comparison_of(forms=("lennard-jones",)), folds=5)
    assert curve.groupby("model").size().to_dict() == {"mie": 2, NEURAL: 3}


def test_without_fractions_the_cross_validation_is_the_only_point():
    curve = whole_curve(learning_of(fractions=()), comparison_of(), folds=5)
    assert curve.groupby("model").size().to_dict() == {"lennard-jones": 1, "mie": 1, NEURAL: 1}
    learning_figure(curve, OPTIONS)
    assert "the network 0.50 with 40 rows" in learning_sentence(curve)


def test_the_learning_curve_shows_every_point_of_every_model():
    curve = whole_curve(learning_of(), comparison_of(), folds=5)
    figure = learning_figure(curve, OPTIONS)
    drawn = {line.get_label(): line.get_xydata() for line in figure.axes[0].lines}
    for model in ("mie", NEURAL):
        mine = curve.loc[curve["model"] == model, ["training_rows", "energy_rmse_meV_per_atom"]]
        np.testing.assert_allclose(drawn[display_name(model)], mine)
    assert learning_sentence(curve) == (
        "Energy error in meV/atom: Mie from 6.7 with 12 rows to 2.0 with 40; "
        "the network from 1.7 with 12 rows to 0.50 with 40."
    )


def test_numbers_of_rows_that_are_close_are_not_written_over_each_other():
    curve = whole_curve(learning_of(fractions=(0.3, 0.94, 0.96, 0.98)), comparison_of(), folds=5)
    figure = learning_figure(curve, OPTIONS)
    assert figure.axes[0].get_xticks().tolist() == pytest.approx([12, 40])


# Calibration.


def test_bins_are_drawn_with_the_diagonal_and_the_factor():
    figure = calibration_figure(
        bins_of(), {name: {"factor": 1.25} for name in ("energy", "force", "stress")}, OPTIONS
    )
    assert len(figure.axes) == 3
    for panel in figure.axes:
        diagonal, dashed, points = panel.lines
        np.testing.assert_array_equal(diagonal.get_xdata(), diagonal.get_ydata())
        np.testing.assert_allclose(dashed.get_ydata() / dashed.get_xdata(), 1.25)
        np.testing.assert_allclose(points.get_ydata(), 1.25 * np.array(points.get_xdata()))
        assert panel.get_xlim() == panel.get_ylim()


def test_one_member_has_no_spread_and_the_figure_says_so(tmp_path):
    write_csv(tmp_path / "calibration.csv", CALIBRATION_COLUMNS, [])
    figure = calibration_figure(read_table(tmp_path / "calibration.csv"), {}, OPTIONS)
    assert "The ensemble has no spread." in words(figure)
    assert calibration_sentence(record_of(members=1)).startswith("One member has no spread")


def test_the_calibration_sentence_gives_factors_coverage_and_the_worth_of_the_flag():
    assert calibration_sentence(record_of()) == (
        "Error over spread, and the shares of errors within one and two spreads times this factor "
        "(normal errors: 68 % and 95 %): energy 1.2 (70 % and 90 %) and force 1.2 (70 % and 90 %). "
        "In cross-validation 3 of 50 rows are flagged as extrapolation, with errors of energy 1.6 "
        "against 0.40 meV/atom."
    )
    assert calibration_sentence(record_of(outside=0)).endswith(
        "0 of 47 rows are flagged as extrapolation."
    )
    both = record_of() | {"left_out_extrapolation": record_of()["extrapolation"]}
    assert "With a crystal left out 3 of 50 rows" in calibration_sentence(both)


# Energy against volume.


def test_new_volumes_are_shaded_and_the_band_is_two_standard_deviations():
    points, curves = volumes_of()
    panel = ensemble_volume(points, curves, REFERENCE, OPTIONS).axes[2]
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in panel.patches]
    assert spans == [(22, 27), (61, 75)]
    band = panel.collections[0].get_paths()[0].vertices
    at_forty = band[band[:, 0] == 40, 1]
    assert np.ptp(at_forty) == pytest.approx(2 * 2 * 3e-4 * 1000)
    assert panel.get_xlim() == (22, 75)


def test_all_data_are_drawn_as_learnt_and_standard_deviations_in_a_panel_of_their_own():
    points, curves = volumes_of(["fcc", "sc"])
    *crystals, last = ensemble_volume(points, curves, REFERENCE, OPTIONS).axes
    assert [len(markers(panel, hollow=False)) for panel in crystals] == [9, 9]
    assert last.get_yscale() == "log"
    assert max(line.get_ydata().max() for line in last.lines) == pytest.approx(2.0)


def test_the_sentence_says_how_sure_the_ensemble_is_and_what_is_flagged():
    points, curves = volumes_of(["fcc", "sc"])
    curves.loc[
        (curves["structure"] == "fcc") & (curves["volume_per_atom_A3"] > 60), "extrapolation"
    ] = 0.2
    assert ensemble_volume_sentence(points, curves) == (
        "Standard deviation of the energy, in meV/atom: within the data up to 0.20 (sc); at the "
        "smallest volumes drawn up to 2.0 (sc), all flagged as extrapolation; at the largest "
        "volumes drawn up to 0.20 (sc), 1 of 2 flagged as extrapolation."
    )


def test_structures_without_a_volume_leave_a_word_in_place_of_panels():
    points, curves = volumes_of([])
    assert "No structure has a volume." in words(
        ensemble_volume(points, curves, REFERENCE, OPTIONS)
    )
    assert ensemble_volume_sentence(points, curves) == "No structure has a volume."


# All of them.


def figures_of(structures, options):
    """Yield every figure of the neural potential for some structures."""
    comparison = comparison_of(structures, forms=(*FORMS, "morse"))
    yield errors_figure(comparison, options)
    yield learning_figure(whole_curve(learning_of(), comparison, 5), options)
    factors = {name: {"factor": 1.25} for name in ("energy", "force", "stress")}
    yield calibration_figure(bins_of(), factors, options)
    yield ensemble_volume(*volumes_of(structures), REFERENCE, options)
    yield ensemble_volume(*volumes_of(structures, spread=0.0), REFERENCE, options)


@pytest.mark.parametrize(("case", "width"), CASES)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_nothing_leaves_the_frame_at_any_width(case, width):
    options = OPTIONS | {"width_mm": width}
    for figure in figures_of(STRUCTURES[case], options):
        figure.draw_without_rendering()
        drawn, frame = figure.get_tightbbox(), figure.bbox_inches.padded(0.02)
        assert frame.contains(drawn.x0, drawn.y0)
        assert frame.contains(drawn.x1, drawn.y1)


def test_figures_are_drawn_without_a_warning_and_twice_the_same(tmp_path, recwarn):
    for number, pair in enumerate(zip(*(figures_of(FIVE, OPTIONS) for _ in "12"), strict=True)):
        paths = [tmp_path / f"{number}-{turn}.svg" for turn in (1, 2)]
        for figure, path in zip(pair, paths, strict=True):
            save_figure(figure, path)
        assert paths[0].read_bytes() == paths[1].read_bytes()
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.4832, "0.48"), (5.0, "5.0"), (17.93, "18"), (183.0, "180"), (2e-5, "0.000020")],
)
def test_brief_numbers_have_two_digits_and_no_exponent(value, text):
    assert brief(value) == text
