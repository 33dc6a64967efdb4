"""Root mean square errors, and error bars that hold when errors come in clusters."""

import numpy as np
import pytest

from pairwright.fit.errors_table import metrics, metrics_by_structure
from pairwright.fit.targets import Quantities
from pairwright.judging.clustered import (
    error_table,
    root_mean_square,
    squares_of_rows,
    times_smaller,
)


@pytest.fixture
def predicted(noisy):
    """Predictions with errors, without some rows."""
    dataset, _ = noisy
    generator = np.random.default_rng(0)
    found = Quantities(
        dataset.energies + generator.normal(0, 0.01, len(dataset)),
        dataset.forces + generator.normal(0, 0.01, dataset.forces.shape),
        dataset.stresses + generator.normal(0, 0.01, dataset.stresses.shape),
    )
    found.energies[:4] = np.nan
    found.forces[:8] = np.nan
    found.stresses[:4] = np.nan
    return dataset, found


def test_the_values_are_those_of_fits(predicted):
    dataset, found = predicted
    rows = np.arange(len(dataset)) >= 4
    table = error_table(squares_of_rows(dataset, found), rows, dataset.groups)
    expected = metrics(dataset, found, rows)
    assert {name: table[name] for name in expected} == pytest.approx(expected)
    everything = np.ones(len(dataset), dtype=bool)
    mine = dataset.structures == "fcc"
    table = error_table(squares_of_rows(dataset, found), mine, dataset.groups)
    expected = metrics_by_structure(dataset, found, everything)["fcc"]
    assert {name: table[name] for name in expected} == pytest.approx(expected)


def test_rows_that_nobody_predicted_do_not_count(predicted):
    dataset, found = predicted
    everything = np.ones(len(dataset), dtype=bool)
    table = error_table(squares_of_rows(dataset, found), everything, dataset.groups)
    assert table["rows"] == len(dataset) - 4


def scattered(draw, repetitions=2000):
    """Return the values and their error bars of many drawings of squares, counts and clusters."""
    generator = np.random.default_rng(0)
    found = [root_mean_square(*draw(generator)) for _ in range(repetitions)]
    return np.array(found).T


def test_error_bars_are_the_scatter_of_values_when_clusters_share_their_error():
    clusters = np.repeat(np.arange(60), 5)

    def draw(generator):
        shared = generator.normal(size=60)[clusters]
        return shared**2, np.ones(300), clusters

    values, errors = scattered(draw)
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.05)

    def as_if_independent(generator):
        squares, counts, _ = draw(generator)
        return squares, counts, np.arange(300)

    _, short = scattered(as_if_independent, 200)
    assert np.mean(short) < 0.6 * np.std(values)


def test_clusters_of_different_sizes_count_by_their_numbers():
    sizes = np.tile([1, 2, 12], 30)

    def draw(generator):
        squares = np.array([np.sum(generator.normal(size=size) ** 2) for size in sizes])
        return squares, sizes, np.arange(len(sizes))

    values, errors = scattered(draw)
    assert np.mean(values) == pytest.approx(1.0, rel=0.01)
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.07)


def test_one_cluster_has_no_error_bar_and_no_number_has_no_value():
    assert root_mean_square(np.array([4.0, 0.0]), np.ones(2), np.array(["a", "a"])) == (
        pytest.approx(2**0.5),
        None,
    )
    assert root_mean_square(np.zeros(2), np.zeros(2), np.array(["a", "b"])) == (None, None)


def test_half_the_errors_are_smaller_by_half_without_doubt():
    squares = np.array([1.0, 4.0, 9.0]), np.ones(3)
    halves = squares[0] / 4, np.ones(3)
    share, error = times_smaller(squares, halves, np.arange(3))
    assert share == pytest.approx(0.5)
    assert error == pytest.approx(0.0, abs=1e-12)


def test_the_error_bar_of_a_share_is_its_scatter():
    generator = np.random.default_rng(1)
    found = []
    for _ in range(1000):
        common = generator.normal(size=(80, 3))
        first, second = (common + 0.5 * generator.normal(size=(80, 3)) for _ in range(2))
        squares = [(np.sum(e**2, axis=1), np.full(80, 3.0)) for e in (first, 0.8 * second)]
        found.append(times_smaller(*squares, np.arange(80)))
    shares, errors = np.array(found).T
    assert np.mean(shares) == pytest.approx(0.2, abs=0.01)
    assert np.mean(errors) == pytest.approx(np.std(shares), rel=0.05)


def test_nothing_is_not_smaller_than_nothing():
    nothing = np.zeros(2), np.ones(2)
    assert times_smaller(nothing, nothing, np.arange(2)) == (None, None)
