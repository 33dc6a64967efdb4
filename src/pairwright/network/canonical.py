"""One name for all parameters of a tanh network that are the same function.

A hidden layer of h units has 2^h h! symmetries: tanh is odd, so that the signs of all weights and
biases of a unit may be turned, going in and going out; and units may change places. The canonical
form has the first weight into each unit that is not zero positive, and the units in order.

Other coincidences are not symmetries of every network, but make one smaller: two units with the
same weights and bias going in are one with the sum of both weights going out; a unit without
weights going in is a constant, one without weights going out is nothing.
Source: H. J. Sussmann, Neural Networks 5, 589 (1992), who shows that there are no others.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pairwright.network import mlp

FloatArray = npt.NDArray[np.float64]


def canonical(parameters: FloatArray, layers: Sequence[int]) -> FloatArray:
    """Return the canonical form (p,) of flat parameters (p,), exactly the same function."""
    found = [
        (weights.copy(), biases.copy()) for weights, biases in mlp.unflatten(parameters, layers)
    ]
    for layer in range(len(found) - 1):
        (weights, biases), (outgoing, last) = found[layer], found[layer + 1]
        incoming = np.vstack([weights, biases])
        signs = _signs(incoming)
        incoming, outgoing = incoming * signs, outgoing * signs[:, None]
        # The weight going out decides between units that are the same going in.
        order = np.lexsort(np.vstack([incoming, outgoing[:, 0]])[::-1])
        found[layer] = (incoming[:-1, order], incoming[-1, order])
        found[layer + 1] = (outgoing[order], last)
    # Adding zero turns -0.0, which a sign may leave behind, into 0.0.
    return mlp.flatten(found) + 0.0


def _signs(incoming: FloatArray) -> FloatArray:
    """Return the sign of the first number in each column that is not zero, or 1."""
    first = np.argmax(incoming != 0, axis=0)
    leading = incoming[first, np.arange(incoming.shape[1])]
    return np.where(leading < 0, -1.0, 1.0)


def effective_units(parameters: FloatArray, layers: Sequence[int], tolerance: float = 1e-6) -> int:
    """Return how many units a network of one hidden layer needs for the same function.

    Units that differ going in by less than ``tolerance``, relative to their weights, are one;
    those with nothing larger than it going in, but for the bias, or going out do not count.
    """
    (weights, biases), (outgoing, _) = mlp.unflatten(canonical(parameters, layers), layers)
    kept: list[FloatArray] = []
    for unit, out in zip(np.vstack([weights, biases]).T, outgoing, strict=True):
        idle = min(np.abs(out).max(), np.abs(unit[:-1]).max()) <= tolerance
        same = any(np.allclose(unit, other, rtol=tolerance, atol=tolerance) for other in kept)
        if not idle and not same:
            kept.append(unit)
    return len(kept)


def classes(found: Sequence[FloatArray], tolerance: float) -> list[int]:
    """Return for each of some canonical forms the number of the first that is the same.

    The same are those of which no parameter differs by more than ``tolerance`` times the larger
    one of the two, or of 1.
    """
    numbers: list[int] = []
    for number, form in enumerate(found):
        earlier = (
            numbers[other]
            for other in range(number)
            if np.allclose(form, found[other], rtol=tolerance, atol=tolerance)
        )
        numbers.append(next(earlier, number))
    return numbers
