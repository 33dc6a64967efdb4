"""How good a neural potential is on data it has not seen, and pair potentials on the same."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.database import Dataset
from pairwright.data.splits import child_generator, grouped_folds
from pairwright.errors import PairwrightError
from pairwright.fit.errors_table import (
    PREDICTION_COLUMNS,
    Mask,
    metrics,
    prediction_rows,
    with_reference,
)
from pairwright.fit.targets import Quantities
from pairwright.network.calibration import calibration, extrapolation
from pairwright.network.potential_ensemble import (
    Spread,
    pair_baseline,
    predicted,
    train_ensemble,
    validation_rows,
)
from pairwright.network.study import Study
from pairwright.store import read_npz, write_npz
from pairwright.units import MEV_PER_EV

FloatArray = npt.NDArray[np.float64]

NEURAL = "neural"
EVERYTHING = "all"
"""What stands for all structures together in a table."""

COMPARISON_COLUMNS = (
    "split",
    "model",
    "structure",
    "rows",
    "energy_rmse_meV_per_atom",
    "force_rmse_meV_per_A",
    "stress_rmse_GPa",
)
LEARNING_COLUMNS = (
    "fraction",
    "training_rows",
    "model",
    "energy_rmse_meV_per_atom",
    "force_rmse_meV_per_A",
    "stress_rmse_GPa",
)


def folds_of(study: Study) -> dict[str, Mask]:
    """Return the test rows (m,) of each fold of the grouped cross-validation, by name."""
    dataset, options = study.dataset, study.options
    count = options["network"]["folds"]
    fold = grouped_folds(dataset.structures, dataset.groups, count, options["seed"])
    return {f"fold-{number}": fold == number for number in range(count)}


def left_out_of(dataset: Dataset) -> dict[str, Mask]:
    """Return the rows (m,) of each structure, by name; nothing when there is only one structure."""
    names = np.unique(dataset.structures).tolist()
    return {name: dataset.structures == name for name in names} if len(names) > 1 else {}


def held_out(study: Study, name: str, test: Mask, checkpoints: Path | None) -> Spread:
    """Train an ensemble without the rows ``test`` (m,) and return what it says of all rows."""
    members = study.options["network"]["members"]
    return predicted(study, train_ensemble(study, ~test, name, members, checkpoints))


@dataclass(frozen=True)
class HeldOut:
    """Predictions of each row by a model that has not seen it; NaN for rows nobody held out."""

    spread: Spread

    @classmethod
    def gathered(cls, dataset: Dataset, parts: list[tuple[Mask, Spread]]) -> "HeldOut":
        """Take each row from the part that held it out."""
        result = _unknown(dataset)
        for test, part in parts:
            _copy(dataset, test, part, result)
        return cls(result)

    def save(self, path: str | Path) -> None:
        """Write the predictions as NPZ."""
        arrays = {"grades": self.spread.grades}
        for name in ("energies", "forces", "stresses"):
            arrays[name] = getattr(self.spread.mean, name)
            arrays[f"{name}_std"] = getattr(self.spread.deviation, name)
        write_npz(path, arrays)

    @classmethod
    def load(cls, paths: list[str], dataset: Dataset) -> "HeldOut":
        """Read what :meth:`save` wrote, and join files that know different rows.

        Raises PairwrightError when a file is damaged or belongs to another dataset.
        """
        result = _unknown(dataset)
        for path in paths:
            part = _read(path)
            if len(part.mean.energies) != len(dataset):
                raise PairwrightError(
                    f"{path}: belongs to another database; delete it and run again"
                )
            _copy(dataset, np.isfinite(part.mean.energies), part, result)
        return cls(result)

    def known(self) -> Mask:
        """Return which rows (m,) somebody held out."""
        return np.isfinite(self.spread.mean.energies)


def _read(path: str) -> Spread:
    arrays = read_npz(path)
    names = ("energies", "forces", "stresses")
    try:
        mean = Quantities(*(arrays[name] for name in names))
        deviation = Quantities(*(arrays[f"{name}_std"] for name in names))
        return Spread(mean, deviation, arrays["grades"])
    except KeyError as error:
        raise PairwrightError(f"{path}: not a file of predictions, it lacks {error}") from None


def _unknown(dataset: Dataset) -> Spread:
    mean, deviation = Quantities.empty(dataset), Quantities.empty(dataset)
    for values in (*vars(mean).values(), *vars(deviation).values()):
        values[:] = np.nan
    return Spread(mean, deviation, np.full(len(dataset.positions), np.nan))


def _copy(dataset: Dataset, rows: Mask, source: Spread, target: Spread) -> None:
    atoms = np.repeat(rows, dataset.natoms)
    target.grades[atoms] = source.grades[atoms]
    for from_, to in ((source.mean, target.mean), (source.deviation, target.deviation)):
        to.energies[rows] = from_.energies[rows]
        to.forces[atoms] = from_.forces[atoms]
        to.stresses[rows] = from_.stresses[rows]


def pair_held_out(study: Study, form_name: str, splits: dict[str, Mask]) -> Quantities:
    """Fit a pair form without the rows of each split in turn, and predict these."""
    dataset = study.dataset
    result = _unknown(dataset)
    for test in splits.values():
        base = pair_baseline(study, form_name, ~test)
        mean = with_reference(dataset, base.predicted, base.reference_energy)
        _copy(dataset, test, Spread(mean, result.deviation, result.grades), result)
    return result.mean


def comparison_rows(
    study: Study, split: str, models: dict[str, Quantities]
) -> list[tuple[Any, ...]]:
    """Return rows of ``COMPARISON_COLUMNS``: errors of each model, per structure and together."""
    dataset = study.dataset
    names = [EVERYTHING, *np.unique(dataset.structures).tolist()]
    table = []
    for model, predictions in models.items():
        known = np.isfinite(predictions.energies)
        for name in names:
            rows = known & ((dataset.structures == name) | (name == EVERYTHING))
            if rows.any():
                table.append((split, model, name, *metrics(dataset, predictions, rows).values()))
    return table


def learning_rows(study: Study, checkpoints: Path | None) -> list[tuple[Any, ...]]:
    """Return rows of ``LEARNING_COLUMNS``: the cross-validation with a share of the training rows.

    ``network.learning_fractions`` says which shares of the groups are kept.
    """
    dataset, options = study.dataset, study.options
    table = []
    for fraction in options["network"]["learning_fractions"]:
        parts: list[tuple[Mask, Spread]] = []
        pair_parts: list[tuple[Mask, Spread]] = []
        count = 0
        for name, test in folds_of(study).items():
            purpose = f"learning curve {fraction} {name}"
            generator = child_generator(options["seed"], purpose)
            kept = validation_rows(dataset, ~test, fraction, generator)
            if not kept.any():
                raise PairwrightError(
                    f"network.learning_fractions: {fraction} of the groups leaves no row to train "
                    "on; take a larger share or add rows"
                )
            count += int(kept.sum())
            members = options["network"]["members"]
            ensemble = train_ensemble(study, kept, purpose.replace(" ", "-"), members, checkpoints)
            parts.append((test, predicted(study, ensemble)))
            if study.options["network"]["baseline"] is not None:
                base = ensemble.baseline
                mean = with_reference(dataset, base.predicted, base.reference_energy)
                pair_parts.append((test, Spread(mean, parts[-1][1].deviation, parts[-1][1].grades)))
        rows = count / options["network"]["folds"]
        for model, found in ((NEURAL, parts), (options["network"]["baseline"], pair_parts)):
            if found:
                mean = HeldOut.gathered(dataset, found).spread.mean
                errors = list(metrics(dataset, mean, np.isfinite(mean.energies)).values())[1:]
                table.append((fraction, rows, model, *errors))
    return table


HELD_OUT_COLUMNS = (
    *PREDICTION_COLUMNS,
    "energy_std_meV_per_atom",
    "force_rms_std_meV_per_A",
    "extrapolation",
)


def held_out_rows(study: Study, held: HeldOut) -> list[tuple[Any, ...]]:
    """Return a row of ``HELD_OUT_COLUMNS`` for each row that somebody held out.

    ``extrapolation`` is the highest grade among its atoms, the standard deviation of forces the
    root mean square over components.
    """
    dataset, spread = study.dataset, held.spread
    starts = dataset.starts[:-1]
    squared = np.sum(spread.deviation.forces**2, axis=1)
    force = np.sqrt(np.add.reduceat(squared, starts) / (3 * dataset.natoms)) * MEV_PER_EV
    energy = spread.deviation.energies / dataset.natoms * MEV_PER_EV
    highest = np.maximum.reduceat(spread.grades, starts)
    known = held.known()
    rows = prediction_rows(dataset, spread.mean, known)
    return [
        (*row, *more)
        for row, *more, there in zip(rows, energy, force, highest, known, strict=True)
        if there
    ]


def compared(
    study: Study, forms: list[str], held: HeldOut, left_out: HeldOut
) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    """Return the rows of ``COMPARISON_COLUMNS`` and what they come to.

    Every model is judged on the same rows: pair forms are fitted again for every fold and every
    crystal that is left out.
    """
    dataset = study.dataset
    table = []
    for split, splits, found in (
        ("grouped", folds_of(study), held),
        ("left-out", left_out_of(dataset), left_out),
    ):
        models = {form: pair_held_out(study, form, splits) for form in forms}
        models[NEURAL] = found.spread.mean
        table += comparison_rows(study, split, models)
    record = {
        "folds": study.options["network"]["folds"],
        "members": study.options["network"]["members"],
        "cross_validation": metrics(dataset, held.spread.mean, held.known()),
        "calibration": calibration(dataset, held.spread),
        "extrapolation": extrapolation(dataset, held.spread),
        "times_better": {form: _times_better(table, form) for form in forms},
    }
    if left_out.known().any():
        record["left_out"] = metrics(dataset, left_out.spread.mean, left_out.known())
        record["left_out_calibration"] = calibration(dataset, left_out.spread)
        record["left_out_extrapolation"] = extrapolation(dataset, left_out.spread)
    return table, record


def _times_better(table: list[tuple[Any, ...]], form: str) -> dict[str, float | None]:
    """Return the pair form's error over the neural potential's, all structures, same folds."""
    errors = {
        model: values
        for split, model, structure, _, *values in table
        if split == "grouped" and structure == EVERYTHING
    }
    names = [column.split("_", maxsplit=1)[0] for column in COMPARISON_COLUMNS[4:]]
    return {
        name: one / other if one is not None and other else None
        for name, one, other in zip(names, errors[form], errors[NEURAL], strict=True)
    }
