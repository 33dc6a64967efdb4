"""Where a training stands, in a file, so that an interrupted one goes on where it was."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.network.levenberg_marquardt import Damping
from pairwright.store import read_npz, write_npz

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """A training after some iterations.

    ``parameters`` (p,) and ``damping`` start the next one; ``best`` (p,) did best on the validation
    rows, at iteration ``best_iteration`` with the loss ``best_loss``; ``history`` (iterations, 2)
    has the losses of training and validation.
    """

    iteration: int
    parameters: FloatArray
    damping: Damping
    best: FloatArray
    best_loss: float
    best_iteration: int
    history: FloatArray


def fingerprint(*what: Any) -> str:
    """Return a checksum of everything a training depends on: plain values and arrays."""
    digest = hashlib.sha256()
    for item in what:
        if isinstance(item, np.ndarray):
            digest.update(np.ascontiguousarray(item).tobytes())
        else:
            digest.update(json.dumps(item, sort_keys=True).encode())
    return digest.hexdigest()


def save(path: str | Path, state: State, made_for: str) -> None:
    """Write a state, with the fingerprint of the training that it belongs to."""
    write_npz(
        path,
        {
            "fingerprint": np.array(made_for),
            "numbers": np.array([state.iteration, state.best_iteration]),
            "scalars": np.array([*state.damping, state.best_loss]),
            "parameters": state.parameters,
            "best": state.best,
            "history": state.history,
        },
    )


def resume(path: str | Path, made_for: str) -> State | None:
    """Read the state to go on from, None if there is no file.

    Raises PairwrightError when the file is damaged or belongs to another training.
    """
    if not Path(path).exists():
        return None
    arrays = read_npz(path)
    try:
        found = str(arrays["fingerprint"])
        iteration, best_iteration = arrays["numbers"].tolist()
        strength, growth, best_loss = arrays["scalars"].tolist()
        parameters, best, history = arrays["parameters"], arrays["best"], arrays["history"]
    except (KeyError, ValueError) as error:
        raise PairwrightError(f"{path}: not a checkpoint of a training ({error})") from None
    if found != made_for:
        raise PairwrightError(
            f"{path}: this checkpoint comes from another configuration or database; "
            "delete it to start this training anew"
        )
    damping = Damping(strength, growth)
    return State(iteration, parameters, damping, best, best_loss, best_iteration, history)
