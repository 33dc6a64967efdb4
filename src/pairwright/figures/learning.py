"""The learning curve of a neural potential, with the whole cross-validation as its last point."""

import pandas as pd

from pairwright.figures.network import EVERYTHING
from pairwright.figures.quantities import QUANTITIES


def whole_curve(curve: pd.DataFrame, comparison: pd.DataFrame, folds: int) -> pd.DataFrame:
    """Return rows of ``model``, ``training_rows`` and errors, by rising number of rows.

    ``curve`` is learning_curve.csv, ``comparison`` is comparison.csv. Every row is in one of the
    folds, so the cross-validation trains on (folds - 1) / folds of them on average.
    """
    columns = ["model", "training_rows", *(quantity.column for quantity in QUANTITIES.values())]
    together = comparison["structure"] == EVERYTHING
    last = comparison[(comparison["split"] == "grouped") & together]
    last = last.drop_duplicates("model").assign(
        training_rows=lambda table: table["rows"] * (folds - 1) / folds
    )
    models = list(dict.fromkeys(curve["model"])) or list(last["model"])
    last = last[last["model"].isin(models)]
    parts = [part[columns] for part in (curve, last) if len(part)]
    return pd.concat(parts).sort_values("training_rows", kind="stable", ignore_index=True)
