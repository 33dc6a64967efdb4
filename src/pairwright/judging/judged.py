"""A fit that is to be judged, with the sums of the groups that its data come in."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.data.splits import grouped_folds, held_out
from pairwright.errors import PairwrightError
from pairwright.fit import options as pair_fit
from pairwright.fit.engine import Data, Fit, fit_rows, prepared
from pairwright.fit.global_search import global_start
from pairwright.fit.start import starting_values
from pairwright.fit.sums import Sums
from pairwright.judging.part_sums import PartSums

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.str_]

PARAMETERS = {
    **pair_fit.PARAMETERS,
    "test_fraction": "fit.test_fraction",
    "judging": "fit.judging",
}
"""The parameters of a script that judges fits, with their keys in the configuration."""

MOST_UNITS = 500
"""Larger databases have their groups bunched, so that memory does not grow with them."""


@dataclass(frozen=True)
class Units:
    """What is resampled: the groups of a database, or bunches of them where there are many.

    ``number`` (m,) says which of the g units a row belongs to. A unit has rows of one structure
    and one fold, all or none of them in ``training``: ``structures``, ``folds``, ``training`` (g,).
    """

    number: IndexArray
    structures: Labels
    folds: IndexArray
    training: Mask

    @classmethod
    def of(
        cls, dataset: Dataset, folds: IndexArray, training: Mask, most: int = MOST_UNITS
    ) -> "Units":
        """Take each group as a unit, or deal them to about ``most`` where there are more."""
        cells = _numbered(dataset.structures, folds.astype(np.str_), training.astype(np.str_))
        groups = _numbered(dataset.structures, dataset.groups)
        if groups.max() >= most:
            share = max(1, most // (int(cells.max()) + 1))
            groups = _numbered((groups % share).astype(np.str_), cells.astype(np.str_))
        _, first, number = np.unique(groups, return_index=True, return_inverse=True)
        return cls(number, dataset.structures[first], folds[first], training[first])

    def __len__(self) -> int:
        return len(self.structures)

    def of_rows(self, rows: Mask) -> FloatArray:
        """Return the weights (g,) that keep the units of ``rows`` (m,) and no others."""
        weights = np.zeros(len(self))
        weights[np.unique(self.number[rows])] = 1.0
        return weights


def _numbered(*labels: Labels) -> IndexArray:
    """Number the different combinations of labels (m,)."""
    combined = np.array(["\n".join(row) for row in zip(*labels, strict=True)])
    _, number = np.unique(combined, return_inverse=True)
    return np.asarray(number, dtype=np.int64)


@dataclass(frozen=True)
class Judged:
    """The fit of ``fit.json``, its data, and what it takes to fit other parts of them.

    ``training`` (m,) are the rows it was fitted to, ``options`` those of ``PARAMETERS``, ``sums``
    those of each of the ``units``, of all rows.
    """

    data: Data
    options: dict[str, Any]
    fit: Fit
    training: Mask
    units: Units
    sums: PartSums

    @classmethod
    def of(
        cls, form_name: str, dataset: Dataset, pairs: PairTable, options: dict[str, Any]
    ) -> "Judged":
        """Fit a form as its ``fit.json`` has it, and boil down all groups.

        Raises PairwrightError when the form cannot be fitted, or there are fewer groups than
        ``fit.judging.folds``.
        """
        labels, seed = (dataset.structures, dataset.groups), options["seed"]
        try:
            folds = grouped_folds(*labels, options["judging"]["folds"], seed)
        except PairwrightError as error:
            raise PairwrightError(f"fit.judging.folds: {error}") from None
        training = ~held_out(*labels, options["test_fraction"], seed)
        model, data = prepared(form_name, dataset, pairs, options)
        fit = fit_rows(model, data, training, options)
        units = Units.of(dataset, folds, training)
        sums = PartSums.of(fit, data, units.number, options)
        return cls(data, options, fit, training, units, sums)

    @property
    def folds(self) -> IndexArray:
        """The fold (m,) that each row is held out with."""
        return self.units.folds[self.units.number]

    @property
    def clusters(self) -> Labels:
        """The unit (m,) of each row as a label."""
        return self.units.number.astype(np.str_)

    def starts(self, sums: Sums) -> list[FloatArray]:
        """Return the parameter sets (k,) that a fit to ``sums`` starts from, knowing no optimum."""
        variables, seed = self.fit.problem.variables, self.options["seed"]
        found = starting_values(variables, self.options["starts"], seed)
        if self.options["global_search"] and not variables.model.form.linear:
            found.append(global_start(replace(self.fit.problem, sums=sums), seed))
        return found
