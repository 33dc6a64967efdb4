"""The Jacobian of all rows in one reverse pass is autograd's own, or there is a clear refusal."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad
from autograd import jacobian as autograd_jacobian
from autograd.misc import flatten

from pairwright.errors import PairwrightError
from pairwright.network import mlp
from pairwright.network.jacobian import batch_jacobian


def scalar_formula(parameters, x):
    w0, b0, w1, b1 = parameters
    return w1 * anp.tanh(w0 * x + b0) + b1


def slices_of_a_vector(parameters, x):
    hidden = anp.tanh(x[:, None] * parameters[:3] + parameters[3:6])
    return anp.sum(hidden * parameters[6:9], axis=1) + parameters[-1]


def matrices_from_a_vector(parameters, x):
    weights = anp.reshape(parameters[:6], (2, 3))
    return anp.dot(anp.tanh(x @ weights + parameters[6:9]), parameters[9:12])


def dictionary(parameters, x):
    hidden = anp.tanh(anp.dot(x, parameters["hidden"][0]) + parameters["hidden"][1])
    return parameters["out"]["scale"] * (hidden @ parameters["out"]["weights"])


def powers_and_branches(parameters, x):
    a, b, c = parameters
    return anp.where(x > 0.5, a * x**2 - anp.exp(-b * x), a**2 / (x + c**2)) ** 3


def functions_of_parameters_alone(parameters, x):
    log_width, weights = parameters
    return anp.exp(log_width) * anp.sum(x * weights**2, axis=-1) + anp.sum(weights)


def two_norms(parameters, x):
    return anp.sqrt(anp.mean((x - parameters[None, :]) ** 2, axis=-1)) + anp.max(parameters)


def einsum(parameters, x):
    return anp.einsum("ni,ij,nj->n", x, parameters, x) + anp.einsum("ij->", parameters)


def several_products(parameters, x):
    square = anp.dot(parameters.T, parameters)
    inner = anp.inner(x, square) + anp.tensordot(x, parameters, axes=1)
    return anp.matmul(inner, square[0]) * anp.outer(x[:, 0], square[1])[:, 1]


def stacks_of_matrices(parameters, x):
    column = anp.matmul(parameters, x[:, :, None])
    return anp.squeeze(anp.matmul(x[:, None, :], column), axis=(1, 2))


def pieces_put_together(parameters, x):
    a, b = parameters
    weights = anp.concatenate([anp.array([a[0], a[1] * b]), a[::-1]])
    both = anp.concatenate([x, anp.sin(x)], axis=1)
    return both @ anp.stack([weights, weights**2]).T


def picked_rows_of_a_table(parameters, x):
    return x @ parameters[[0, 2, 0]] + anp.prod(parameters[:, 1]) + parameters[1, ..., -1]


def extremes(parameters, x):
    least = anp.maximum(x * parameters[0], 0.3)
    return anp.clip(least, 0.1, 0.9) - anp.minimum(parameters[1], x) + anp.abs(-parameters)[0]


def vector_output(parameters, x):
    return mlp.forward(parameters, x)


def reductions_for_several_outputs(parameters, x):
    weights = anp.sum(parameters, axis=0) * anp.max(parameters, axis=-1, keepdims=True)[:2].T
    return anp.tanh(x @ weights.T) * anp.mean(parameters) + anp.mean(parameters, axis=0)


def many_kinds_of_elementwise(parameters, x):
    a, b = parameters
    first = anp.log1p(a**2 * x**2) + anp.cosh(b * x) / (2.0 + anp.sin(a)) - (-x) ** 2 * b
    return anp.hypot(first, a) * anp.logaddexp(x, b) + anp.arctan2(x + a, b) + abs(a - x)


def derivative_of_another_function(parameters, x):
    return elementwise_grad(lambda r: parameters[0] * anp.exp(-parameters[1] * r))(x)


def methods_and_transposes(parameters, x):
    weights = parameters["w"].reshape((3, 2)).T
    return (x.dot(weights) + parameters["b"].ravel()).sum(axis=1) + anp.sum(x**2, axis=1)


def rows_of_matrices(parameters, x):
    pairs = x[:, :, None] * x[:, None, :]
    return anp.einsum("nij,ijk->nk", pairs, parameters) + anp.sum(pairs, axis=(1, 2))[:, None]


def array(*shape):
    return np.random.default_rng(len(shape) + sum(shape)).normal(size=shape)


MODELS = {
    "scalar formula": (scalar_formula, array(4), 1),
    "slices of a vector": (slices_of_a_vector, array(10), 1),
    "matrices from a vector": (matrices_from_a_vector, array(12), 2),
    "dictionary": (
        dictionary,
        {"out": {"weights": array(3), "scale": 1.5}, "hidden": (array(2, 3), array(3))},
        2,
    ),
    "powers and branches": (powers_and_branches, [0.7, 1.3, 0.4], 1),
    "functions of parameters alone": (functions_of_parameters_alone, (0.3, array(2)), 2),
    "norms": (two_norms, array(2), 2),
    "einsum": (einsum, array(2, 2), 2),
    "several products": (several_products, array(2, 2), 2),
    "stacks of matrices": (stacks_of_matrices, array(2, 2), 2),
    "pieces put together": (pieces_put_together, [array(2), 0.8], 2),
    "picked rows of a table": (picked_rows_of_a_table, array(3, 2), None),
    "extremes": (extremes, array(2), 1),
    "vector output": (
        vector_output,
        mlp.initialise([2, 4, 3, 2], 1.0, np.random.default_rng(3)),
        2,
    ),
}


def expected(model, parameters, x):
    """Return the Jacobian that autograd makes, one reverse pass for each number."""
    flat, unflatten = flatten(parameters)
    return autograd_jacobian(lambda vector: model(unflatten(vector), x))(flat)


def inputs(columns, rows):
    if columns is None:
        return array(rows, 3)
    return np.linspace(0.05, 1.1, rows) if columns == 1 else array(rows, columns)


@pytest.mark.parametrize("rows", [1, 2, 3, 10])
@pytest.mark.parametrize("name", MODELS)
def test_it_is_what_autograd_computes_one_residual_at_a_time(name, rows):
    model, parameters, columns = MODELS[name]
    x = inputs(columns, rows)
    reference = expected(model, parameters, x)
    found = batch_jacobian(model)(parameters, x)
    assert found.shape == reference.shape
    np.testing.assert_allclose(found, reference, rtol=1e-12, atol=1e-12)


REFUSED = {
    "mean over rows": (lambda p, x: p * x - anp.mean(p * x), "mean mixes rows"),
    "sum over rows": (lambda p, x: x / anp.sum(x) + p, "sum mixes rows"),
    "sorted rows": (lambda p, x: anp.sort(p * x), "does not know the operation sort"),
    "another order of rows": (lambda p, x: (p * x)[::-1], "__getitem__ mixes rows"),
    "differences of rows": (lambda p, x: p * x - (p * x)[[1, 2, 0]], "__getitem__ mixes rows"),
    "one row": (lambda p, x: p * x[0] + x, "__getitem__ mixes rows"),
    "rows behind": (lambda p, x: p * anp.array([x, x]), "array_from_args mixes rows"),
    "every pair of rows": (lambda p, x: p * x[:, None] * x, "row by row"),
    "products of rows": (lambda p, x: p * anp.dot(x, x) + x, "dot mixes rows"),
    "parameters along rows": (lambda p, x: p * anp.array([1.0, 2.0, 3.0]) * x, "row by row"),
    "no rows": (lambda p, x: p * anp.ones(len(x)), "do not depend on x"),
    "no parameters or rows": (lambda *_: 1.0, "do not depend on x"),
    "rows of another operation": (lambda p, x: anp.cumsum(p * x), "does not know the operation"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_model_that_is_not_row_by_row_is_refused_in_one_line(name):
    model, message = REFUSED[name]
    with pytest.raises(PairwrightError, match=message):
        batch_jacobian(model)(1.5, np.array([0.1, 0.2, 0.3]))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (lambda p, x: p * x.T, "transpose mixes rows"),
        (lambda p, x: anp.dot(x.T, p * x), "row by row"),
        (lambda p, x: anp.dot(p * x, x), "a product sums over rows"),
        (lambda p, x: anp.concatenate([p * x, x], axis=0), "concatenate_args mixes rows"),
        (lambda p, x: anp.einsum("ij,kj->ik", p * x, x), "a product sums over rows"),
        (lambda p, x: anp.einsum("ij,ij->j", p * x, x), "a product sums over rows"),
        (lambda p, x: anp.reshape(p * x, (3, 3), order="F"), "reshape mixes rows"),
    ],
)
def test_rows_are_not_taken_for_columns_where_there_are_as_many(model, message):
    with pytest.raises(PairwrightError, match=message):
        batch_jacobian(model)(1.5, array(3, 3))


def test_what_cannot_hold_parameters_is_named():
    with pytest.raises(PairwrightError, match="parameters hold a set"):
        batch_jacobian(scalar_formula)([{1.0}], np.ones(3))


def test_one_number_is_not_rows():
    with pytest.raises(PairwrightError, match="x is one number"):
        batch_jacobian(scalar_formula)(np.ones(4), 0.5)


def test_a_parameter_without_influence_has_a_column_of_zeros():
    found = batch_jacobian(lambda p, x: p["used"] * x)({"unused": np.ones(2), "used": 1.0}, [1, 2])
    np.testing.assert_array_equal(found, [[0, 0, 1], [0, 0, 2]])


def test_the_model_is_evaluated_once_however_many_rows_there_are():
    calls = []

    def counted(parameters, x):
        calls.append(len(x))
        return scalar_formula(parameters, x)

    batch_jacobian(counted)(np.ones(4), np.linspace(0, 1, 1000))
    assert calls == [1000]


def test_parameters_may_be_used_many_times():
    def power_series(p, x):
        total = 0.0 * x
        for degree in range(30):
            total = total + p[degree % 3] * x**degree
        return total

    x = np.linspace(0.0, 0.9, 7)
    found = batch_jacobian(power_series)(np.ones(3), x)
    np.testing.assert_allclose(found, expected(power_series, np.ones(3), x), rtol=1e-12)
