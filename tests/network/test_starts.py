"""Many starts, their minima and ensembles, and the record of one fit."""

import numpy as np
import post_2017
import pytest

from pairwright.network.ensemble import COLUMNS as ENSEMBLE_COLUMNS
from pairwright.network.ensemble import ensembles
from pairwright.network.fits import (
    LONGEST_HISTORY,
    TIME_COLUMNS,
    fit_record,
    problem_of,
    starting_points,
    thinned,
)
from pairwright.network.regression import predicted
from pairwright.network.starts import COLUMNS, FROM_MANY_STARTS, many_starts, minima

OPTIONS = {
    "points": 50,
    "hidden_units": 3,
    "start_scale": 0.1,
    "starts": 4,
    "goal": 6e-7,
    "evaluations": 500,
    "reach": 3.0,
}
SHORT = OPTIONS | {"evaluations": 20, "starts": 2}


@pytest.fixture(scope="module")
def ensemble():
    rows, record = ensembles(OPTIONS, 2017)
    return dict(zip(ENSEMBLE_COLUMNS, np.array(rows).T, strict=True)), record


def test_a_record_holds_the_fit_and_its_curve():
    record, times = fit_record("levenberg-marquardt", OPTIONS, 2017)
    problem = problem_of(OPTIONS)
    parameters = np.array(record["parameters"])
    assert record["mean_squared_error"] == problem.mean_squared_error(parameters)
    assert record["reached_goal"] is True
    x = np.array(record["curve"]["x"])
    assert (x[0], x[-1]) == (0.0, 3.0)
    np.testing.assert_array_equal(record["curve"]["y"], predicted(parameters, problem.layers, x))
    assert record["extrapolation"]["error"] == record["curve"]["y"][-1] - np.cbrt(3.0)
    assert all(len(row) == len(TIME_COLUMNS) for row in times)
    assert record["history"]["mean_squared_error"] == [row[3] for row in times]


def test_a_record_is_the_same_again_and_holds_no_times():
    first, _ = fit_record("lbfgs", SHORT, 2017)
    again, _ = fit_record("lbfgs", SHORT, 2017)
    assert first == again
    assert not any("time" in key or "second" in key for key in first)


def test_starts_follow_from_the_seed():
    problem = problem_of(OPTIONS)
    first, again, other = (starting_points(problem, OPTIONS, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (np.array(first) != np.array(other)).all()
    assert len({start.tobytes() for start in first}) == 4


def test_a_long_history_is_thinned_and_keeps_its_ends():
    rows = [(k, 0.1 * k, 1.0 / (k + 1)) for k in range(5000)]
    kept = thinned(rows)
    assert len(kept) <= LONGEST_HISTORY
    assert (kept[0], kept[-1]) == (rows[0], rows[-1])
    assert kept == sorted(kept)


def test_every_method_meets_every_start():
    rows, times, found = many_starts(SHORT, 2017)
    assert [row[:2] for row in rows] == [(n, k) for n in FROM_MANY_STARTS for k in range(2)]
    assert [row[:2] for row in times] == [row[:2] for row in rows]
    assert all(len(row) == len(COLUMNS) for row in rows)
    summary = found["methods"]["lbfgs"]
    assert summary["starts"] == 2
    assert summary["evaluations"] == sum(row[4] for row in rows if row[0] == "lbfgs")


def test_fits_that_differ_in_parameters_are_of_one_minimum_and_so_is_the_fit_of_the_post():
    problem = problem_of(OPTIONS)
    ends = [
        np.array(fit_record("levenberg-marquardt", OPTIONS, seed)[0]["parameters"])
        for seed in (2017, 3)
    ]
    assert np.abs(ends[0] - ends[1]).max() > 1.0
    found = minima(problem, [*ends, post_2017.PARAMETERS])
    assert [minimum["starts"] for minimum in found] == [[0, 1, 2]]
    assert found[0]["mean_squared_error"] == pytest.approx(5.411e-7, rel=1e-3)
    np.testing.assert_allclose(
        found[0]["canonical_parameters"][:3], [0.504, 5.331, 54.62], rtol=5e-3
    )


def test_at_the_minimum_the_units_are_exponentials():
    problem = problem_of(OPTIONS)
    (minimum,) = minima(problem, [post_2017.PARAMETERS])
    rates = 2 * np.array(minimum["canonical_parameters"][:3])
    columns = np.column_stack([np.exp(-np.outer(problem.inputs, rates)), np.ones(50)])
    _, squares, _, _ = np.linalg.lstsq(columns, problem.targets)
    assert squares[0] / 50 == pytest.approx(minimum["mean_squared_error"], rel=1e-3)


def test_the_ensemble_knows_the_points_and_not_what_lies_beyond(ensemble):
    table, _ = ensemble
    within, beyond = table["x"] <= 1, table["x"] > 2
    assert table["sizes_deviation"][within].max() < 0.01
    assert table["sizes_deviation"][beyond].min() > 0.02
    np.testing.assert_allclose(table["target"], np.cbrt(table["x"]))
    assert (table["sizes_lowest"] <= table["sizes_mean"]).all()
    assert (table["sizes_mean"] <= table["sizes_highest"]).all()


def test_one_network_from_many_starts_is_sure_and_wrong(ensemble):
    _, record = ensemble
    at = record["same"]["at_reach"]
    assert abs(at["error"]) > 100 * at["standard_deviation"]


def test_an_ensemble_without_members_says_so():
    rows, record = ensembles(SHORT, 2017)
    assert record["same"] == {
        "members": 0,
        "at_reach": {"error": None, "standard_deviation": None},
    }
    assert np.isnan(rows[-1][2])


def test_networks_that_the_points_cannot_determine_are_left_out():
    _, record = ensembles(SHORT | {"points": 14}, 2017)
    assert record["sizes"]["hidden_units"] == [3, 4]
