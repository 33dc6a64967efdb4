"""Predictions of rows by models that have not seen them, and the splits that see to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.data.splits import grouped_folds
from pairwright.errors import PairwrightError
from pairwright.fit.errors_table import (
    PREDICTION_COLUMNS,
    Mask,
    prediction_rows,
)
from pairwright.fit.targets import Quantities
from pairwright.network.potential_ensemble import (
    Spread,
    predicted,
    train_ensemble,
)
from pairwright.network.study import Study
from pairwright.store import read_npz, write_npz
from pairwright.units import MEV_PER_EV

HELD_OUT_COLUMNS = (
    *PREDICTION_COLUMNS,
    "energy_std_meV_per_atom",
    "force_rms_std_meV_per_A",
    "extrapolation",
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
        result = nothing_known(dataset)
        for test, part in parts:
            copy_rows(dataset, test, part, result)
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
        result = nothing_known(dataset)
        for path in paths:
            part = _read(path)
            if len(part.mean.energies) != len(dataset):
                raise PairwrightError(
                    f"{path}: belongs to another database; delete it and run again"
                )
            copy_rows(dataset, np.isfinite(part.mean.energies), part, result)
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


def nothing_known(dataset: Dataset) -> Spread:
    """Make room for the predictions of all rows, NaN everywhere."""
    mean, deviation = Quantities.empty(dataset), Quantities.empty(dataset)
    for values in (*vars(mean).values(), *vars(deviation).values()):
        values[:] = np.nan
    return Spread(mean, deviation, np.full(len(dataset.positions), np.nan))


def copy_rows(dataset: Dataset, rows: Mask, source: Spread, target: Spread) -> None:
    """Copy the predictions of ``rows`` (m,) from one set to another."""
    atoms = np.repeat(rows, dataset.natoms)
    target.grades[atoms] = source.grades[atoms]
    for from_, to in ((source.mean, target.mean), (source.deviation, target.deviation)):
        to.energies[rows] = from_.energies[rows]
        to.forces[atoms] = from_.forces[atoms]
        to.stresses[rows] = from_.stresses[rows]


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
