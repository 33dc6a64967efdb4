"""The figures of the regression study show what was fitted, and the sentences say it."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from pairwright.figures.regression import (
    STYLES,
    ensemble_figure,
    fit_figure,
    loss_figure,
    starts_figure,
)
from pairwright.figures.regression_sentences import (
    ensemble_sentence,
    fit_sentence,
    loss_sentence,
    starts_sentence,
)
from pairwright.figures.style import save_figure, styled
from pairwright.network.ensemble import COLUMNS as ENSEMBLE_COLUMNS
from pairwright.network.ensemble import ensembles
from pairwright.network.fits import TIME_COLUMNS, fit_record
from pairwright.network.methods import METHODS
from pairwright.network.starts import COLUMNS, many_starts

OPTIONS = {"width_mm": 170, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}
REGRESSION = {
    "points": 50,
    "hidden_units": 3,
    "start_scale": 0.1,
    "starts": 3,
    "goal": 1e-4,
    "evaluations": 60,
    "reach": 3.0,
}
DRAWN = ("least-squares", "levenberg-marquardt", "variable-projection")


@pytest.fixture(scope="module")
def study():
    """Return the records of some methods, and the table of their times."""
    done = [fit_record(name, REGRESSION, 2017) for name in DRAWN]
    rows = [row for _, times in done for row in times]
    return {record["method"]: record for record, _ in done}, pd.DataFrame(
        rows, columns=TIME_COLUMNS
    )


@pytest.fixture(scope="module")
def starts():
    rows, _, found = many_starts(REGRESSION, 2017)
    return pd.DataFrame(rows, columns=COLUMNS), found


@pytest.fixture(scope="module")
def ensemble():
    rows, record = ensembles(REGRESSION, 2017)
    return pd.DataFrame(rows, columns=ENSEMBLE_COLUMNS), record


@pytest.fixture(autouse=True)
def style():
    with styled(OPTIONS):
        yield


def lines_of(axes):
    return {line.get_label(): np.array(line.get_xydata()) for line in axes.lines}


def test_every_method_has_a_name_and_a_look_of_its_own():
    assert set(STYLES) == set(METHODS)
    assert len({(colour, str(style)) for _, colour, style in STYLES.values()}) == len(METHODS)


def test_the_curves_are_those_of_the_records(study):
    fits, _ = study
    left, right = fit_figure(fits, OPTIONS).axes
    for name, record in fits.items():
        curve = np.column_stack([record["curve"]["x"], record["curve"]["y"]])
        np.testing.assert_array_equal(lines_of(left)[STYLES[name][0]], curve)
        within = curve[curve[:, 0] <= 1]
        np.testing.assert_array_equal(
            lines_of(right)[STYLES[name][0]][:, 1], within[:, 1] - np.cbrt(within[:, 0])
        )


def test_the_region_with_points_is_shaded(study):
    left, _ = fit_figure(study[0], OPTIONS).axes
    (shade,) = left.patches
    assert (shade.get_x(), shade.get_width()) == (0, 1)


def test_losses_are_drawn_against_evaluations_and_time(study):
    fits, timings = study
    left, right = loss_figure(fits, timings, OPTIONS).axes
    for name, record in fits.items():
        label, rows = STYLES[name][0], timings[timings["method"] == name]
        np.testing.assert_array_equal(lines_of(left)[label][:, 0], record["history"]["evaluations"])
        np.testing.assert_allclose(lines_of(right)[label][:, 0], 1e3 * rows["time_s"])
        np.testing.assert_array_equal(
            lines_of(right)[label][:, 1], record["history"]["mean_squared_error"]
        )


def test_every_start_is_a_point(starts):
    table, _ = starts
    (axes,) = starts_figure(table, REGRESSION["goal"], OPTIONS).axes
    points = [line.get_xdata() for line in axes.lines if line.get_marker() == "o"]
    assert sorted(np.concatenate(points)) == sorted(table["mean_squared_error"])


def test_points_of_one_method_keep_to_their_row(starts):
    table, _ = starts
    (axes,) = starts_figure(pd.concat([table] * 30), REGRESSION["goal"], OPTIONS).axes
    drawn = [line for line in axes.lines if line.get_marker() == "o"]
    for place, line in enumerate(drawn):
        assert np.abs(np.array(line.get_ydata()) - place).max() <= 0.35 + 1e-9


def test_the_band_is_two_standard_deviations_to_each_side(ensemble):
    table, _ = ensemble
    left, right = ensemble_figure(table, OPTIONS).axes
    band = left.collections[1].get_paths()[0].vertices
    at_end = band[band[:, 0] == table["x"].iloc[-1], 1]
    last = table.iloc[-1]
    assert at_end.max() == pytest.approx(last["sizes_mean"] + 2 * last["sizes_deviation"])
    assert at_end.min() == pytest.approx(last["sizes_mean"] - 2 * last["sizes_deviation"])
    assert right.get_yscale() == "log"


def test_the_sentences_say_what_was_found(study, starts, ensemble):
    fits, timings = study
    loss = fits["levenberg-marquardt"]["largest_error"]
    assert f"Levenberg-Marquardt {loss:.1g} (" in fit_sentence(fits)
    assert "variable projection" in loss_sentence(fits, timings)
    assert "ms (goal)" in loss_sentence(fits, timings)
    reached = starts[1]["methods"]["levenberg-marquardt"]["reached_goal"]
    assert f"Levenberg-Marquardt {reached} of 3" in starts_sentence(starts[1])
    assert "batch\\_jacobian" in starts_sentence(starts[1])
    assert "3, 4, 5 and 6 hidden units" in ensemble_sentence(ensemble[1])


def test_an_ensemble_without_members_is_told_and_drawn():
    rows, record = ensembles(REGRESSION | {"goal": 1e-12}, 2017)
    ensemble_figure(pd.DataFrame(rows, columns=ENSEMBLE_COLUMNS), OPTIONS)
    assert "never reached the goal" in ensemble_sentence(record)


@pytest.mark.parametrize("width", [60, 170, 400])
def test_all_figures_are_drawn_at_any_width_without_a_warning(
    study, starts, ensemble, width, tmp_path, recwarn
):
    options = OPTIONS | {"width_mm": width}
    for figure in (
        fit_figure(study[0], options),
        loss_figure(*study, options),
        starts_figure(starts[0], REGRESSION["goal"], options),
        ensemble_figure(ensemble[0], options),
    ):
        save_figure(figure, tmp_path / "figure.png")
    assert [str(warning.message) for warning in recwarn] == []
    assert mpl.rcParams["font.size"] == OPTIONS["font_size_pt"]
