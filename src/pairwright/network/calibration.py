"""Whether an ensemble's spread says how wrong it is, judged on held-out rows."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from pairwright.data.dataset import Dataset
from pairwright.network.potential_ensemble import Spread
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]

BINS = 10
"""Held-out values are sorted by spread and cut into this many parts of equal size."""
CALIBRATION_COLUMNS = ("quantity", "unit", "values", "spread", "error")
_SIX = np.triu_indices(3)


def errors_and_spreads(
    dataset: Dataset, held_out: Spread
) -> dict[str, tuple[str, FloatArray, FloatArray]]:
    """Return unit, errors (k,) and spreads (k,) of each quantity, where the data know it."""
    mean, deviation = held_out.mean, held_out.deviation
    per_atom = MEV_PER_EV / dataset.natoms
    pairs = {
        "energy": (
            "meV/atom",
            (mean.energies - dataset.energies) * per_atom,
            deviation.energies * per_atom,
        ),
        "force": (
            "meV/Å",
            ((mean.forces - dataset.forces) * MEV_PER_EV).ravel(),
            (deviation.forces * MEV_PER_EV).ravel(),
        ),
        "stress": (
            "GPa",
            ((mean.stresses - dataset.stresses)[:, *_SIX] * GPA_PER_EV_A3).ravel(),
            (deviation.stresses[:, *_SIX] * GPA_PER_EV_A3).ravel(),
        ),
    }
    found = {}
    for name, (unit, errors, spreads) in pairs.items():
        # Symmetry makes some forces and stresses zero for every member: they say nothing.
        known = np.isfinite(errors) & (spreads > 1e-9 * max(float(np.nanmax(spreads)), 1e-300))
        if known.any():
            found[name] = (unit, errors[known], spreads[known])
    return found


def calibration(dataset: Dataset, held_out: Spread) -> dict[str, Any]:
    """Return for each quantity how spread and error of held-out predictions go together.

    ``factor`` is the root mean square of the errors over that of the spreads: multiplied with it,
    the spread is as large as the error on the whole. ``within`` says which share of the errors is
    inside one and two such multiples (0.68 and 0.95 for normal errors), ``rank_correlation`` is
    Spearman's, between spread and size of the error.
    """
    record = {}
    for name, (unit, errors, spreads) in errors_and_spreads(dataset, held_out).items():
        rmse, spread = (float(np.sqrt(np.mean(values**2))) for values in (errors, spreads))
        factor = rmse / spread
        ratios = np.abs(errors) / (factor * spreads)
        ranks = spearmanr(spreads, np.abs(errors)).statistic if len(errors) > 2 else np.nan
        record[name] = {
            "unit": unit,
            "values": len(errors),
            "factor": factor,
            "rmse": rmse,
            "rms_spread": spread,
            "within": {
                "one": float(np.mean(ratios <= 1.0)),
                "two": float(np.mean(ratios <= 2.0)),
            },
            "rank_correlation": float(ranks),
        }
    return record


def calibration_rows(dataset: Dataset, held_out: Spread) -> list[tuple[Any, ...]]:
    """Return rows of ``CALIBRATION_COLUMNS``: root mean squares of spread and error in each bin."""
    table = []
    for name, (unit, errors, spreads) in errors_and_spreads(dataset, held_out).items():
        order = np.argsort(spreads, kind="stable")
        for part in np.array_split(order, min(BINS, len(order))):
            spread, error = (float(np.sqrt(np.mean(v[part] ** 2))) for v in (spreads, errors))
            table.append((name, unit, len(part), spread, error))
    return table


def extrapolation(dataset: Dataset, held_out: Spread) -> dict[str, Any]:
    """Compare held-out rows that have an atom in new surroundings (grade above 1) with the others.

    Errors are root mean squares of the energy in meV/atom and of force components in meV/Å.
    """
    highest = np.maximum.reduceat(held_out.grades, dataset.starts[:-1])
    known = np.isfinite(held_out.mean.energies)
    energy = (held_out.mean.energies - dataset.energies) / dataset.natoms * MEV_PER_EV
    force = (held_out.mean.forces - dataset.forces) * MEV_PER_EV
    record = {}
    for name, rows in (("inside", known & (highest <= 1)), ("outside", known & (highest > 1))):
        record[name] = {
            "rows": int(rows.sum()),
            "energy_rmse_meV_per_atom": _rms(energy[rows]),
            "force_rmse_meV_per_A": _rms(force[np.repeat(rows, dataset.natoms)]),
        }
    return {**record, "largest_grade": float(np.nanmax(highest))}


def _rms(errors: FloatArray) -> float | None:
    known = errors[np.isfinite(errors)]
    return float(np.sqrt(np.mean(known**2))) if known.size else None
