"""Models put together at random: the Jacobian is autograd's, or the model is refused."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import jacobian as autograd_jacobian

from pairwright.errors import PairwrightError
from pairwright.network.jacobian import batch_jacobian

LARGEST = 60

OPERATIONS = (
    lambda a, b: a + b,
    lambda a, b: a * b,
    lambda a, b: anp.exp(-(a**2)) / (2 + anp.sin(b)),
    lambda a, b: anp.where(a > 0, a, b),
    lambda a, b: anp.maximum(a, b),
    lambda a, b: anp.dot(a, b),
    lambda a, b: anp.matmul(a, b),
    lambda a, b: anp.tensordot(a, b, axes=1),
    lambda a, b: anp.einsum("ij,jk->ik", a, b),
    lambda a, b: anp.einsum("ij,ij->i", a, b),
    lambda a, b: anp.concatenate([a, b], axis=-1),
    lambda a, _: anp.tanh(a),
    lambda a, _: anp.sum(a, axis=-1),
    lambda a, _: anp.sum(a, axis=0),
    lambda a, _: anp.max(a, axis=-1, keepdims=True),
    lambda a, _: anp.mean(a),
    lambda a, _: a.T,
    lambda a, _: a[0],
    lambda a, _: a[..., 0],
    lambda a, _: a[:, None],
    lambda a, _: a[:, [2, 0, 0]],
    lambda a, _: anp.reshape(a, (3, -1)),
)


def random_model(random):
    """Return a model of some operations on x, the parameters and parts of them.

    What an operation cannot take is left out; shapes of rows and of parameters are often the same,
    so that one is easily mistaken for the other.
    """
    steps = random.integers(0, 10**6, size=(random.integers(2, 7), 3))

    def model(parameters, x):
        values = [x, parameters[:3], anp.reshape(parameters[3:], (3, 3)), parameters[0], parameters]
        for operation, first, second in steps:
            operands = (values[place % len(values)] for place in (first, second))
            try:
                value = OPERATIONS[operation % len(OPERATIONS)](*operands)
            except (ValueError, IndexError, TypeError):
                continue
            if anp.size(value) <= LARGEST:
                values.append(value)
        return values[-1]

    return model


@pytest.mark.filterwarnings("ignore")
def test_no_model_gets_a_wrong_jacobian():
    agreed = refused = 0
    for seed in range(800):
        random = np.random.default_rng(seed)
        model = random_model(random)
        rows = random.choice([1, 2, 3, 4])
        x = random.normal(size=(rows, 3) if random.random() < 0.5 else rows)
        parameters = random.normal(size=12)
        try:
            expected = autograd_jacobian(model)(parameters, x)
        except (TypeError, ValueError, AttributeError, IndexError):
            continue  # it has no derivative there either
        try:
            found = batch_jacobian(model)(parameters, x)
        except PairwrightError:
            refused += 1
            continue
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10, err_msg=str(seed))
        agreed += 1
    assert agreed > 30
    assert refused > 30
