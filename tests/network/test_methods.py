"""Every method fits, stops for the reason it gives, and does the same again."""

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.network import mlp
from pairwright.network.methods import ADAM_STOP, METHODS, Watch, method_named
from pairwright.network.regression import cube_root

GOAL = 6e-7


@pytest.fixture(scope="module")
def problem():
    return cube_root(50, 3, GOAL)


def start(problem, seed=2):
    return mlp.flatten(mlp.initialise(problem.layers, 0.1, np.random.default_rng(seed)))


def run(name, problem, limit=500, seed=2, goal=GOAL):
    watch = Watch(goal, limit)
    return METHODS[name](problem, start(problem, seed), watch), watch


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_loss_goes_down_and_evaluations_are_counted(name, problem):
    outcome, watch = run(name, problem, limit=30)
    loss = problem.mean_squared_error(outcome.parameters)
    assert loss < 0.1 * problem.mean_squared_error(start(problem))
    counts = [row[0] for row in watch.rows]
    times = [row[1] for row in watch.rows]
    assert counts == sorted(counts)
    assert times == sorted(times)
    assert watch.evaluations >= counts[-1] > 0


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_same_start_gives_the_same_bits(name, problem):
    first, _ = run(name, problem, limit=20)
    again, _ = run(name, problem, limit=20)
    assert first.parameters.tobytes() == again.parameters.tobytes()


@pytest.mark.parametrize("name", ["least-squares", "levenberg-marquardt"])
def test_a_fit_stops_as_soon_as_the_goal_is_reached(name, problem):
    outcome, watch = run(name, problem, seed=1)
    assert outcome.reason == "goal"
    assert problem.mean_squared_error(outcome.parameters) <= GOAL
    assert all(loss > GOAL for _, _, loss in watch.rows[:-1])


def test_variable_projection_reaches_the_goal_from_some_start(problem):
    reasons = [run("variable-projection", problem, seed=seed)[0].reason for seed in range(6)]
    assert "goal" in reasons


def test_a_fit_that_does_not_get_there_says_so(problem):
    outcome, watch = run("levenberg-marquardt", problem, limit=5)
    assert outcome.reason == "limit of evaluations"
    assert watch.evaluations == 5


def test_both_exact_jacobians_take_the_same_steps(problem):
    theirs, of_theirs = run("least-squares-jacobian", problem, limit=15)
    ours, of_ours = run("least-squares-batch-jacobian", problem, limit=15)
    np.testing.assert_allclose(ours.parameters, theirs.parameters, rtol=1e-9)
    assert of_ours.jacobians == of_theirs.jacobians > 0


def test_finite_differences_evaluate_the_model_once_more_for_each_parameter(problem):
    _, without = run("least-squares", problem, limit=10)
    _, exact = run("least-squares-batch-jacobian", problem, limit=10)
    assert exact.evaluations == 10
    assert without.evaluations >= 10 + 10 * (len(without.rows) - 1)


def test_adam_stops_by_the_rule_of_the_post(problem):
    outcome, watch = run("adam", problem)
    rounds = watch.evaluations // 500
    assert watch.evaluations == 500 * rounds
    assert outcome.reason == f"below 2e-05 after {rounds} rounds"
    assert problem.mean_squared_error(outcome.parameters) < ADAM_STOP
    # The looks at the end of each round: all but the last were not good enough.
    ends = {count: loss for count, _, loss in watch.rows if count % 500 == 0}
    assert sum(loss < ADAM_STOP for loss in ends.values()) == 1


def test_a_method_that_there_is_not_is_named():
    with pytest.raises(PairwrightError, match="regression method 'guess': there are least-squares"):
        method_named("guess")
