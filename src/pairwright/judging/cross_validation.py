"""Errors of a form on rows that its fit has not seen: by groups, by crystals, and by rows.

Grouped folds hold out whole groups, so they ask for other volumes and distortions of known
crystals. Leaving out a crystal asks for a crystal that is not known. Random folds part the copies
rattled from one crystal and volume; what their error is smaller by is the leak.
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.splits import left_out_structures, random_folds
from pairwright.errors import PairwrightError
from pairwright.fit.errors_table import PREDICTION_COLUMNS, prediction_rows, with_reference
from pairwright.fit.prediction import predict
from pairwright.fit.solve import Solution
from pairwright.fit.targets import Quantities
from pairwright.judging.clustered import UNITS, error_table, squares_of_rows, times_smaller
from pairwright.judging.judged import Judged
from pairwright.judging.part_sums import PartSums
from pairwright.judging.refit import refit

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LOGGER = logging.getLogger("pairwright")

GROUPED, LEFT_OUT, RANDOM = "grouped", "left-out", "random"
HELD_OUT_COLUMNS = (*PREDICTION_COLUMNS[:3], "kind", "part", *PREDICTION_COLUMNS[4:])


@dataclass(frozen=True)
class HeldOut:
    """Predictions of all rows, each by a fit without the part that it belongs to.

    ``parts`` (m,) name the part of each row, ``predicted`` includes the reference energy and is
    NaN for rows of parts that are ``absent``, by name, with the reason. ``solutions`` are the
    others' optima.
    """

    kind: str
    parts: npt.NDArray[np.str_]
    predicted: Quantities
    solutions: dict[str, Solution]
    absent: dict[str, str]


def grouped(judged: Judged) -> HeldOut:
    """Hold out one fold of whole groups after the other.

    Raises PairwrightError when no fold can be fitted without.
    """
    parts = np.array([f"fold-{fold}" for fold in judged.folds])
    weights = {name: judged.units.of_rows(parts != name) for name in np.unique(parts).tolist()}
    return held_out(judged, GROUPED, parts, judged.sums, weights)


def left_out(judged: Judged) -> HeldOut | None:
    """Leave out one crystal after the other; None when there is only one.

    Raises PairwrightError when no crystal can be left out.
    """
    structures = judged.data.dataset.structures
    names = left_out_structures(structures)
    if not names:
        return None
    weights = {name: judged.units.of_rows(~rows) for name, rows in names.items()}
    return held_out(judged, LEFT_OUT, structures, judged.sums, weights)


def random(judged: Judged) -> HeldOut:
    """Hold out one fold of rows after the other, whatever their groups.

    Raises PairwrightError when no fold can be fitted without.
    """
    options, count = judged.options, judged.options["judging"]["folds"]
    folds = random_folds(judged.data.dataset.structures, count, options["seed"])
    sums = PartSums.of(judged.fit, judged.data, folds, options)
    weights = {f"fold-{fold}": (np.arange(count) != fold).astype(float) for fold in range(count)}
    parts = np.array([f"fold-{fold}" for fold in folds])
    return held_out(judged, RANDOM, parts, sums, weights)


def held_out(
    judged: Judged,
    kind: str,
    parts: npt.NDArray[np.str_],
    sums: PartSums,
    weights: dict[str, FloatArray],
) -> HeldOut:
    """Fit without each part and predict it, exactly, over all of its pairs.

    ``weights`` (p,) choose, for each part, what of ``sums`` is fitted. The fits start where a fit
    that knows nothing starts, so that held-out rows have no say.
    Raises PairwrightError when no part can be held out.
    """
    dataset, form = judged.data.dataset, judged.fit.problem.variables.model.name
    predicted = Quantities.empty(dataset)
    for values in vars(predicted).values():
        values[:] = np.nan
    solutions: dict[str, Solution] = {}
    absent: dict[str, str] = {}
    for name, chosen in weights.items():
        try:
            others = sums.joined(chosen)
            solutions[name] = refit(judged.fit, others, judged.starts(others))
        except PairwrightError as error:
            absent[name] = str(error)
            LOGGER.warning("warning: %s: no fit without %s: %s", form, name, error)
        else:
            copy_rows(judged, parts == name, solutions[name], predicted)
    if not solutions:
        raise PairwrightError(f"{form}: no {kind} part can be held out: {absent.popitem()[1]}")
    return HeldOut(kind, parts, predicted, solutions, absent)


def copy_rows(judged: Judged, rows: Mask, solution: Solution, target: Quantities) -> None:
    """Predict ``rows`` (m,) and write them into ``target``."""
    dataset = judged.data.dataset
    found = predicted_rows(judged, rows, solution)
    atoms = np.repeat(rows, dataset.natoms)
    target.energies[rows] = found.energies[rows]
    target.forces[atoms] = found.forces[atoms]
    target.stresses[rows] = found.stresses[rows]


def predicted_rows(judged: Judged, rows: Mask, solution: Solution) -> Quantities:
    """Return what a solution predicts for ``rows`` (m,), reference energy included; others NaN."""
    data, model = judged.data, judged.fit.problem.variables.model
    values = list(solution.parameters)
    found = predict(data.dataset, data.pairs, model, values, data.triples, rows)
    return with_reference(data.dataset, found, solution.reference_energy)


def errors_record(judged: Judged, held: HeldOut) -> dict[str, Any]:
    """Return the errors of held-out rows: of all, of each structure, and of each part.

    Standard errors are from the scatter between groups; between crystals where crystals are left
    out, for all rows together.
    """
    dataset = judged.data.dataset
    squares = squares_of_rows(dataset, held.predicted)
    everything = np.ones(len(dataset), dtype=bool)
    together = dataset.structures if held.kind == LEFT_OUT else judged.clusters
    model = judged.fit.problem.variables.model
    return {
        "all": error_table(squares, everything, together),
        "by_structure": {
            name: error_table(squares, dataset.structures == name, judged.clusters)
            for name in np.unique(dataset.structures).tolist()
        },
        "by_part": {
            name: error_table(squares, held.parts == name, judged.clusters)
            | {
                "parameters": {
                    parameter.name: value
                    for parameter, value in zip(
                        model.parameters, solution.parameters.tolist(), strict=True
                    )
                },
                "reference_energy_eV": solution.reference_energy,
            }
            for name, solution in held.solutions.items()
        },
        "absent": held.absent,
    }


def seen_record(judged: Judged) -> dict[str, Any]:
    """Return the errors of the judged fit on the rows it was fitted to."""
    dataset = judged.data.dataset
    found = predicted_rows(judged, judged.training, judged.fit.solution)
    return error_table(squares_of_rows(dataset, found), judged.training, judged.clusters)


def leak_record(judged: Judged, honest: HeldOut, leaky: HeldOut) -> dict[str, Any]:
    """Return by how many percent the error of random folds is too small, for each quantity."""
    dataset = judged.data.dataset
    squares = [squares_of_rows(dataset, held.predicted) for held in (honest, leaky)]
    record: dict[str, Any] = {}
    for name in UNITS:
        share, error = times_smaller(squares[0][name], squares[1][name], judged.clusters)
        record[f"{name}_percent"] = None if share is None else 100 * share
        record[f"{name}_standard_error_percent"] = None if error is None else 100 * error
    return record | {"sentence": _leak_sentence(record)}


def _leak_sentence(record: dict[str, Any]) -> str:
    said = [
        f"of {name} {record[f'{name}_percent']:.1f}"
        + (f" ± {error:.1f}" if (error := record[f"{name}_standard_error_percent"]) else "")
        + " %"
        for name in UNITS
        if record[f"{name}_percent"] is not None
    ]
    if not said:
        return "There is nothing to compare random folds with."
    return (
        "Random folds part rattled copies of one crystal, so they leak: errors come out smaller "
        f"than with whole groups held out, {', '.join(said)}."
    )


def held_out_rows(judged: Judged, held: HeldOut) -> list[tuple[Any, ...]]:
    """Return a row of ``HELD_OUT_COLUMNS`` for each row that was held out."""
    known = np.isfinite(held.predicted.energies)
    table = prediction_rows(judged.data.dataset, held.predicted, known)
    return [
        (*row[:3], held.kind, part, *row[4:])
        for row, part, there in zip(table, held.parts.tolist(), known, strict=True)
        if there
    ]
