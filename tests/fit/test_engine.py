"""A whole fit of one form: the truth comes back, and what cannot be fitted is told why."""

import logging
from dataclasses import replace

import numpy as np
import pytest
from argon_models import NONLINEAR, PAIR_FORMS, argon_model, argon_values
from autograd import elementwise_grad
from fit_data import fit_options, made_with

from pairwright.errors import PairwrightError
from pairwright.fit.engine import (
    fit_rows,
    fit_sums,
    nodes_of,
    prepared,
    shortest_distance,
    sum_of_squares,
    sums_of_parts,
)
from pairwright.fit.least_squares import parameter_errors
from pairwright.fit.nodes import NODES_PER_PANEL
from pairwright.fit.start import starting_values
from pairwright.fit.sums import joined
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.potentials.spline import placed_knots

REFERENCE = -0.25
TRIPLES = ("lennard-jones-axilrod-teller", "mie-axilrod-teller", "spline-axilrod-teller")
HEADER = """
import autograd.numpy as np
from pairwright.potentials.forms import Form, Parameter
def energy(r, parameters):
    a, b = parameters
    return {expression}
FORMS = {{"mine": Form(energy, ({a}, {b}), {more})}}
"""


def fitted(name, data, rows=None, **changed):
    """Fit a form to a database and return the fit."""
    options = fit_options(**changed)
    chosen = np.ones(len(data[0]), dtype=bool) if rows is None else rows
    model, more = prepared(name, *data, options, chosen)
    return fit_rows(model, more, chosen, options)


def made_of(name, varied, scheme="shift", reference=REFERENCE):
    """Return a database whose numbers are those of a form."""
    dataset, pairs = varied
    model = argon_model(name, scheme)
    return made_with(model, argon_values(name), dataset, pairs, reference), pairs


def own_form(
    folder, expression, a="Parameter('a', 'eV', 1.0)", b="Parameter('b', 'Å', 0.9)", more=""
):
    """Write a file with one form and return what names it."""
    path = folder / "mine.py"
    path.write_text(HEADER.format(expression=expression, a=a, b=b, more=more), encoding="utf-8")
    return [str(path)]


@pytest.mark.parametrize("name", [*PAIR_FORMS, *TRIPLES])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("mode", ["value", "fitted"])
def test_the_parameters_behind_exact_data_come_back(varied, name, scheme, mode):
    data = made_of(name, varied, scheme)
    fit = fitted(
        name,
        data,
        cutoff={"scheme": scheme, "radius_A": 8.0},
        reference={"mode": mode, "value_eV": REFERENCE},
    )
    # C10 changes residuals by a ten-millionth of what A does: rounding shows there first.
    close = 1e-7 if name == "tang-toennies" else 1e-8
    np.testing.assert_allclose(fit.solution.parameters, argon_values(name), rtol=close)
    assert fit.solution.reference_energy == pytest.approx(REFERENCE, abs=1e-10)
    assert fit.solution.at_bound == []


# Mie's exponents merge when the reference energy is fitted to this noise: no optimum, but a rim.
@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("lennard-jones", "value"),
        ("lennard-jones", "fitted"),
        ("mie", "value"),
        ("morse", "value"),
        ("morse", "fitted"),
        ("double-exponential", "value"),
    ],
)
def test_every_start_leads_to_the_same_optimum(noisy, name, mode):
    options = fit_options(starts=8, reference={"mode": mode, "value_eV": REFERENCE})
    model, more = prepared(name, *noisy, options)
    best = fit_rows(model, more, np.ones(18, dtype=bool), options)
    variables, sums = best.problem.variables, best.problem.sums
    deviations = np.array(parameter_errors(best)[0])
    for start in starting_values(variables, 8, seed=1):
        alone = fit_sums(model, more, sums, options, [start]).solution
        assert alone.sum_of_squares == pytest.approx(best.solution.sum_of_squares, rel=1e-10)
        moved = (alone.parameters - best.solution.parameters) / deviations
        assert np.abs(moved).max() < 1e-4


@pytest.mark.parametrize("scheme", SCHEMES)
def test_sums_and_pairs_agree_at_the_optimum(noisy, scheme):
    cutoff = {"scheme": scheme, "radius_A": 8.0}
    options = fit_options(cutoff=cutoff, reference={"mode": "fitted"})
    model, more = prepared("morse", *noisy, options)
    rows = np.arange(18) % 3 > 0
    fit = fit_rows(model, more, rows, options)
    exact = sum_of_squares(model, more, fit.solution, rows, options)
    assert fit.solution.sum_of_squares == pytest.approx(exact, rel=1e-9)


def test_rows_that_are_not_fitted_do_not_change_the_fit(noisy, options, weights):
    by_energy = {"by_energy": "energy-distance", "energy_scale_eV": 0.02}
    options = options | {"weights": weights | by_energy}
    dataset, pairs = noisy
    rows = np.arange(18) % 3 > 0
    energies, forces = dataset.energies.copy(), dataset.forces.copy()
    energies[~rows] -= 1.0
    forces[np.repeat(~rows, dataset.natoms)] *= 3.0
    other = replace(dataset, energies=energies, forces=forces)
    one, again = (fitted("mie", (d, pairs), rows, **options) for d in (dataset, other))
    assert one.solution.starts == again.solution.starts
    np.testing.assert_array_equal(one.solution.parameters, again.solution.parameters)


def test_the_global_search_is_one_start_more_and_changes_no_good_fit(noisy, options):
    plain = fitted("lennard-jones", noisy, **options)
    searched = fitted("lennard-jones", noisy, **options | {"global_search": True})
    assert len(searched.solution.starts) == len(plain.solution.starts) + 1
    np.testing.assert_allclose(searched.solution.parameters, plain.solution.parameters, rtol=1e-9)


def test_starts_may_be_given(noisy, options):
    model, more = prepared("lennard-jones", *noisy, options)
    sums = joined(sums_of_parts(model, more, np.zeros(18, dtype=int), options))
    fit = fit_sums(model, more, sums, options, [np.array([0.02, 3.3])])
    assert len(fit.solution.starts) == 1
    best = fitted("lennard-jones", noisy, **options).solution.parameters
    np.testing.assert_allclose(fit.solution.parameters, best, rtol=1e-9)


@pytest.mark.parametrize("steepness", [7.5, 8.0])
def test_buckinghams_joint_may_lie_among_the_distances(varied, steepness):
    dataset, pairs = varied
    values = (0.0104, 3.8, steepness)
    model = argon_model("buckingham")
    assert model.form.moving_break(values) > shortest_distance(pairs) + 0.3
    fit = fitted("buckingham", (made_with(model, values, dataset, pairs), pairs))
    np.testing.assert_allclose(fit.solution.parameters, values, rtol=1e-9)
    assert len(fit.problem.sums.nodes.edges) > 2


def test_a_form_with_more_structure_than_one_panel_holds_gets_more(varied, tmp_path):
    files = own_form(tmp_path, "a * np.exp(-80.0 * (r - b) ** 2)")
    dataset, pairs = varied
    model, _ = prepared("mine", dataset, pairs, fit_options(form_files=files))
    made = made_with(model, (0.02, 4.0), dataset, pairs)
    near = {"mine": {"b": {"lower": 3.9, "upper": 4.1}}}
    fit = fitted("mine", (made, pairs), form_files=files, constraints=near)
    np.testing.assert_allclose(fit.solution.parameters, (0.02, 4.0), rtol=1e-7)
    assert len(fit.problem.sums.nodes.places) > NODES_PER_PANEL


KINKED = "a * (b / r) ** 6 * np.where(r < 4.2, (r - 4.2) ** 2, 0.0)"


def test_a_form_with_a_hidden_kink_is_refused_and_accepted_once_it_names_it(varied, tmp_path):
    dataset, pairs = varied
    named = own_form(tmp_path, KINKED, more="breaks=(4.2,)")
    options = fit_options(form_files=named)
    model, _ = prepared("mine", dataset, pairs, options)
    data = made_with(model, (0.02, 3.4), dataset, pairs), pairs
    fixed = {"mine": {"b": {"fixed": 3.4}}}
    fit = fitted("mine", data, form_files=named, constraints=fixed)
    assert fit.solution.parameters[0] == pytest.approx(0.02, rel=1e-9)
    hidden = own_form(tmp_path, KINKED)
    with pytest.raises(
        PairwrightError, match=r"mine: the form is not smooth between 2\.724 Å.*breaks"
    ):
        fitted("mine", data, form_files=hidden, constraints=fixed)


def test_parameters_that_only_count_together_are_named_with_their_direction(varied, tmp_path):
    files = own_form(tmp_path, "a * b * (3.4 / r) ** 9", b="Parameter('b', '', 1.0)")
    data = made_of("lennard-jones", varied, reference=0.0)
    with pytest.raises(PairwrightError) as caught:
        fitted("mine", data, form_files=files)
    message = str(caught.value)
    assert "mine: the data do not determine its parameters" in message
    assert "+1 a -1 b" in message or "-1 a +1 b" in message
    assert "fit.constraints" in message


def test_a_parameter_that_changes_nothing_is_named(varied, tmp_path):
    files = own_form(tmp_path, "a * (3.4 / r) ** 9 + 0 * b")
    data = made_of("lennard-jones", varied, reference=0.0)
    with pytest.raises(PairwrightError, match=r"nothing changes along \+1 b \(logarithms\)"):
        fitted("mine", data, form_files=files)
    fit = fitted("mine", data, form_files=files, constraints={"mine": {"b": {"fixed": 1.0}}})
    assert fit.solution.parameters[0] > 0


def test_a_reference_energy_without_energies_is_undetermined(noisy, weights):
    no_energies = weights | {"energy_eV_per_atom": None}
    with pytest.raises(PairwrightError, match=r"nothing changes along \+1 reference_energy"):
        fitted("lennard-jones", noisy, weights=no_energies, reference={"mode": "fitted"})


def test_energies_that_are_nowhere_finite_are_told(varied, tmp_path):
    # Tried between 0.8 and 6 Å it has values; where the pairs are it has none.
    files = own_form(tmp_path, "a * np.sqrt(b * 0.3 - r)", b="Parameter('b', 'Å', 5.0, 1.1)")
    data = made_of("lennard-jones", varied, reference=0.0)
    with pytest.raises(PairwrightError, match=r"mine has no optimum.*not finite.*fit\.constraints"):
        fitted("mine", data, form_files=files, constraints={"mine": {"b": {"upper": 9.0}}})


def test_what_goes_as_far_as_it_may_is_warned_of(noisy, options, caplog):
    constraints = {"lennard-jones": {"sigma": {"upper": 3.3}}}
    with caplog.at_level(logging.WARNING, logger="pairwright"):
        fit = fitted("lennard-jones", noisy, **options | {"constraints": constraints})
    assert fit.solution.at_bound == ["sigma"]
    assert "lennard-jones: sigma went to the end of what is allowed" in caplog.text


def test_coefficients_of_the_dispersion_may_end_at_zero(varied, caplog):
    fit = fitted("tang-toennies", made_of("morse", varied, reference=0.0))
    assert fit.solution.at_bound
    ends = dict(zip(("A", "b", "C6", "C8", "C10"), fit.solution.parameters, strict=True))
    for name in fit.solution.at_bound:
        assert 0 <= ends[name] < 1e-3 * argon_values("tang-toennies")[2]
    assert "went to the end" in caplog.text


BARE_BUCKINGHAM = "a * (np.exp(13.0 * (1 - r / b)) - 2.1 * (b / r) ** 6)"


def test_a_form_without_a_wall_is_warned_of(varied, tmp_path, caplog):
    dataset, pairs = varied
    files = own_form(tmp_path, BARE_BUCKINGHAM, b="Parameter('b', 'Å', 1.0, 1.1)")
    model, _ = prepared("mine", dataset, pairs, fit_options(form_files=files))
    data = made_with(model, (0.01, 3.8), dataset, pairs), pairs
    fit = fitted("mine", data, form_files=files)
    np.testing.assert_allclose(fit.solution.parameters, (0.01, 3.8), rtol=1e-8)
    assert "mine: has no wall, it pulls atoms together that are closer than" in caplog.text
    distance = float(caplog.text.split("closer than ")[1].split(" Å")[0])
    slopes = elementwise_grad(model.form.function)(distance + np.array([-0.1, 0.1]), (0.01, 3.8))
    assert slopes[0] > 0 > slopes[1]


@pytest.mark.parametrize("name", PAIR_FORMS)
def test_the_forms_of_the_library_have_a_wall(varied, name, caplog):
    fitted(name, made_of(name, varied, reference=0.0))
    assert "no wall" not in caplog.text


def test_a_linear_form_takes_no_constraints(noisy):
    constraints = {"spline": {"c1": {"fixed": 0.0}}}
    with pytest.raises(PairwrightError, match=r"fit\.constraints\.spline: .*one linear solve"):
        fitted("spline", noisy, constraints=constraints)


def test_an_optimum_without_a_tail_is_refused(varied):
    dataset, pairs = varied
    model = argon_model("mie", "cut")
    data = made_with(model, (0.01, 3.4, 9.0, 2.5), dataset, pairs), pairs
    fit = fitted("mie", data, cutoff={"scheme": "cut", "radius_A": 8.0})
    assert fit.solution.parameters[3] == pytest.approx(2.5, rel=1e-8)
    constraints = {"mie": {"attractive_exponent": {"fixed": 2.5}}}
    with pytest.raises(PairwrightError, match=r"mie: has no tail"):
        fitted("mie", data, cutoff={"scheme": "tail", "radius_A": 8.0}, constraints=constraints)


def test_knots_are_placed_unless_they_are_given(varied):
    data = made_of("lennard-jones", varied, reference=0.0)
    options = fit_options(spline={"knots_A": None, "number": 9})
    model, more = prepared("spline", *data, options)
    assert model.knots == tuple(placed_knots(9, more.length, 8.0))
    given, _ = prepared("spline", *data, fit_options())
    assert given.knots == tuple(fit_options()["spline"]["knots_A"])


def test_the_spline_is_the_floor_of_every_pair_form(varied):
    dataset, pairs = made_of("mie-axilrod-teller", varied, reference=0.0)
    spline = {"knots_A": None, "number": 14}
    floor = fitted("spline", (dataset, pairs), spline=spline).solution.sum_of_squares
    for name in NONLINEAR:
        assert fitted(name, (dataset, pairs)).solution.sum_of_squares > floor
    below = fitted("spline-axilrod-teller", (dataset, pairs), spline=spline)
    assert below.solution.sum_of_squares < 0.1 * floor


def test_the_pair_tables_radius_is_the_models(varied):
    data = made_of("lennard-jones", varied)
    model, _ = prepared(
        "lennard-jones", *data, fit_options(cutoff={"scheme": "cut", "radius_A": 5.0})
    )
    assert model.cutoff.radius == data[1].cutoff_radius == 8.0


def test_triples_are_found_only_where_they_count(varied):
    data = made_of("lennard-jones", varied)
    for name, wanted in (("mie", False), ("mie-axilrod-teller", True)):
        model, more = prepared(name, *data, fit_options())
        assert (more.triples is not None) == wanted == (model.triple_radius is not None)


def test_an_unknown_form_is_refused(varied):
    with pytest.raises(PairwrightError, match=r"did you mean 'morse'"):
        prepared("morze", *made_of("morse", varied), fit_options())


def test_the_shortest_distance_is_that_of_all_pairs(varied):
    dataset, pairs = varied
    distances = np.linalg.norm(pairs.vectors, axis=1)
    assert shortest_distance(pairs) == pytest.approx(distances.min(), rel=1e-15)
    empty = replace(pairs, starts=np.zeros(len(dataset) + 1, dtype=int), vectors=pairs.vectors[:0])
    assert shortest_distance(empty) == np.inf


def test_nodes_span_the_data_with_edges_at_every_break(varied):
    data = made_of("buckingham", varied)
    cutoff = {"scheme": "switch", "radius_A": 8.0, "switch_from_A": 7.0}
    model, more = prepared("buckingham", *data, fit_options(cutoff=cutoff))
    shortest = shortest_distance(data[1])
    np.testing.assert_allclose(nodes_of(model, more).edges, [shortest, 7.0, 8.0], rtol=1e-12)
    joint = model.form.moving_break((0.01, 3.8, 8.0))
    found = nodes_of(model, more, values=np.array([0.01, 3.8, 8.0])).edges
    np.testing.assert_allclose(found, [shortest, joint, 7.0, 8.0], rtol=1e-12)
