"""The figures of fits show what was computed, and the sentences say it."""

import numpy as np
import pytest
from fit_tables import (
    FIVE,
    FORMS,
    SCORES,
    costs_of,
    dimers_of,
    held_out_of,
    judgements_of,
    learning_of,
    properties_of,
    selection_of,
    sensitivity_of,
)
from matplotlib.text import Text

from pairwright.data.dataset import Dataset
from pairwright.figures import calibration, cutoffs, dimer, form_learning, residuals, selection
from pairwright.figures.calibration import calibration_figure, calibration_sentence
from pairwright.figures.crystal_errors import crystals_figure, crystals_sentence
from pairwright.figures.cutoffs import cutoff_figure
from pairwright.figures.dimer import dimer_figure, dimer_sentence
from pairwright.figures.form_learning import learning_figure, learning_sentence
from pairwright.figures.models import model_looks
from pairwright.figures.pareto import front, pareto_figure, pareto_sentence
from pairwright.figures.properties import PROPERTIES, properties_figure, properties_sentence
from pairwright.figures.residuals import residual_table, residuals_figure, residuals_sentence
from pairwright.figures.selection import selection_figure, selection_sentence, with_error
from pairwright.figures.sloppiness import sloppiness_figure, sloppiness_sentence
from pairwright.figures.style import save_figure, styled
from pairwright.judging import cross_validation, learning_curve
from pairwright.judging.calibration import BOOTSTRAP, COVARIANCE, ENSEMBLE, RESIDUALS
from pairwright.judging.selection import EVERYTHING
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.properties.dimer import DIMER_COLUMNS

OPTIONS = {"width_mm": 170, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}
ODD = [
    "β-Wolfram, 12 Kelvin, nach dem Glühen",
    "*odd*",
    "$x_2$",
    "氩",
    *(f"p{n}" for n in range(8)),
]
MANY = (*FORMS, *(f"a-form-of-ones-own-{n}" for n in range(12)))
CASES = [(FIVE, 60), (FIVE, 170), (FIVE, 400), (["fcc"], 60), (["fcc"], 170), (ODD, 60), (ODD, 170)]


@pytest.fixture(autouse=True)
def style():
    with styled(OPTIONS):
        yield


def marks(panel, hollow=None):
    """Return the x of every mark of a panel, filled or hollow ones only, sorted."""
    lines = [line for line in panel.lines if line.get_marker() not in ("None", None, "", "|")]
    if hollow is not None:
        lines = [line for line in lines if (line.get_markerfacecolor() == "white") == hollow]
    values = [np.asarray(line.get_xdata(), dtype=float) for line in lines]
    return sorted(np.concatenate([*values, []]))


def words(figure):
    """Return all texts of a figure, with line breaks taken as spaces."""
    return {" ".join(text.get_text().split()) for text in figure.findobj(Text)}


def row_names(panel):
    return [" ".join(label.get_text().split()) for label in panel.get_yticklabels()]


def test_the_figures_name_things_as_the_tables_do():
    for module in (selection, residuals):
        assert module.GROUPED == cross_validation.GROUPED
    assert selection.LEFT_OUT == cross_validation.LEFT_OUT
    assert selection.RANDOM == cross_validation.RANDOM
    assert selection.EVERYTHING == EVERYTHING
    assert form_learning.HELD_OUT == learning_curve.HELD_OUT
    assert form_learning.FITTED == learning_curve.FITTED
    assert set(calibration.KINDS) == {COVARIANCE, RESIDUALS, BOOTSTRAP, ENSEMBLE}
    assert dimer.DIMER_COLUMNS == DIMER_COLUMNS
    assert set(cutoffs.SCHEMES) == set(SCHEMES)


# All models side by side.


def test_models_stand_by_their_score_with_their_number_of_parameters():
    table, record = selection_of()
    panels = selection_figure(table, record, OPTIONS).axes
    assert row_names(panels[0]) == [
        "neural (130)",
        "Buckingham + 3-body (4)",
        "Mie (4)",
        "Lennard-Jones (2)",
    ]
    np.testing.assert_allclose(marks(panels[0]), sorted(SCORES.values()))


def test_filled_marks_are_grouped_folds_and_hollow_ones_crystals_left_out():
    table, record = selection_of()
    panels = selection_figure(table, record, OPTIONS).axes
    together = table[table["structure"] == EVERYTHING]
    columns = ["energy_rmse_meV_per_atom", "force_rmse_meV_per_A", "stress_rmse_GPa"]
    for panel, column in zip(panels[1:], columns, strict=True):
        for hollow, split in ((False, "grouped"), (True, "left-out")):
            expected = together.loc[together["split"] == split, column]
            np.testing.assert_allclose(marks(panel, hollow), sorted(expected))


def test_error_bars_are_standard_errors_and_all_marks_are_in_sight():
    table, record = selection_of()
    panel = selection_figure(table, record, OPTIONS).axes[1]
    bars = [line.get_xdata() for line in panel.lines if len(line.get_xdata()) == 2]
    assert any(np.allclose(bar, [0.9 * 5.0, 1.1 * 5.0]) for bar in bars)
    low, high = panel.get_xlim()
    assert low < min(marks(panel))
    assert high > max(bar[1] for bar in bars)


def test_a_standard_error_as_large_as_the_error_leaves_the_panel_and_nothing_else():
    table, record = selection_of()
    table["energy_rmse_standard_error_meV_per_atom"] = table["energy_rmse_meV_per_atom"]
    panel = selection_figure(table, record, OPTIONS).axes[1]
    assert panel.get_xlim()[0] > 0.01
    assert panel.get_xlim()[0] < min(marks(panel))


def test_whoever_is_left_of_the_line_is_as_good_as_the_best():
    table, record = selection_of()
    lines = selection_figure(table, record, OPTIONS).axes[0].lines
    assert lines[0].get_xdata() == pytest.approx([0.33, 0.33])


def test_one_crystal_without_forces_has_two_panels_and_no_hollow_marks():
    table, record = selection_of(["fcc"], neural=False, forces=False, errors=False)
    figure = selection_figure(table, record, OPTIONS)
    assert len(figure.axes) == 2
    assert marks(figure.axes[1], hollow=True) == []
    assert "crystal left out" not in words(figure)


def test_the_selection_sentence_gives_scores_the_choice_and_what_held_out_means():
    assert selection_sentence(*selection_of()) == (
        "Scores on rows that no fit has seen, the best first: neural 0.30 ± 0.03, "
        "Buckingham + 3-body 0.80 ± 0.08, Mie 1.5 ± 0.2 and Lennard-Jones 5.0 ± 0.5. With "
        "fewest parameters within one standard error of the best: neural; of the forms alone, "
        "Buckingham + 3-body. Of a crystal left out as a whole the energy error is 4.0 times "
        "as large with neural and 1.5 times with Lennard-Jones. Random folds, which leak, show "
        "energy errors up to 20 % smaller (Mie)."
    )


def test_one_model_and_one_crystal_leave_a_shorter_sentence():
    text = selection_sentence(*selection_of(["fcc"], FORMS[:1], neural=False))
    assert text == (
        "Scores on rows that no fit has seen, the best first: Lennard-Jones 5.0 ± 0.5. Random "
        "folds, which leak, show energy errors up to 10 % smaller (Lennard-Jones)."
    )


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (1.234, 0.06, "1.23 ± 0.06"),
        (1.234, 0.097, "1.2 ± 0.1"),
        (123.4, 12.0, "123 ± 12"),
        (1.234, None, "1.2"),
        (1.234, float("nan"), "1.2"),
    ],
)
def test_numbers_have_the_digits_that_their_error_allows(value, error, text):
    assert with_error(value, error) == text


# Accuracy against cost.


def test_the_front_holds_what_nothing_beats_in_both():
    _, record = selection_of()
    costs = costs_of(["mie", "lennard-jones", "neural", "buckingham-axilrod-teller"])
    assert front(record, costs) == ["mie", "neural"]
    costs["models"]["mie"]["us_per_atom"] = 1000.0
    assert front(record, costs) == ["lennard-jones", "neural"]


def test_every_measured_model_is_named_in_the_figure_of_costs():
    _, record = selection_of()
    figure = pareto_figure(record, costs_of(["mie", "lennard-jones", "neural"]), OPTIONS)
    assert {"Mie", "Lennard-Jones", "neural"} <= words(figure)
    assert "Buckingham + 3-body" not in words(figure)


def test_the_front_is_drawn_from_the_cheapest_model_to_the_best():
    _, record = selection_of()
    panel = pareto_figure(record, costs_of(["mie", "lennard-jones", "neural"]), OPTIONS).axes[0]
    line = panel.lines[-1]
    np.testing.assert_allclose(line.get_xdata()[:-1], [60, 60, 140, 140])
    np.testing.assert_allclose(line.get_ydata()[1:], [1.5, 1.5, 0.3, 0.3])


def test_the_sentence_of_costs_names_the_front_and_who_was_not_measured():
    _, record = selection_of()
    assert pareto_sentence(record, costs_of(["mie", "lennard-jones", "neural"])) == (
        "Of 3 models, no other one is both cheaper and better than Mie (60 µs/atom, score 1.5) and "
        "neural (140 µs/atom, score 0.30), timed on a crystal of 250 atoms. Left out, for want of "
        "a measured cost: Buckingham + 3-body."
    )


def test_without_costs_the_figure_says_so():
    _, record = selection_of()
    assert "No model's cost was measured." in words(pareto_figure(record, costs_of([]), OPTIONS))
    assert pareto_sentence(record, costs_of([])) == "No model's cost was measured."


# Crystals.


def test_every_crystal_of_every_model_is_marked():
    table, record = selection_of()
    panel = crystals_figure(table, record, OPTIONS).axes[0]
    single = table[(table["split"] == "grouped") & (table["structure"] != EVERYTHING)]
    np.testing.assert_allclose(marks(panel), sorted(single["energy_rmse_meV_per_atom"]))


def test_the_sentence_counts_models_that_fit_close_packed_crystals_better():
    table, record = selection_of()
    record["verdict"] = ["Of 4 models ...", "By lennard-jones, close-packed crystals are alike."]
    assert crystals_sentence(table, record) == (
        "By lennard-jones, close-packed crystals are alike. Of 4 models 3 have smaller energy "
        "errors on close-packed crystals (fcc, hcp) than on open ones (sc, diamond), by more than "
        "two standard errors (neural, Buckingham + 3-body, Mie), and none have larger ones."
    )


def test_differences_within_their_error_bars_do_not_count():
    table, record = selection_of()
    table["energy_rmse_standard_error_meV_per_atom"] = table["energy_rmse_meV_per_atom"]
    assert "none have smaller energy errors" in crystals_sentence(table, record)


def test_other_crystals_are_named_by_the_best_model():
    table, record = selection_of(["*odd*", "sc"])
    assert crystals_sentence(table, record) == (
        "By neural the error of \\*odd\\* is smallest, 0.30 meV/atom, and that of sc largest, 0.90."
    )
    assert crystals_sentence(*selection_of(["fcc"])) == (
        "By neural the error of fcc is 0.30 meV/atom."
    )


# Two atoms.


def test_distances_without_data_are_shaded():
    wall, well = dimer_figure(*dimers_of(), OPTIONS).axes
    (span,) = wall.patches
    assert (span.get_x(), span.get_x() + span.get_width()) == pytest.approx((2.2, 2.8))
    assert len(well.patches) == 0


def test_the_well_of_every_form_is_in_sight_and_the_wall_too():
    curves, properties = dimers_of()
    wall, well = dimer_figure(curves, properties, OPTIONS).axes
    assert well.get_ylim()[0] < -12
    assert well.get_xlim()[0] < 3.8 < 4.0 < well.get_xlim()[1]
    highest = max(curve["energy_meV"].max() for curve in curves.values())
    assert wall.get_ylim()[1] > highest
    assert wall.get_xlim()[0] == pytest.approx(2.2)


def test_rows_of_two_atoms_are_drawn_on_top():
    curves, properties = dimers_of(data=[{"id": 1, "distance_A": 3.8, "energy_meV": -11.0}])
    figure = dimer_figure(curves, properties, OPTIONS)
    assert figure.axes[1].lines[-1].get_xydata().tolist() == [[3.8, -11.0]]
    assert "DFT" in words(figure)
    assert "DFT" not in words(dimer_figure(*dimers_of(), OPTIONS))


def test_the_dimer_sentence_gives_wells_and_where_forms_part():
    assert dimer_sentence(*dimers_of()) == (
        "Distances of the data go from 2.80 to 12.00 Å. The shallowest well is 10.0 meV deep at "
        "3.80 Å (Lennard-Jones), the deepest 12.0 meV deep at 4.00 Å (Buckingham + 3-body). "
        "At 2.20 Å, where there are no data, Buckingham + 3-body is 2.3 times as repulsive "
        "as Lennard-Jones."
    )


def test_a_form_without_a_well_is_named():
    curves, properties = dimers_of(FORMS[:2])
    properties["mie"]["dimer"]["well_depth_meV"] = None
    assert "The well is 10.0 meV deep at 3.80 Å (Lennard-Jones). Without a well: Mie." in (
        dimer_sentence(curves, properties)
    )


def test_atoms_that_never_meet_leave_a_word_in_place_of_panels():
    curves, properties = dimers_of()
    for form in FORMS:
        curves[form][:] = np.nan
        for end in ("shortest", "longest"):
            properties[form]["dimer"][f"{end}_distance_of_data_A"] = None
    assert dimer.NO_DISTANCE in words(dimer_figure(curves, properties, OPTIONS))
    assert dimer_sentence(curves, properties).startswith(dimer.NO_DISTANCE)


# Properties.


def test_deviations_are_percent_of_the_databases_own_values():
    panels = properties_figure(properties_of(), judgements_of(), OPTIONS).axes
    expected = [100 * (1.01**n - 1) for n in (1, 2, 3)], [10, 20, 30], [-6, -4, -2]
    for panel, values in zip(panels, expected, strict=True):
        np.testing.assert_allclose(marks(panel), np.repeat(values, len(FIVE)), rtol=1e-9)
        assert panel.get_xlim()[0] < 0 < panel.get_xlim()[1]


def test_bars_are_the_middle_of_fits_to_resampled_groups():
    panel = properties_figure(properties_of(), judgements_of(), OPTIONS).axes[0]
    bars = [line.get_xdata() for line in panel.lines if line.get_marker() == "None"][1:]
    assert len(bars) == len(FIVE) * len(FORMS)
    np.testing.assert_allclose(bars[0], [0, 100 * (1.05 ** (1 / 3) - 1)], atol=1e-12)


def test_the_sentence_of_properties_names_the_best_and_the_worst_form():
    assert properties_sentence(properties_of(), judgements_of()) == (
        "Root mean square over crystals of the deviations: lattice constant 1 % (Lennard-Jones) to "
        "3 % (Buckingham + 3-body); bulk modulus 10 % (Lennard-Jones) to 30 % "
        "(Buckingham + 3-body); cohesive energy 2 % (Lennard-Jones) to 6 % "
        "(Buckingham + 3-body)."
    )


def test_a_form_without_a_minimum_is_named():
    properties = properties_of(["fcc"])
    properties["mie"] = properties_of(["fcc"], minimum=False)["mie"]
    figure = properties_figure(properties, {}, OPTIONS)
    assert len(marks(figure.axes[0])) == 2
    assert properties_sentence(properties, {}).endswith("Without a minimum: fcc by Mie.")
    nothing = properties_of(["fcc"], minimum=False)
    assert marks(properties_figure(nothing, {}, OPTIONS).axes[0]) == []
    assert properties_sentence(nothing, {}).startswith("No crystal has a minimum")


def test_three_properties_are_drawn():
    assert [one.column for one in PROPERTIES] == [
        "V0_A3",
        "B0_GPa",
        "cohesive_energy_meV_per_atom",
    ]


# What the data determine.


def test_every_eigenvalue_is_drawn_in_the_row_of_its_form():
    judgements = judgements_of()
    panel = sloppiness_figure(judgements, OPTIONS).axes[0]
    drawn = [line.get_xdata() for line in panel.lines if line.get_marker() == "|"]
    assert [sorted(values) for values in drawn] == [
        [1e5, 1e8],
        [1e2, 1e5, 1e8],
        [0.1, 1e2, 1e5, 1e8],
    ]
    assert row_names(panel)[1] == "Mie: 6.0 decades"
    assert panel.get_xlim()[0] < 0.1


def test_the_sentence_names_sloppy_forms_open_directions_and_held_parameters():
    assert sloppiness_sentence(judgements_of()) == (
        "The eigenvalues of Lennard-Jones span 3.0 decades, those of Buckingham + 3-body "
        "9.0; directions with a standard deviation above one (a factor of e): 1 of 4 by "
        "Buckingham + 3-body; left out, for they went as far as they may: C8 of Mie."
    )


def test_a_parameter_that_the_data_leave_open_is_told():
    judgements = judgements_of(forms=FORMS[:1])
    judgements["lennard-jones"]["directions"] |= {
        "directions": [{"eigenvalue": 1e6}, {"eigenvalue": None}],
        "decades": None,
    }
    panel = sloppiness_figure(judgements, OPTIONS).axes[0]
    assert row_names(panel) == ["Lennard-Jones: ∞ decades"]
    assert sloppiness_sentence(judgements) == ("The data leave a parameter open of Lennard-Jones.")


# Error bars.


def test_ratios_of_every_kind_of_error_bar_are_drawn_and_one_is_in_sight():
    panels = calibration_figure(judgements_of(), OPTIONS).axes
    assert len(panels) == 3
    for panel in panels:
        np.testing.assert_allclose(marks(panel), np.repeat([0.5, 1.25, 5, 100], len(FORMS)))
        assert panel.get_xlim()[0] < 1 < panel.get_xlim()[1]


def test_the_sentence_names_the_most_honest_error_bars():
    assert calibration_sentence(judgements_of()) == (
        "Root mean square of errors on held-out rows over error bars, of all forms and quantities: "
        "covariance 100 to 100 (median 100); covariance and residuals 0.50 to 0.50 (median 0.50); "
        "resampled groups 5.0 to 5.0 (median 5.0); ensemble 1.2 to 1.2 (median 1.2). Nearest to "
        "one: ensemble."
    )


def test_without_held_out_rows_there_is_nothing_to_compare():
    judgements = judgements_of(held_out=False)
    assert marks(calibration_figure(judgements, OPTIONS).axes[0]) == []
    assert calibration_sentence(judgements).startswith("There are no held-out rows")


# Learning curves.


def test_curves_rise_from_right_to_left_and_fitted_rows_stand_beside():
    panel = learning_figure(learning_of(), OPTIONS).axes[0]
    looks = model_looks(FORMS)
    curve, fitted = (
        [line for line in panel.lines if line.get_color() == looks["mie"].colour][place]
        for place in (0, -1)
    )
    np.testing.assert_allclose(curve.get_ydata(), [6.0, 3.0, 1.5])
    assert fitted.get_markerfacecolor() == "white"
    np.testing.assert_allclose(fitted.get_ydata(), [0.75])


def test_a_fit_that_too_few_groups_leave_open_does_not_hide_the_others():
    curves = learning_of()
    curves["mie"].loc[0, "energy_rmse_meV_per_atom"] = 1e13
    low, high = learning_figure(curves, OPTIONS).axes[0].get_ylim()
    assert low < 0.4
    assert 20 < high < 100


def test_the_learning_sentence_names_forms_that_more_rows_would_not_help():
    assert learning_sentence(learning_of()) == (
        "Energy error on held-out rows in meV/atom, from 25 % of the groups to all of them: "
        "Lennard-Jones 20 to 5.0; Mie 6.0 to 1.5; Buckingham + 3-body 3.2 to 0.80. With all "
        "groups this error is within 10 % of that on fitted rows, so more rows of the same kind "
        "would help little: Lennard-Jones."
    )
    assert learning_sentence(learning_of(FORMS[1:])).endswith("were fitted to: more data help.")


def test_failed_fits_leave_a_gap_and_one_share_is_a_curve_too():
    curves = learning_of(fractions=(1.0,))
    learning_figure(curves, OPTIONS)
    assert "Mie 1.5;" in learning_sentence(curves)
    curves = learning_of()
    curves["mie"].loc[:1, "energy_rmse_meV_per_atom"] = np.nan
    assert "Mie 3.0 to 1.5;" in learning_sentence(curves)
    learning_figure(curves, OPTIONS)


# Residuals.


def dataset_of(structures=FIVE, rows=20, periodic=True, forces=True):
    """Return rows of two atoms from 20 to 60 Å^3 per atom; the first row of each has no forces."""
    count = rows * len(structures)
    volumes = 2 * np.tile(np.linspace(20, 60, rows), len(structures))
    sizes = np.tile(np.arange(rows), len(structures)) / rows
    each = np.ones((count, 2, 3)) * np.array([1, -1])[:, None] * 0.1 * sizes[:, None, None]
    return Dataset(
        ids=np.arange(100, 100 + count),
        structures=np.repeat(structures, rows),
        groups=np.repeat(structures, rows),
        starts=2 * np.arange(count + 1),
        positions=np.zeros((2 * count, 3)),
        cells=np.cbrt(volumes)[:, None, None] * np.eye(3),
        pbc=np.full((count, 3), periodic),
        energies=np.zeros(count),
        forces=each.reshape(-1, 3) if forces else np.full((2 * count, 3), np.nan),
        stresses=np.zeros((count, 3, 3)),
        isolated_atom_energy=np.array(0.0),
    )


def residuals_of(dataset, forms=FORMS[:2]):
    """Return tables of residuals that go from -4 to 4 meV/atom with the volume."""
    volumes = np.cbrt(np.linalg.det(dataset.cells)) ** 3 / 2
    errors = (volumes - 40) / 5
    held = held_out_of(dataset, errors)
    return {form: residual_table(held, dataset) for form in forms}


def test_residuals_are_drawn_over_volumes_and_forces_of_the_data():
    tables = residuals_of(dataset_of())
    figure = residuals_figure(tables, OPTIONS)
    energies, _, forces, _ = figure.axes
    assert len(marks(energies)) == 100
    assert marks(energies)[0] == pytest.approx(20)
    assert marks(energies)[-1] == pytest.approx(60)
    assert np.nanmax(marks(forces)) == pytest.approx(95)
    assert {"Lennard-Jones", "Mie", "100 %", "10 %"} <= words(figure)


def test_forces_that_symmetry_makes_zero_are_left_out():
    table = residuals_of(dataset_of())["mie"]
    assert len(table) == 100
    assert table[residuals.SIZE].isna().sum() == 5


def test_the_sentence_of_residuals_tells_compressed_from_dilated_crystals():
    assert residuals_sentence(residuals_of(dataset_of(), FORMS[:1])) == (
        "Mean energy residual (meV/atom) of the 10 % of each crystal's rows with the smallest "
        "volumes, and of those with the largest: Lennard-Jones "
        "\N{MINUS SIGN}3.8 and +3.8, force residuals are 4 % of the forces (median)."
    )


def test_what_rows_do_not_have_is_not_drawn():
    without = residuals_of(dataset_of(forces=False))
    assert len(residuals_figure(without, OPTIONS).axes) == 2
    assert "force" not in residuals_sentence(without)
    clusters = residuals_of(dataset_of(periodic=False))
    assert residuals_figure(clusters, OPTIONS).axes[0].get_xlabel() == "Force (meV/Å)"
    assert "Mie: force residuals are 4 % of the forces" in residuals_sentence(clusters)
    nothing = residuals_of(dataset_of(periodic=False, forces=False))
    assert "No row has a volume or forces." in words(residuals_figure(nothing, OPTIONS))
    assert residuals_sentence(nothing) == "No row has a volume or forces."


def test_many_rows_are_pixels_not_paths(tmp_path):
    dataset = dataset_of(["fcc"], rows=4000)
    figure = residuals_figure(residuals_of(dataset, ["mie"]), OPTIONS)
    save_figure(figure, tmp_path / "many.svg")
    assert (tmp_path / "many.svg").stat().st_size < 300_000


# Cutoffs.


def test_every_scheme_is_drawn_over_the_radius():
    table, record = sensitivity_of()
    figure = cutoff_figure(table, record, OPTIONS)
    assert len(figure.axes) == 6
    epsilon = figure.axes[0]
    drawn = {line.get_marker(): line.get_xydata() for line in epsilon.lines[1:]}
    marker = cutoffs.SCHEMES["switch"].marker
    np.testing.assert_allclose(drawn[marker][:3], [[8.6, 13], [10, 13], [12, 13]])
    assert epsilon.lines[0].get_xdata() == [12.0, 12.0]


def test_the_order_of_fcc_and_hcp_is_in_sight_on_both_sides_of_zero():
    table, record = sensitivity_of()
    order = cutoff_figure(table, record, OPTIONS).axes[-1]
    low, high = order.get_ylim()
    assert low < -0.1
    assert high > 0.3
    endless = order.lines[-1].get_ydata()[0]
    assert endless == pytest.approx(-0.0009 * 12.0)


def test_data_that_want_no_attraction_at_some_cutoff_leave_a_gap():
    table, record = sensitivity_of(schemes=("cut",))
    table.loc[:, "hcp_minus_fcc_meV_per_atom"] = np.nan
    cutoff_figure(table, record, OPTIONS)


# All of them.


def figures_of(structures, options, forms=FORMS, forces=True):
    """Yield every figure of fits for some structures."""
    models = (*forms, "neural")
    table, record = selection_of(structures, forms, forces=forces)
    yield selection_figure(table, record, options)
    yield pareto_figure(record, costs_of(models), options)
    yield crystals_figure(table, record, options)
    yield dimer_figure(*dimers_of(forms), options)
    judgements = judgements_of(structures, forms, forces=forces)
    yield properties_figure(properties_of(structures, forms), judgements, options)
    yield sloppiness_figure(judgements, options)
    yield calibration_figure(judgements, options)
    yield learning_figure(learning_of(forms, forces=forces), options)
    yield residuals_figure(residuals_of(dataset_of(structures, forces=forces), forms[:2]), options)
    yield cutoff_figure(*sensitivity_of(), options)


@pytest.mark.parametrize(("structures", "width"), CASES)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_nothing_leaves_the_frame_at_any_width(structures, width):
    options = OPTIONS | {"width_mm": width}
    for figure in figures_of(structures, options):
        inside(figure)


@pytest.mark.parametrize("width", [85, 170])
@pytest.mark.parametrize("forms", [FORMS[:1], MANY], ids=["one form", "many forms"])
def test_one_form_and_many_have_room(forms, width):
    options = OPTIONS | {"width_mm": width}
    for figure in figures_of(["fcc", "sc"], options, forms, forces=False):
        inside(figure)


def inside(figure):
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
