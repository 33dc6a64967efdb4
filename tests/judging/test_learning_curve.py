"""Errors against the share of the training groups."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from judging_data import exact_data, judged_fit, with_noise

from pairwright.judging import cross_validation as held_out_by
from pairwright.judging.cross_validation import errors_record
from pairwright.judging.learning_curve import LEARNING_COLUMNS, drawn_units, learning_rows


def rows_of(judged):
    """Return the curve as dictionaries, by fraction and kind of rows."""
    found = [dict(zip(LEARNING_COLUMNS, row, strict=True)) for row in learning_rows(judged)]
    return {(row["fraction"], row["rows"]): row for row in found}


def test_all_groups_give_the_cross_validation(noisy_fit):
    last = rows_of(noisy_fit)[1.0, "held-out"]
    expected = errors_record(noisy_fit, held_out_by.grouped(noisy_fit))["all"]
    for name in ("energy_rmse_meV_per_atom", "force_rmse_meV_per_A", "stress_rmse_GPa"):
        assert last[name] == pytest.approx(expected[name], rel=1e-7)
    assert last["drawings"] == 1
    assert last["training_rows"] == len(noisy_fit.data.dataset) * 3 / 4


def test_errors_of_held_out_rows_come_down_and_those_of_fitted_rows_go_up(single_copies):
    """With more data both come to the noise."""
    data = with_noise(exact_data(single_copies), 1)
    weights = {"energy_eV_per_atom": 0.001, "force_eV_per_A": None, "stress_GPa": None}
    judging = {"learning_fractions": [0.1, 0.4], "learning_drawings": 20}
    curve = rows_of(judged_fit("lennard-jones", data, weights=weights, judging=judging))
    held, fitted = (
        [curve[f, kind]["energy_rmse_meV_per_atom"] for f in (0.1, 0.4, 1.0)]
        for kind in ("held-out", "fitted")
    )
    assert held[0] > held[1] > held[2] > 0.9
    assert fitted[0] < fitted[1] < fitted[2] < held[2]
    assert curve[0.1, "held-out"]["energy_rmse_standard_deviation_meV_per_atom"] > 0


def test_a_share_is_drawn_of_every_structure_and_one_unit_at_least(noisy_fit):
    units = noisy_fit.units
    chosen = np.arange(len(units)) != 0
    for fraction, counts in ((0.5, {"bcc": 4, "fcc": 4}), (0.01, {"bcc": 1, "fcc": 1})):
        kept = drawn_units(units, chosen, fraction, np.random.default_rng(0))
        assert not kept[~chosen].any()
        assert Counter(units.structures[kept].tolist()) == counts


def test_drawings_that_cannot_be_fitted_are_counted(noisy):
    weights = {"energy_eV_per_atom": 0.001, "force_eV_per_A": None, "stress_GPa": None}
    dataset, pairs = noisy
    single = replace(dataset, groups=np.array([f"row{number}" for number in dataset.ids]))
    judging = {"learning_fractions": [0.05], "learning_drawings": 3}
    curve = rows_of(judged_fit("mie", (single, pairs), weights=weights, judging=judging))
    row = curve[0.05, "held-out"]
    assert (row["drawings"], row["failed"]) == (0, 3)
    assert row["energy_rmse_meV_per_atom"] is None
    assert row["training_groups"] is None
