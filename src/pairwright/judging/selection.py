"""All forms and the neural potential side by side, and which of them to take.

Every model is judged on the same rows that its fit has not seen. The score of a model is the root
of the mean, over energy, force and stress, of its squared held-out errors in units of
``fit.weights``. Taken is the model with the fewest parameters whose score is within one standard
error of the best. Source of that rule: L. Breiman et al., Classification and Regression Trees
(1984), section 3.4.3.
"""

from typing import Any

import numpy as np

from pairwright.judging.cross_validation import GROUPED, LEFT_OUT, RANDOM
from pairwright.potentials.library import TRIPLE_DIPOLE
from pairwright.potentials.spline import SPLINE
from pairwright.units import MEV_PER_EV

NEURAL = "neural"
QUANTITIES = ("energy_rmse_meV_per_atom", "force_rmse_meV_per_A", "stress_rmse_GPa")
SELECTION_COLUMNS = (
    "model",
    "parameters",
    "split",
    "structure",
    *QUANTITIES,
    *(name.replace("rmse", "rmse_standard_error") for name in QUANTITIES),
)
EVERYTHING = "all"


def selection_rows(
    judgements: dict[str, dict[str, Any]], neural: dict[str, Any] | None
) -> list[tuple[Any, ...]]:
    """Return rows of ``SELECTION_COLUMNS`` for each model, split and structure.

    ``judgements`` are contents of judgement.json by form; ``neural`` is the neural potential's
    entry in the same shape, None without one.
    """
    models = judgements | ({NEURAL: neural} if neural else {})
    table: list[tuple[Any, ...]] = []
    for name, judgement in models.items():
        for split in (GROUPED, LEFT_OUT, RANDOM):
            errors = judgement["cross_validation"].get(split)
            if errors and "all" in errors:
                whole = {EVERYTHING: errors["all"], **errors["by_structure"]}
                for structure, found in whole.items():
                    values = [found.get(column) for column in SELECTION_COLUMNS[4:]]
                    table.append((name, parameters_of(judgement), split, structure, *values))
    return table


def parameters_of(judgement: dict[str, Any]) -> int:
    """Return how many numbers a model's fit determines."""
    return int(judgement["information"]["free_parameters"])


def score(errors: dict[str, Any], weights: dict[str, Any]) -> tuple[float, float]:
    """Return a model's score and its standard error, both without unit.

    ``errors`` is a table of root mean square errors with their standard errors, ``weights`` is the
    section of the configuration. What no row has, or no weight is given for, does not count.
    """
    scales = (
        (weights["energy_eV_per_atom"] or np.nan) * MEV_PER_EV,
        (weights["force_eV_per_A"] or np.nan) * MEV_PER_EV,
        weights["stress_GPa"] or np.nan,
    )
    squares, variances = [], []
    for column, scale in zip(QUANTITIES, scales, strict=True):
        value = errors.get(column)
        error = errors.get(column.replace("rmse", "rmse_standard_error"))
        if value is not None and np.isfinite(scale):
            squares.append((value / scale) ** 2)
            variances.append((2 * value * (error or 0.0) / scale**2) ** 2)
    root = float(np.sqrt(np.mean(squares)))
    deviation = float(np.sqrt(np.sum(variances))) / len(squares)
    return root, deviation / (2 * root) if root else 0.0


def ranking(
    judgements: dict[str, dict[str, Any]], neural: dict[str, Any] | None, weights: dict[str, Any]
) -> dict[str, Any]:
    """Return scores on grouped folds, the best model, and the simplest that is as good."""
    models = judgements | ({NEURAL: neural} if neural else {})
    scores = {
        name: score(judgement["cross_validation"][GROUPED]["all"], weights)
        for name, judgement in models.items()
    }
    return {
        "scores": {
            name: {
                "score": scores[name][0],
                "standard_error": scores[name][1],
                "parameters": parameters_of(judgement),
            }
            for name, judgement in models.items()
        },
        "best": _taken(scores, models)[0],
        "taken": _taken(scores, models)[1],
        "best_form": _taken(scores, judgements)[0],
        "taken_form": _taken(scores, judgements)[1],
    }


def _taken(
    scores: dict[str, tuple[float, float]], models: dict[str, dict[str, Any]]
) -> tuple[str, str]:
    """Return the best model, and the one with the fewest parameters within its standard error."""
    best = min(models, key=lambda name: scores[name][0])
    limit = sum(scores[best])
    good = [name for name in models if scores[name][0] <= limit]
    return best, min(good, key=lambda name: (parameters_of(models[name]), scores[name][0]))


def shares(judgements: dict[str, dict[str, Any]], neural: dict[str, Any] | None) -> dict[str, Any]:
    """Return what each form's squared held-out error is made of, in percent of it.

    ``form``: what a spline, the best that a pair potential can do, takes away; ``pair``: what
    triple dipoles on top of the spline, or else the neural potential, take away of the rest. None
    where the model that tells is missing; a negative share means that the richer model does worse
    on rows it has not seen.
    """
    if SPLINE not in judgements:
        return {}
    floor = _squares(judgements[SPLINE])
    three_body = judgements.get(SPLINE + TRIPLE_DIPOLE)
    result: dict[str, Any] = {}
    for name, judgement in judgements.items():
        if name.startswith(SPLINE) or name.endswith(TRIPLE_DIPOLE):
            continue
        mine = _squares(judgement)
        result[name] = {
            quantity: {
                "form_percent": _percent(mine[quantity], floor[quantity]),
                "pair_and_rest_percent": _percent(mine[quantity], mine[quantity] - floor[quantity]),
            }
            for quantity in mine
            if quantity in floor
        }
    richer = {"axilrod_teller": three_body, NEURAL: neural}
    result["beyond_pairs"] = {
        name: {
            quantity: _percent(floor[quantity], value)
            for quantity, value in _squares(model).items()
            if quantity in floor
        }
        for name, model in richer.items()
        if model is not None
    }
    return result


def _squares(judgement: dict[str, Any]) -> dict[str, float]:
    errors = judgement["cross_validation"][GROUPED]["all"]
    return {
        column.split("_")[0]: errors[column] ** 2
        for column in QUANTITIES
        if errors.get(column) is not None
    }


def _percent(whole: float, rest: float) -> float | None:
    """Return by how many percent of ``whole`` the ``rest`` is smaller."""
    return 100 * (1 - rest / whole) if whole else None
