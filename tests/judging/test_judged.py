"""What is judged is the fit of fit.json, with its data in groups or bunches of groups."""

from dataclasses import replace

import numpy as np
import pytest
from judging_data import judged_fit, judging_options

from pairwright.data.splits import grouped_folds, held_out
from pairwright.errors import PairwrightError
from pairwright.fit.least_squares import least_squares_fit
from pairwright.judging.judged import Units


def test_the_judged_fit_is_the_one_that_is_written(noisy):
    dataset, pairs = noisy
    options = judging_options(test_fraction=0.25)
    judged = judged_fit("lennard-jones", noisy, test_fraction=0.25)
    summary = {"database": {}, "element": "Ar"}
    record, _ = least_squares_fit("lennard-jones", dataset, pairs, summary, options)
    written = [entry["value"] for entry in record["parameters"].values()]
    assert judged.fit.solution.parameters.tolist() == written
    test = held_out(dataset.structures, dataset.groups, 0.25, options["seed"])
    np.testing.assert_array_equal(judged.training, ~test)


def test_folds_are_those_of_the_neural_study(noisy):
    dataset, _ = noisy
    judged = judged_fit("lennard-jones", noisy)
    expected = grouped_folds(dataset.structures, dataset.groups, 4, judged.options["seed"])
    np.testing.assert_array_equal(judged.folds, expected)


def test_units_are_the_groups_of_each_structure(noisy):
    dataset, _ = noisy
    everything = np.ones(len(dataset), dtype=bool)
    # The same label in two structures is two groups.
    alike = replace(dataset, groups=np.array([name[-5:] for name in dataset.groups]))
    units = Units.of(alike, np.zeros(len(dataset), dtype=int), everything)
    assert len(units) == len(set(zip(alike.structures, alike.groups, strict=True)))
    for number in range(len(units)):
        mine = units.number == number
        assert len(set(alike.groups[mine])) == 1
        assert set(alike.structures[mine]) == {units.structures[number]}


@pytest.mark.parametrize("most", [4, 9, 12])
def test_many_groups_are_bunched_within_structures_folds_and_training_rows(noisy, most):
    dataset, _ = noisy
    folds = grouped_folds(dataset.structures, dataset.groups, 2, 0)
    training = ~held_out(dataset.structures, dataset.groups, 0.25, 0)
    units = Units.of(dataset, folds, training, most)
    cells = len(set(zip(dataset.structures, folds, training, strict=True)))
    assert len(units) <= max(most, cells)
    for labels, of_units in (
        (dataset.structures, units.structures),
        (folds, units.folds),
        (training, units.training),
    ):
        np.testing.assert_array_equal(of_units[units.number], labels)
    for group in np.unique(dataset.groups):
        assert len(set(units.number[dataset.groups == group])) == 1


def test_more_folds_than_groups_are_refused_by_their_key(noisy):
    with pytest.raises(PairwrightError, match=r"fit\.judging\.folds: 17 folds need .* has 16"):
        judged_fit("lennard-jones", noisy, judging={"folds": 17})


def test_a_global_search_is_one_start_more(noisy):
    judged = judged_fit("lennard-jones", noisy)
    sums = judged.sums.joined(np.ones(len(judged.units)))
    assert len(judged.starts(sums)) == judged.options["starts"]
    searching = replace(judged, options=judged.options | {"global_search": True})
    *_, found = searching.starts(sums)
    np.testing.assert_allclose(found, judged.fit.solution.parameters, rtol=0.05)
