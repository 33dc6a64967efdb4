"""An ensemble of networks trained for one split of a dataset, on top of a pair potential."""

import glob
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.splits import child_generator
from pairwright.errors import PairwrightError
from pairwright.fit.engine import fit_rows, prepared
from pairwright.fit.prediction import predict
from pairwright.fit.reference import reference_energy
from pairwright.fit.targets import Quantities
from pairwright.network.checkpoint import fingerprint
from pairwright.network.domain import Domain
from pairwright.network.potential import NeuralPotential, spread_of
from pairwright.network.study import Study
from pairwright.network.training import Trained, energies_and_slopes, train
from pairwright.network.training_set import (
    Standard,
    TrainingBlock,
    blocks_of,
    training_block,
)

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LOGGER = logging.getLogger("pairwright")

VOIGT_MATRIX = np.array([[0, 5, 4], [5, 1, 3], [4, 3, 2]])
"""Where in ASE's six numbers each component of a symmetric tensor stands."""


@dataclass(frozen=True)
class Baseline:
    """The pair potential under the networks.

    ``fit`` is as in fit.json, None for no pair potential; ``predicted`` is what it says of all rows
    without the reference energy, ``reference_energy`` is in eV an atom.
    """

    fit: dict[str, Any] | None
    predicted: Quantities
    reference_energy: float


@dataclass(frozen=True)
class Ensemble:
    """A trained ensemble: the potential, and how each member was trained."""

    potential: NeuralPotential
    baseline: Baseline
    trained: list[Trained]


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation over an ensemble for every row, and the grade of every atom."""

    mean: Quantities
    deviation: Quantities
    grades: FloatArray


def pair_baseline(study: Study, form_name: str | None, rows: Mask) -> Baseline:
    """Fit a pair form to ``rows`` (m,) by least squares; without a form the baseline is zero.

    Without a form, a reference energy that is to be fitted is the mean energy an atom.
    """
    dataset, pairs, options = study.dataset, study.pairs, study.options
    zero = reference_energy(options["reference"], dataset)
    if form_name is None:
        nothing = Quantities.empty(dataset)
        for values in vars(nothing).values():
            values[:] = 0.0
        if zero is None:
            zero = float(np.mean((dataset.energies / dataset.natoms)[rows]))
        return Baseline(None, nothing, zero)
    model, data = prepared(form_name, dataset, pairs, options)
    solution = fit_rows(model, data, rows, options).solution
    values = solution.parameters.tolist()
    fit = model.record() | {
        "parameters": {
            parameter.name: {"value": value, "unit": parameter.unit}
            for parameter, value in zip(model.parameters, values, strict=True)
        },
        "reference_energy": {"value_eV": solution.reference_energy},
    }
    found = predict(dataset, pairs, model, values, data.triples)
    return Baseline(fit, found, solution.reference_energy)


def train_ensemble(
    study: Study, rows: Mask, name: str, members: int, checkpoints: Path | None = None
) -> Ensemble:
    """Train ``members`` networks on ``rows`` (m,) of the dataset; each holds out groups of its own.

    ``name`` is the split's, from which the random numbers are drawn. Interrupted trainings go on
    from the folder ``checkpoints``.
    Raises PairwrightError when there is nothing to train on, or a checkpoint is another training's.
    """
    if not rows.any():
        raise PairwrightError(f"network: {name}: there is no row to train on")
    options, table = study.options["network"], study.table
    baseline = pair_baseline(study, options["baseline"], rows)
    values = np.asarray(table.values[np.repeat(rows, study.dataset.natoms)])
    standard = Standard.of(values)
    layers = (table.descriptors.count, *options["hidden_units"], 1)
    trained = [
        train_member(study, rows, name, member, baseline, standard, layers, checkpoints)
        for member in range(members)
    ]
    if checkpoints is not None:
        for file in checkpoints.glob(f"{glob.escape(name)}-*.npz"):
            file.unlink()
    potential = NeuralPotential(
        study.element,
        table.descriptors,
        layers,
        np.stack([network.parameters for network in trained]),
        standard,
        Domain.of((values - standard.mean) / standard.scale),
        baseline.fit,
        baseline.reference_energy,
    )
    return Ensemble(potential, baseline, trained)


def train_member(
    study: Study,
    rows: Mask,
    name: str,
    member: int,
    baseline: Baseline,
    standard: Standard,
    layers: tuple[int, ...],
    checkpoints: Path | None,
) -> Trained:
    """Train one member of :func:`train_ensemble`: its seed and validation rows are its own."""
    options = study.options["network"]
    generator = child_generator(study.options["seed"], f"network {name} member {member}")
    held = validation_rows(study.dataset, rows, options["validation_fraction"], generator)
    rest = _rest(study.dataset, baseline)
    training, validation = (_blocks(study, standard, rest, part) for part in (rows & ~held, held))
    made_for = _fingerprint(study, rows, name, member)
    # The name holds the fingerprint: a changed configuration starts anew by itself.
    file = checkpoints / f"{name}-{member}-{made_for[:12]}.npz" if checkpoints else None
    found = train(training, validation, layers, generator, options["training"], file, made_for)
    LOGGER.info(
        "%s: network %d of %d: %d iterations, validation loss %.4g (%s)",
        name,
        member + 1,
        options["members"],
        len(found.history),
        found.best_loss,
        found.reason,
    )
    return found


def validation_rows(
    dataset: Dataset, rows: Mask, fraction: float, generator: np.random.Generator
) -> Mask:
    """Draw a share of the groups of each structure among ``rows`` (m,), never all of them.

    Groups of one row and of several are drawn apart; returns a mask (m,).
    """
    held = np.zeros(len(rows), dtype=bool)
    for structure in np.unique(dataset.structures[rows]):
        mine = rows & (dataset.structures == structure)
        names, sizes = np.unique(dataset.groups[mine], return_counts=True)
        for kind in (names[sizes == 1], names[sizes > 1]):
            count = min(int(np.ceil(fraction * len(kind))), len(kind) - 1)
            held |= mine & np.isin(dataset.groups, generator.permutation(kind)[: max(count, 0)])
    return held


def predicted(study: Study, ensemble: Ensemble) -> Spread:
    """Return what the ensemble says of every row, with baseline and reference energy."""
    dataset, table, potential = study.dataset, study.table, ensemble.potential
    count = len(potential.members)
    energies = np.empty((count, len(dataset)))
    forces = np.empty((count, len(dataset.positions), 3))
    stresses = np.empty((count, len(dataset), 3, 3))
    grades = np.empty(len(dataset.positions))
    standard = potential.standard
    for rows in blocks_of(table.natoms, np.arange(len(dataset)), table.descriptors.count):
        values, derivatives = table.rows(dataset, rows)
        values = (values - standard.mean) / standard.scale
        derivatives = derivatives / standard.scale
        atoms = np.concatenate([np.arange(*dataset.starts[row : row + 2]) for row in rows])
        grades[atoms] = potential.domain.grades(values.reshape(-1, values.shape[2]))
        for member, flat in enumerate(potential.members):
            energy, slopes = energies_and_slopes(flat, potential.layers, values, derivatives)
            energies[member, rows] = energy
            forces[member, atoms] = -slopes[:, :-6].reshape(-1, 3)
            strains = slopes[:, -6:] / dataset.volumes[rows][:, None]
            stresses[member, rows] = strains[:, VOIGT_MATRIX]
    base = ensemble.baseline
    mean = Quantities(
        energies.mean(axis=0) + base.predicted.energies + base.reference_energy * dataset.natoms,
        forces.mean(axis=0) + base.predicted.forces,
        stresses.mean(axis=0) + base.predicted.stresses,
    )
    deviation = Quantities(*(spread_of(values) for values in (energies, forces, stresses)))
    return Spread(mean, deviation, grades)


def _rest(dataset: Dataset, baseline: Baseline) -> Quantities:
    """Return what is left for the networks once the baseline is subtracted."""
    return Quantities(
        dataset.energies - baseline.reference_energy * dataset.natoms - baseline.predicted.energies,
        dataset.forces - baseline.predicted.forces,
        dataset.stresses - baseline.predicted.stresses,
    )


def _blocks(study: Study, standard: Standard, rest: Quantities, rows: Mask) -> list[TrainingBlock]:
    table, dataset, weights = study.table, study.dataset, study.options["weights"]
    return [
        training_block(table, dataset, standard, rest, weights, chosen)
        for chosen in blocks_of(table.natoms, np.flatnonzero(rows), table.descriptors.count)
    ]


def _fingerprint(study: Study, rows: Mask, name: str, member: int) -> str:
    dataset = study.dataset
    options = {key: value for key, value in study.options.items() if key != "network"}
    network = study.options["network"]
    # Only what a training depends on: with more members or folds, those that exist go on.
    options["network"] = {
        key: network[key] for key in ("baseline", "hidden_units", "validation_fraction", "training")
    }
    return fingerprint(
        options,
        study.table.descriptors.as_numbers(),
        study.pairs.cutoff_radius,
        [name, member],
        rows,
        *(dataset.positions, dataset.cells, dataset.energies, dataset.forces, dataset.stresses),
    )
