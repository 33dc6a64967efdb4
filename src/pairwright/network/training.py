"""Training of one network on energies, forces and stress by Levenberg-Marquardt."""

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.network.checkpoint import State, resume, save
from pairwright.network.directional import jacobians, passed
from pairwright.network.levenberg_marquardt import Damping, levenberg_marquardt
from pairwright.network.mlp import count, unflatten
from pairwright.network.training_set import TrainingBlock

FloatArray = npt.NDArray[np.float64]
Blocks = Callable[[], Sequence[TrainingBlock]]

CHECKPOINT_EVERY = 10
"""Iterations between two checkpoints."""
STEPS_PER_BATCH = 3
"""Iterations on one mini-batch before the next is drawn."""
SMALLEST_GAIN = 1e-5
"""Training ends when a step lowers the loss by less than this share of it."""


@dataclass(frozen=True)
class Trained:
    """A network that was trained: flat parameters (p,) and how it got there.

    ``best_loss`` is the validation loss of the parameters, reached at ``best_iteration`` (0: none
    was better than no correction); ``history`` (iterations, 2) has the losses of training and
    validation, mean squares of the weighted residuals; ``reason`` says why it ended.
    """

    parameters: FloatArray
    best_loss: float
    best_iteration: int
    history: FloatArray
    reason: str


def initial_parameters(layers: Sequence[int], generator: np.random.Generator) -> FloatArray:
    """Draw hidden weights of variance 1 / inputs; biases, outputs and the linear part are zero.

    ``layers`` are the numbers of inputs, hidden units and outputs. The flat vector has the
    parameters of the network and then one for each input: N(G) + c . G. A training starts with no
    correction at all.
    """
    parts: list[FloatArray] = []
    for inputs, outputs in itertools.pairwise(layers[:-1]):
        parts += [generator.standard_normal(inputs * outputs) / np.sqrt(inputs), np.zeros(outputs)]
    rest = count(layers) - sum(part.size for part in parts)
    return np.concatenate([*parts, np.zeros(rest + layers[0])])


def train(
    training: Sequence[TrainingBlock],
    validation: Sequence[TrainingBlock],
    layers: Sequence[int],
    generator: np.random.Generator,
    options: dict[str, Any],
    checkpoint: Path | None = None,
    made_for: str = "",
) -> Trained:
    """Train a network from random weights; keep what does best on the validation rows.

    ``options`` is ``network.training`` of the configuration: ``iterations``, ``patience``
    (iterations without a better validation loss before it ends), ``batch_rows`` (rows of a
    mini-batch, None for all) and ``weight_decay`` (times the sum of squared parameters, added to
    the loss).
    Without validation rows the training loss decides. The state is kept in ``checkpoint`` and
    taken up from there; ``made_for`` must agree. Raises PairwrightError when it does not, or when
    the targets are not finite.
    """
    course = _Course(training, validation, layers, options, checkpoint, made_for)
    start = resume(checkpoint, made_for) if checkpoint is not None else None
    if start is None:
        first = initial_parameters(layers, generator)
        start = State(0, first, Damping(1e-2), first, course.judged(first), 0, np.empty((0, 2)))
    return course.run(start)


class _Course:
    """A training on its way: its data, its limits, and its state."""

    def __init__(
        self,
        training: Sequence[TrainingBlock],
        validation: Sequence[TrainingBlock],
        layers: Sequence[int],
        options: dict[str, Any],
        checkpoint: Path | None,
        made_for: str,
    ) -> None:
        self.training, self.validation = training, validation
        self.layers, self.options = layers, options
        self.checkpoint, self.made_for = checkpoint, made_for
        self.residuals = residual_count(training)
        self.validation_residuals = residual_count(validation)
        self._last: tuple[FloatArray | None, float] = (None, np.inf)
        if not self.residuals:
            raise PairwrightError(
                "network: the rows to train on have none of the targets that fit.weights weighs"
            )

    def run(self, state: State) -> Trained:
        """Iterate until the validation loss has not improved for long enough."""
        self.state = state
        reason = "iterations"
        while self.state.iteration < self.options["iterations"]:
            blocks, steps = self._batch()
            self.batch_residuals = residual_count(blocks)
            found = levenberg_marquardt(
                functools.partial(self._penalised_loss, blocks),
                functools.partial(self._penalised_equations, blocks),
                self.state.parameters,
                iterations=steps,
                relative_tolerance=SMALLEST_GAIN if blocks is self.training else 0.0,
                damping=self.state.damping,
                on_iteration=self._note,
            )
            reason = "patience" if found.reason == "stopped" else found.reason
            if reason != "iterations":
                break
        best = self.state
        return Trained(best.best, best.best_loss, best.best_iteration, best.history, reason)

    def _decay(self) -> float:
        """Return the weight decay, a batch's share of it when there is one."""
        return float(self.options["weight_decay"]) * self.batch_residuals / self.residuals

    def _penalised_loss(self, blocks: Sequence[TrainingBlock], flat: FloatArray) -> float:
        return loss(flat, self.layers, blocks) + self._decay() * float(flat @ flat)

    def _penalised_equations(
        self, blocks: Sequence[TrainingBlock], flat: FloatArray
    ) -> tuple[float, FloatArray, FloatArray]:
        decay = self._decay()
        total, gradient, curvature = normal_equations(flat, self.layers, blocks)
        curvature[np.diag_indices_from(curvature)] += decay
        return total + decay * float(flat @ flat), gradient + decay * flat, curvature

    def _batch(self) -> tuple[Sequence[TrainingBlock], int]:
        """Return the rows of the next steps and how many steps to take on them."""
        left = self.options["iterations"] - self.state.iteration
        size = self.options["batch_rows"]
        rows = np.concatenate([block.rows for block in self.training])
        if size is None or size >= len(rows):
            return self.training, left
        # The seed is the batch's number, so that a resumed training draws the same.
        number, done = divmod(self.state.iteration, STEPS_PER_BATCH)
        drawn = np.random.default_rng([number, len(rows)]).choice(rows, size, replace=False)
        batch = [part for block in self.training if (part := block.only(drawn))]
        return batch, min(STEPS_PER_BATCH - done, left)

    def _note(self, _iteration: int, parameters: FloatArray, cost: float, damping: Damping) -> bool:
        """Record an iteration; say whether patience is at its end."""
        state = self.state
        residuals = cost - self._decay() * float(parameters @ parameters)
        mean_square = residuals / self.batch_residuals
        judged = self.judged(parameters, mean_square)
        better = judged < state.best_loss
        self.state = State(
            state.iteration + 1,
            parameters,
            damping,
            parameters if better else state.best,
            judged if better else state.best_loss,
            state.iteration + 1 if better else state.best_iteration,
            np.vstack([state.history, [mean_square, judged]]),
        )
        if self.checkpoint is not None and self.state.iteration % CHECKPOINT_EVERY == 0:
            save(self.checkpoint, self.state, self.made_for)
        return bool(self.state.iteration - self.state.best_iteration >= self.options["patience"])

    def judged(self, parameters: FloatArray, mean_square: float | None = None) -> float:
        """Return the validation loss, or without validation rows the training loss."""
        if not self.validation_residuals:
            if mean_square is None:
                return loss(parameters, self.layers, self.training) / self.residuals
            return mean_square
        known, value = self._last
        # A rejected step has left the parameters as they were.
        if known is None or not np.array_equal(known, parameters):
            value = loss(parameters, self.layers, self.validation) / self.validation_residuals
            self._last = (parameters, value)
        return value


def residual_count(blocks: Sequence[TrainingBlock]) -> int:
    """Return how many residuals have a weight."""
    return sum(
        int(np.count_nonzero(block.energy_weight)) + int(np.count_nonzero(block.slope_weight))
        for block in blocks
    )


def loss(flat: FloatArray, layers: Sequence[int], blocks: Sequence[TrainingBlock]) -> float:
    """Return the sum of squared weighted residuals."""
    total = 0.0
    for block in blocks:
        energies, slopes = energies_and_slopes(flat, layers, block.values, block.derivatives)
        energy, slope = _residuals(block, energies, slopes)
        total += float(energy @ energy + np.vdot(slope, slope))
    return total


def normal_equations(
    flat: FloatArray, layers: Sequence[int], blocks: Sequence[TrainingBlock]
) -> tuple[float, FloatArray, FloatArray]:
    """Return the sum of squares S, J^T r (p,) and J^T J (p, p), a block of rows at a time."""
    size = len(flat)
    total, gradient, curvature = 0.0, np.zeros(size), np.zeros((size, size))
    network, linear = split(flat, layers)
    for block in blocks:
        forward = passed(network, block.values, block.derivatives)
        by_energy, by_slope = jacobians(network, forward)
        energy, slope = _residuals(
            block,
            forward.energies + block.values.sum(axis=1) @ linear,
            forward.slopes + block.derivatives.sum(axis=1) @ linear,
        )
        by_energy = np.concatenate([by_energy, block.values.sum(axis=1)], axis=1)
        by_slope = np.concatenate([by_slope, block.derivatives.sum(axis=1)], axis=2)
        by_energy *= (block.energy_weight / block.natoms)[:, None]
        by_slope *= block.slope_weight[:, :, None]
        for rows, values in ((by_energy, energy), (by_slope.reshape(-1, size), slope.reshape(-1))):
            total += float(values @ values)
            gradient += values @ rows
            curvature += rows.T @ rows
    return total, gradient, curvature


def weights_of_member(layers: Sequence[int]) -> int:
    """Return how many numbers a member has: its network's, and the linear part's."""
    return count(layers) + layers[0]


def split(flat: FloatArray, layers: Sequence[int]) -> tuple[Any, FloatArray]:
    """Return the network's parameters, layer by layer, and the linear part (D,)."""
    size = count(layers)
    return unflatten(flat[:size], layers), flat[size:]


def energies_and_slopes(
    flat: FloatArray, layers: Sequence[int], values: FloatArray, derivatives: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return E (s,) and T (s, x) of s structures, from descriptors (s, k, D) and derivatives."""
    network, linear = split(flat, layers)
    forward = passed(network, values, derivatives)
    return (
        forward.energies + values.sum(axis=1) @ linear,
        forward.slopes + derivatives.sum(axis=1) @ linear,
    )


def _residuals(
    block: TrainingBlock, energies: FloatArray, slopes: FloatArray
) -> tuple[FloatArray, FloatArray]:
    return (
        block.energy_weight * (energies / block.natoms - block.energy),
        block.slope_weight * (slopes - block.slopes),
    )
