"""The neural potential's errors on rows that it has not seen, judged as the forms are."""

from typing import Any

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.judging.clustered import error_table, squares_of_rows
from pairwright.judging.cross_validation import GROUPED, LEFT_OUT
from pairwright.network.held_out import HeldOut
from pairwright.network.training import weights_of_member


def neural_judgement(
    dataset: Dataset, folds: list[str], left_out: str, potential: dict[str, Any]
) -> dict[str, Any]:
    """Return what a selection reads of a judgement, for the neural potential.

    ``folds`` and ``left_out`` are files of held-out predictions, ``potential`` is the content of
    potential.json. A parameter is a weight or a bias of one member, one of its linear part in the
    descriptors, or one of the pair potential below: the members are not independent, their mean is
    one model.
    """
    baseline = potential["baseline"]
    return {
        "cross_validation": {
            GROUPED: _errors(dataset, HeldOut.load(folds, dataset), dataset.groups),
            LEFT_OUT: _errors(dataset, HeldOut.load([left_out], dataset), dataset.structures),
        },
        "information": {
            "free_parameters": weights_of_member(potential["layers"])
            + (len(baseline["parameters"]) if baseline else 0)
        },
    }


def _errors(dataset: Dataset, held: HeldOut, clusters: Any) -> dict[str, Any] | None:
    """Return errors of all rows and of each structure; ``clusters`` are independent together."""
    known = held.known()
    if not known.any():
        return None
    squares = squares_of_rows(dataset, held.spread.mean)
    return {
        "all": error_table(squares, known, clusters),
        "by_structure": {
            name: error_table(squares, known & (dataset.structures == name), dataset.groups)
            for name in np.unique(dataset.structures[known]).tolist()
        },
    }
