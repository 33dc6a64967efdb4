"""Sentences that say what the figures of the neural potential show."""

from typing import Any

import numpy as np
import pandas as pd

from pairwright.figures.captions import brief, label, listed, number
from pairwright.figures.fits import parity_sentence
from pairwright.figures.models import model_looks
from pairwright.figures.names import NEURAL, model_label
from pairwright.figures.network import EVERYTHING
from pairwright.figures.network_volume import is_new
from pairwright.figures.quantities import QUANTITIES, Quantity
from pairwright.figures.style import in_order
from pairwright.units import MEV_PER_EV

_ENERGY = QUANTITIES["energy"]


def errors_sentence(comparison: pd.DataFrame, record: dict[str, Any]) -> str:
    """Give the errors over all rows, the gain over pair forms, and the crystal that fails.

    ``comparison`` is comparison.csv of the study, ``record`` its comparison.json.
    """
    overall = record["cross_validation"]
    text = f"{overall['rows']} rows in grouped cross-validation: {_errors(overall)} by the network."
    gains = [_gain(model, times) for model, times in record["times_better"].items()]
    gains = [gain for gain in gains if gain]
    if gains:
        text += f" Errors over those of the network: {'; '.join(gains)}."
    return f"{text} {_left_out(comparison)}"


def _errors(errors: dict[str, Any]) -> str:
    parts = [
        f"{quantity.name} {brief(errors[quantity.column])} {quantity.unit}"
        for quantity in QUANTITIES.values()
        if errors.get(quantity.column) is not None
    ]
    return listed(parts)


def _gain(model: str, times: dict[str, float | None]) -> str:
    """Return how many times larger the errors of a pair form are."""
    known = [f"{name} {brief(factor)}" for name, factor in times.items() if factor]
    return f"{model_label(model)} {listed(known)}" if known else ""


def _left_out(comparison: pd.DataFrame) -> str:
    """Name the crystal whose energies are predicted worst when it is left out as a whole."""
    crystals = comparison[comparison["structure"] != EVERYTHING]
    alone, among = (_energy_errors(crystals, split) for split in ("left-out", "grouped"))
    if not alone:
        return "No crystal was left out as a whole: there is only one."
    worst = max(alone[NEURAL], key=alone[NEURAL].__getitem__)
    pairs = [
        f"{brief(alone[model][worst])} by {model_label(model)}"
        for model in model_looks(alone)
        if model != NEURAL
    ]
    compared = f", {listed(pairs)}" if pairs else ""
    return (
        f"Of crystals left out as a whole, {label(worst)} is predicted worst: "
        f"{brief(alone[NEURAL][worst])} {_ENERGY.unit}{compared}; with other volumes of it to "
        f"learn from, the network's error is {brief(among[NEURAL][worst])}."
    )


def _energy_errors(comparison: pd.DataFrame, split: str) -> dict[str, dict[str, float]]:
    """Return the energy errors for a split by model and crystal."""
    rows = comparison[comparison["split"] == split]
    found: dict[str, dict[str, float]] = {}
    columns = (rows[name].tolist() for name in ("model", "structure", _ENERGY.column))
    for model, structure, error in zip(*columns, strict=True):
        found.setdefault(model, {})[structure] = error
    return found


def network_parity_sentence(predictions: pd.DataFrame) -> str:
    """Say how large the held-out errors are, the largest one, and which crystals are better."""
    errors = predictions["energy_error_meV_per_atom"]
    farthest = predictions.iloc[int(np.argmax(errors.abs()))]
    rmse = float((errors**2).mean() ** 0.5)
    return (
        f"{len(predictions)} rows, each predicted by networks that have not seen its group: RMSE "
        f"{brief(rmse)} meV/atom; the largest error is {number(float(errors.abs().max()))} "
        f"meV/atom, of row {farthest['id']} ({label(farthest['structure'])}). "
        f"{parity_sentence(predictions)}"
    )


def learning_sentence(curve: pd.DataFrame) -> str:
    """Say how the energy error of each model falls from the fewest to the most rows."""
    parts = []
    for model in model_looks(curve["model"]):
        mine = curve[curve["model"] == model].sort_values("training_rows", kind="stable")
        errors = [brief(error) for error in mine[_ENERGY.column]]
        rows = [f"{count:.0f}" for count in mine["training_rows"]]
        name = "the network" if model == NEURAL else model_label(model)
        if len(mine) == 1:
            parts.append(f"{name} {errors[0]} with {rows[0]} rows")
        else:
            parts.append(
                f"{name} from {errors[0]} with {rows[0]} rows to {errors[-1]} with {rows[-1]}"
            )
    return f"Energy error in {_ENERGY.unit}: {'; '.join(parts)}."


def calibration_sentence(record: dict[str, Any]) -> str:
    """Give the factors between error and spread, and what the extrapolation flag is worth.

    ``record`` is comparison.json of the study.
    """
    found = record["calibration"]
    if not found:
        text = "One member has no spread, so there is nothing to compare errors with."
    else:
        parts = [
            f"{name} {brief(one['factor'])} ({_share(one['within']['one'])} and "
            f"{_share(one['within']['two'])})"
            for name, one in found.items()
        ]
        text = (
            "Error over spread, and the shares of errors within one and two spreads times this "
            f"factor (normal errors: 68 % and 95 %): {listed(parts)}."
        )
    text += f" {_flag('In cross-validation', record['extrapolation'])}"
    if "left_out_extrapolation" in record:
        text += f" {_flag('With a crystal left out', record['left_out_extrapolation'])}"
    return text


def _share(fraction: float) -> str:
    return f"{100 * fraction:.0f} %"


def _flag(where: str, found: dict[str, Any]) -> str:
    """Say how many rows are flagged, and how their errors compare with those of the others."""
    inside, outside = found["inside"], found["outside"]
    rows = inside["rows"] + outside["rows"]
    text = f"{where} {outside['rows']} of {rows} rows are flagged as extrapolation"
    parts = [
        f"{quantity.name} {brief(outside[quantity.column])} against "
        f"{brief(inside[quantity.column])} {quantity.unit}"
        for quantity in QUANTITIES.values()
        if _both_known(quantity, inside, outside)
    ]
    return f"{text}, with errors of {listed(parts)}." if parts else f"{text}."


def _both_known(quantity: Quantity, *records: dict[str, Any]) -> bool:
    return all(record.get(quantity.column) is not None for record in records)


def ensemble_volume_sentence(points: pd.DataFrame, curves: pd.DataFrame) -> str:
    """Say how sure the ensemble is within the data and at both ends, and what is flagged there."""
    names = in_order(points["structure"])
    if not names:
        return "No structure has a volume."
    within, below, above = [], [], []
    for name in names:
        data = points.loc[points["structure"] == name, "volume_per_atom_A3"]
        curve = curves[curves["structure"] == name]
        within.append(curve[curve["volume_per_atom_A3"].between(data.min(), data.max())])
        below.append(curve[:1])
        above.append(curve[-1:])
    parts = [f"within the data up to {_worst(within)}"] if any(map(len, within)) else []
    parts += [
        f"at the {end} volumes drawn up to {_worst(rows)}, {_flagged(rows)}"
        for end, rows in (("smallest", below), ("largest", above))
    ]
    return f"Standard deviation of the energy, in meV/atom: {'; '.join(parts)}."


def _worst(parts: list[pd.DataFrame]) -> str:
    """Return the largest standard deviation, and whose it is."""
    largest = pd.concat(parts).nlargest(1, "energy_std_eV")
    spread = MEV_PER_EV * float(largest["energy_std_eV"].iloc[0])
    return f"{brief(spread)} ({label(largest['structure'].iloc[0])})"


def _flagged(parts: list[pd.DataFrame]) -> str:
    """Return how many of the crystals are flagged at one end."""
    count = sum(bool(is_new(part).any()) for part in parts)
    if count == len(parts):
        return "all flagged as extrapolation"
    return f"{count or 'none'} of {len(parts)} flagged as extrapolation"
