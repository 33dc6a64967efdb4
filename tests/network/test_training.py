"""A training finds what there is to learn, stops in time, and goes on where it was interrupted."""

from dataclasses import replace

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.network import training
from pairwright.network.training import (
    energies_and_slopes,
    initial_parameters,
    loss,
    normal_equations,
    train,
    weights_of_member,
)
from pairwright.network.training_set import TrainingBlock

LAYERS = (4, 3, 1)
OPTIONS = {"iterations": 200, "patience": 30, "batch_rows": None, "weight_decay": 0.0}
SIZE = 4 * 3 + 3 + 3 + 1 + 4


def taught(rows, seed, noise=0.0, natoms=2):
    """Return rows whose energies and slopes a network of the same size has made."""
    teacher = np.random.default_rng(99).normal(0, 0.5, SIZE)
    generator = np.random.default_rng(seed)
    directions = 3 * natoms + 6
    values = generator.normal(size=(rows, natoms, 4))
    derivatives = generator.normal(size=(rows, natoms, directions, 4))
    energies, slopes = energies_and_slopes(teacher, LAYERS, values, derivatives)
    return TrainingBlock(
        np.arange(rows) + 1000 * natoms,
        values,
        derivatives,
        energies / natoms + noise * generator.normal(size=rows),
        np.full(rows, 10.0),
        slopes + noise * generator.normal(size=slopes.shape),
        np.full(slopes.shape, 1.0),
    )


def generator():
    """Return the generator that every training here starts from."""
    return np.random.default_rng(5)


def test_it_learns_a_network_from_its_energies_and_slopes():
    data = [taught(20, 1), taught(10, 2, natoms=3)]
    found = train(data, [], LAYERS, generator(), OPTIONS)
    fresh = [taught(10, 3)]
    start = training.initial_parameters(LAYERS, generator())
    assert loss(found.parameters, LAYERS, fresh) < 1e-5 * loss(start, LAYERS, fresh)


def test_normal_equations_are_the_derivatives_of_the_loss():
    data = [taught(5, 1, 0.1), taught(4, 2, 0.1, natoms=3)]
    flat = np.random.default_rng(0).normal(0, 0.5, SIZE)
    total, gradient, curvature = normal_equations(flat, LAYERS, data)
    assert total == pytest.approx(loss(flat, LAYERS, data), rel=1e-13)
    step = 1e-6
    for number in range(SIZE):
        shift = step * np.eye(SIZE)[number]
        ends = [loss(flat + sign * shift, LAYERS, data) for sign in (1, -1)]
        assert 2 * gradient[number] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6)
    np.testing.assert_array_equal(curvature, curvature.T)
    assert np.linalg.eigvalsh(curvature).min() > -1e-9 * np.abs(curvature).max()


def test_what_has_no_weight_does_not_count():
    data = taught(8, 1)
    odd = replace(
        data,
        energy_weight=np.where(np.arange(8) < 4, data.energy_weight, 0.0),
        slope_weight=np.where(np.arange(8)[:, None] < 4, data.slope_weight, 0.0),
        energy=np.where(np.arange(8) < 4, data.energy, 1e9),
    )
    flat = np.random.default_rng(0).normal(0, 0.5, SIZE)
    half = data.only(data.rows[:4])
    assert loss(flat, LAYERS, [odd]) == pytest.approx(loss(flat, LAYERS, [half]), rel=1e-13)
    assert training.residual_count([odd]) == training.residual_count([half])


def test_it_keeps_what_did_best_on_the_validation_rows():
    found = train([taught(6, 1, 0.3)], [taught(6, 2, 0.3)], LAYERS, generator(), OPTIONS)
    best = found.best_iteration
    assert found.reason in ("patience", "reduction")
    assert found.history[best - 1, 1] == found.history[:, 1].min()
    validation = taught(6, 2, 0.3)
    mean_square = loss(found.parameters, LAYERS, [validation])
    mean_square /= training.residual_count([validation])
    assert mean_square == pytest.approx(found.history[best - 1, 1], rel=1e-12)


def test_a_network_that_only_makes_it_worse_is_not_kept():
    noise = replace(taught(6, 2), energy=np.zeros(6), slopes=np.zeros((6, 12)))
    found = train([taught(6, 1, 0.5)], [noise], LAYERS, generator(), OPTIONS)
    assert (found.best_iteration, found.best_loss) == (0, 0.0)
    assert loss(found.parameters, LAYERS, [noise]) == 0.0


def test_it_ends_when_patience_does():
    options = OPTIONS | {"patience": 3}
    found = train([taught(6, 1, 0.5)], [taught(6, 2, 0.5)], LAYERS, generator(), options)
    assert found.reason == "patience"
    assert len(found.history) == found.best_iteration + 3


def test_weight_decay_makes_parameters_smaller():
    data = [taught(6, 1, 0.3)]
    sizes = [
        np.linalg.norm(
            train(data, [], LAYERS, generator(), OPTIONS | {"weight_decay": decay}).parameters
        )
        for decay in (0.0, 1.0, 100.0)
    ]
    assert sizes[0] > sizes[1] > sizes[2]


def test_mini_batches_lead_there_too():
    options = OPTIONS | {"batch_rows": 12, "iterations": 400, "patience": 400}
    found = train([taught(30, 1), taught(10, 2, natoms=3)], [], LAYERS, generator(), options)
    start = training.initial_parameters(LAYERS, generator())
    fresh = [taught(10, 3)]
    assert loss(found.parameters, LAYERS, fresh) < 1e-3 * loss(start, LAYERS, fresh)


class InterruptionError(Exception):
    """What a test raises in the middle of a training."""


@pytest.mark.parametrize("batch_rows", [None, 5])
@pytest.mark.parametrize("at", [11, 20, 27])
def test_an_interrupted_training_ends_with_the_same_bits(tmp_path, monkeypatch, at, batch_rows):
    data, check = [taught(12, 1, 0.2)], [taught(6, 2, 0.2)]
    options = OPTIONS | {"iterations": 40, "patience": 40, "batch_rows": batch_rows}
    whole = train(data, check, LAYERS, generator(), options)
    note, calls = training._Course._note, 0

    def interrupting(self, *arguments):
        nonlocal calls
        calls += 1
        if calls == at:
            raise InterruptionError
        return note(self, *arguments)

    file = tmp_path / "state.npz"
    with monkeypatch.context() as patched:
        patched.setattr(training._Course, "_note", interrupting)
        with pytest.raises(InterruptionError):
            train(data, check, LAYERS, generator(), options, file, "this")
    assert file.exists()
    resumed = train(data, check, LAYERS, generator(), options, file, "this")
    np.testing.assert_array_equal(resumed.parameters, whole.parameters)
    np.testing.assert_array_equal(resumed.history, whole.history)
    assert (resumed.best_iteration, resumed.reason) == (whole.best_iteration, whole.reason)


def test_a_checkpoint_of_another_training_is_refused(tmp_path):
    file = tmp_path / "state.npz"
    train([taught(6, 1)], [], LAYERS, generator(), OPTIONS | {"iterations": 10}, file, "this")
    with pytest.raises(PairwrightError, match=r"state\.npz: .*another configuration.*delete it"):
        train([taught(6, 1)], [], LAYERS, generator(), OPTIONS, file, "that")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"x" * 1000])
def test_a_damaged_checkpoint_is_named(tmp_path, content):
    file = tmp_path / "state.npz"
    file.write_bytes(content)
    with pytest.raises(PairwrightError, match=r"state\.npz"):
        train([taught(6, 1)], [], LAYERS, generator(), OPTIONS, file, "this")


def test_a_foreign_archive_is_no_checkpoint(tmp_path):
    file = tmp_path / "state.npz"
    np.savez(file, something=np.zeros(3))
    with pytest.raises(PairwrightError, match="not a checkpoint"):
        train([taught(6, 1)], [], LAYERS, generator(), OPTIONS, file, "this")


def test_rows_without_weighted_targets_are_refused():
    data = taught(3, 1)
    nothing = replace(
        data,
        energy_weight=np.zeros_like(data.energy_weight),
        slope_weight=np.zeros_like(data.slope_weight),
    )
    with pytest.raises(PairwrightError, match=r"fit\.weights"):
        train([nothing], [], LAYERS, generator(), OPTIONS)


@pytest.mark.parametrize("layers", [(4, 5, 1), (23, 5, 1), (7, 6, 3, 1)])
def test_the_numbers_of_a_member_are_those_of_its_network_and_its_linear_part(layers):
    drawn = initial_parameters(layers, np.random.default_rng(1))
    assert weights_of_member(layers) == len(drawn)
    network, linear = training.split(drawn, layers)
    assert len(linear) == layers[0]
    assert sum(np.size(part) for layer in network for part in layer) + len(linear) == len(drawn)
