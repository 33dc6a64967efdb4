"""Everything that is said of one fitted form: ``judgement.json`` and the tables beside it."""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.judging import cross_validation as held_out_by
from pairwright.judging.bootstrap import Resamples, bootstrap_record, resamples
from pairwright.judging.calibration import calibration, error_bars
from pairwright.judging.cross_validation import (
    GROUPED,
    HELD_OUT_COLUMNS,
    LEFT_OUT,
    RANDOM,
    HeldOut,
    errors_record,
    held_out_rows,
    leak_record,
    seen_record,
)
from pairwright.judging.directions import degeneracy_warning, directions, reference_degeneracy
from pairwright.judging.information import information
from pairwright.judging.judged import Judged
from pairwright.judging.learning_curve import LEARNING_COLUMNS, learning_rows
from pairwright.judging.profiles import profiles
from pairwright.judging.propagation import propagated
from pairwright.judging.sampling import Samples, sample, samples_record
from pairwright.store import write_csv, write_json, write_npz

LOGGER = logging.getLogger("pairwright")

ONE_STRUCTURE = "it is the only structure of the database"


@dataclass(frozen=True)
class Judgement:
    """The content of ``judgement.json``, rows of the two tables, and the arrays of samples."""

    record: dict[str, Any]
    held_out: list[tuple[Any, ...]]
    learning: list[tuple[Any, ...]]
    samples: dict[str, npt.NDArray[Any]]

    def save(self, record: str, held_out: str, learning: str, samples: str) -> None:
        """Write everything to the files of these names: JSON, two CSV tables, NPZ."""
        write_csv(held_out, HELD_OUT_COLUMNS, self.held_out)
        write_csv(learning, LEARNING_COLUMNS, self.learning)
        write_npz(samples, self.samples)
        write_json(record, self.record)


def judgement(
    form_name: str,
    dataset: Dataset,
    pairs: PairTable,
    summary: dict[str, Any],
    equations: dict[str, Any],
    options: dict[str, Any],
) -> Judgement:
    """Judge one form in every way.

    ``summary`` and ``equations`` are the contents of the database's ``summary.json`` and
    ``equation_of_state.json``; ``options`` holds :data:`pairwright.judging.judged.PARAMETERS`.
    Raises PairwrightError when the form cannot be fitted or judged.
    """
    judged = Judged.of(form_name, dataset, pairs, options)
    LOGGER.info("%s: fitted to %d of %d rows", form_name, judged.training.sum(), len(dataset))
    if (warning := degeneracy_warning(judged.fit)) is not None:
        LOGGER.warning("warning: %s", warning)
    grouped, left_out = held_out_by.grouped(judged), held_out_by.left_out(judged)
    validation = _validation(judged, grouped, left_out)
    LOGGER.info("%s: cross-validated", form_name)
    learning = learning_rows(judged)
    found = resamples(judged)
    samples = sample(judged.fit, options["seed"], kept=options["judging"]["samples"])
    LOGGER.info("sampling: %s", samples.diagnostics["sentence"])
    calibrated = calibration(judged, grouped, error_bars(judged, found, samples))
    properties = propagated(judged, summary["element"], equations, found, samples)
    record = {
        **judged.fit.problem.variables.model.record(),
        "database": summary["database"],
        "element": summary["element"],
        "rows": {"all": len(dataset), "fitted": int(judged.training.sum())},
        "cross_validation": validation,
        "bootstrap": bootstrap_record(judged, found),
        "sampling": samples_record(judged.fit, samples),
        "directions": directions(judged.fit),
        "reference_energy_alone": reference_degeneracy(judged.fit),
        "profiles": profiles(judged.fit),
        "calibration": calibrated,
        "properties": properties,
        "information": information(judged),
    }
    tables = [held for held in (grouped, left_out) if held is not None]
    rows = [row for held in tables for row in held_out_rows(judged, held)]
    return Judgement(record, rows, learning, _arrays(judged, found, samples))


def _validation(judged: Judged, grouped: HeldOut, left_out: HeldOut | None) -> dict[str, Any]:
    random = held_out_by.random(judged)
    return {
        "folds": judged.options["judging"]["folds"],
        "fitted": seen_record(judged),
        GROUPED: errors_record(judged, grouped),
        LEFT_OUT: _left_out(judged, left_out),
        RANDOM: errors_record(judged, random) | {"leaky": True},
        "leak": leak_record(judged, grouped, random),
    }


def _left_out(judged: Judged, left_out: HeldOut | None) -> dict[str, Any]:
    if left_out is None:
        return {"absent": {str(judged.data.dataset.structures[0]): ONE_STRUCTURE}}
    return errors_record(judged, left_out)


def _arrays(judged: Judged, found: Resamples, samples: Samples) -> dict[str, npt.NDArray[Any]]:
    parameters = judged.fit.problem.variables.model.parameters
    return {
        "parameters": np.array([parameter.name for parameter in parameters]),
        "bootstrap": found.parameters,
        "bootstrap_reference_energies_eV": found.reference_energies,
        "sampling": samples.values.T,
        "sampling_reference_energies_eV": samples.reference_energies,
    }
