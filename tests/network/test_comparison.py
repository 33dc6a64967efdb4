"""Held-out errors come from models that have not seen the rows, all models on the same rows."""

from dataclasses import replace

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.fit.errors_table import PREDICTION_COLUMNS
from pairwright.network.calibration import (
    CALIBRATION_COLUMNS,
    calibration,
    calibration_rows,
    extrapolation,
)
from pairwright.network.comparison import COMPARISON_COLUMNS, compared
from pairwright.network.held_out import (
    HELD_OUT_COLUMNS,
    HeldOut,
    folds_of,
    held_out,
    held_out_rows,
    left_out_of,
    nothing_known,
)
from pairwright.network.learning_curve import learning_rows
from pairwright.network.potential_ensemble import Spread, validation_rows
from pairwright.network.study import Study


def quick(study, **changes):
    """Return the study with small trainings."""
    small = {
        "members": 2,
        "baseline": "lennard-jones",
        "training": study.options["network"]["training"] | {"iterations": 8},
    }
    network = study.options["network"] | small | changes
    return replace(study, options=study.options | {"network": network})


@pytest.fixture(scope="module")
def found(study):
    """Predictions of all five folds by small trainings, and the study."""
    small = quick(study)
    folds = folds_of(small)
    parts = [(test, held_out(small, name, test, None)) for name, test in folds.items()]
    return small, HeldOut.gathered(study.dataset, parts)


def test_siblings_are_never_on_both_sides(study):
    folds, dataset = folds_of(study), study.dataset
    assert sum(test.sum() for test in folds.values()) == len(dataset)
    for test in folds.values():
        assert not set(dataset.groups[test]) & set(dataset.groups[~test])
        assert set(dataset.structures[test]) == set(dataset.structures)


def test_every_member_holds_out_whole_groups(study):
    dataset = study.dataset
    rows = dataset.structures != "sc"
    held = validation_rows(dataset, rows, 0.2, np.random.default_rng(0))
    assert not (held & ~rows).any()
    assert not set(dataset.groups[held]) & set(dataset.groups[rows & ~held])
    assert 0.1 < held.sum() / rows.sum() < 0.4


def test_a_structure_that_is_left_out_is_left_out_whole(study):
    left = left_out_of(study.dataset)
    assert list(left) == ["bcc", "diamond", "fcc", "hcp", "sc"]
    assert all(set(study.dataset.structures[rows]) == {name} for name, rows in left.items())


def test_a_single_structure_cannot_be_left_out(study):
    one = replace(study.dataset, structures=np.full(len(study.dataset), "fcc"))
    assert left_out_of(one) == {}


def test_a_row_is_predicted_by_the_part_that_held_it_out(found):
    small, held = found
    name, test = next(iter(folds_of(small).items()))
    alone = held_out(small, name, test, None)
    np.testing.assert_array_equal(held.spread.mean.energies[test], alone.mean.energies[test])
    assert held.known().all()


def test_predictions_survive_their_files(found, tmp_path):
    small, held = found
    paths = []
    for number, test in enumerate(folds_of(small).values()):
        part = HeldOut.gathered(small.dataset, [(test, held.spread)])
        paths.append(str(tmp_path / f"{number}.npz"))
        part.save(paths[-1])
    again = HeldOut.load(paths, small.dataset)
    for name in ("energies", "forces", "stresses"):
        for kind in ("mean", "deviation"):
            np.testing.assert_array_equal(
                getattr(getattr(again.spread, kind), name),
                getattr(getattr(held.spread, kind), name),
            )
    with pytest.raises(PairwrightError, match="another database"):
        HeldOut.load(paths, replace(small.dataset, energies=np.zeros(3), ids=np.arange(3)))


def test_the_table_has_every_model_on_the_same_rows(found):
    small, held = found
    nothing = HeldOut.gathered(small.dataset, [])
    table, record = compared(small, ["lennard-jones"], held, nothing)
    assert all(len(row) == len(COMPARISON_COLUMNS) for row in table)
    everything = {row[1]: row[3:] for row in table if row[:3:2] == ("grouped", "all")}
    assert set(everything) == {"lennard-jones", "neural"}
    assert {values[0] for values in everything.values()} == {310}
    assert everything["neural"][1] < everything["lennard-jones"][1]
    ratio = everything["lennard-jones"][1] / everything["neural"][1]
    assert record["times_better"]["lennard-jones"]["energy"] == pytest.approx(ratio)
    assert "left_out" not in record
    parts = [row[3:5] for row in table if row[:2] == ("grouped", "neural") and row[2] != "all"]
    pooled = sum(rows * error**2 for rows, error in parts)
    assert np.sqrt(pooled / 310) == pytest.approx(everything["neural"][1])


def test_rows_of_held_out_predictions(found):
    small, held = found
    rows = held_out_rows(small, held)
    assert len(rows) == 310
    assert len(rows[0]) == len(HELD_OUT_COLUMNS) == len(PREDICTION_COLUMNS) + 3
    assert {row[3] for row in rows} == {"test"}
    assert held_out_rows(small, HeldOut.gathered(small.dataset, [])) == []


def test_the_learning_curve_has_a_point_for_every_share(study):
    small = quick(study, learning_fractions=[0.3], members=1)
    neural, pair = learning_rows(small, None)
    assert neural[:3] == (0.3, neural[1], "neural")
    assert pair[:3] == (0.3, neural[1], "lennard-jones")
    assert 80 < neural[1] < 248 * 0.6


def test_calibration_of_normal_errors_is_one(study):
    dataset = study.dataset
    generator = np.random.default_rng(0)
    deviation = nothing_known(dataset).mean
    mean = nothing_known(dataset).mean
    for name, scale in (("energies", 0.1), ("forces", 0.02), ("stresses", 0.001)):
        true = getattr(dataset, name)
        spread = scale * generator.uniform(0.5, 1.5, true.shape)
        if name == "energies":
            spread *= dataset.natoms
        getattr(deviation, name)[:] = spread
        getattr(mean, name)[:] = true + spread * generator.normal(size=true.shape)
    spread = Spread(mean, deviation, np.full(len(dataset.positions), 0.5))
    for record in calibration(dataset, spread).values():
        assert record["factor"] == pytest.approx(1.0, abs=0.12)
        assert record["within"]["one"] == pytest.approx(0.68, abs=0.06)
        assert record["within"]["two"] == pytest.approx(0.95, abs=0.03)
    rows = calibration_rows(dataset, spread)
    assert all(len(row) == len(CALIBRATION_COLUMNS) for row in rows)
    assert sum(row[2] for row in rows if row[0] == "force") == dataset.forces.size
    assert extrapolation(dataset, spread)["outside"]["rows"] == 0


def test_too_few_groups_for_the_folds_are_told(study):
    with pytest.raises(PairwrightError, match=r"61 folds need at least 61 groups.*has 60"):
        folds_of(quick(study, folds=61))


def test_forces_that_are_weighed_must_be_there(study):
    bare = replace(study.dataset, forces=np.full_like(study.dataset.forces, np.nan))
    with pytest.raises(PairwrightError, match=r"no row .* has forces.*force_eV_per_A.*null"):
        replace(study, dataset=bare)
    weights = study.options["weights"] | {"force_eV_per_A": None}
    assert replace(study, dataset=bare, options=study.options | {"weights": weights})


def test_an_energy_that_is_no_number_is_named(study):
    energies = study.dataset.energies.copy()
    energies[7] = np.nan
    with pytest.raises(PairwrightError, match=f"row {study.dataset.ids[7]} .*no finite number"):
        Study(
            replace(study.dataset, energies=energies),
            study.pairs,
            study.table,
            "Ar",
            study.options,
        )
