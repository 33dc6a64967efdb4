"""How derivatives of single rows pass backwards through each operation of numpy.

autograd's own reverse derivatives add up over rows, because parameters are shared by all of them.
Here every value carries an axis of rows in front: what depends on x has it anyway, and a value
that does not is thought of as having a copy for each row. A rule takes the cotangent of a result,
(n, ...), and yields those of its arguments, (n, ...) too, without adding anything up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from autograd.core import primitive_vjps
from autograd.numpy import numpy_wrapper
from autograd.numpy.numpy_boxes import ArrayBox

from pairwright.errors import PairwrightError
from pairwright.network.contractions import (
    CONTRACTIONS,
    contraction_cotangents,
    contraction_keeps_rows,
)
from pairwright.network.tape import TapeNode

FloatArray = npt.NDArray[np.float64]
Cotangents = Iterator[tuple[TapeNode, FloatArray]]


@dataclass(frozen=True)
class Rule:
    """What is known of an operation.

    ``pull`` yields the cotangents of the arguments that depend on parameters; ``keeps_rows`` says
    whether each row of the result, whose first axis has their number, depends on that row alone.
    """

    pull: Callable[[TapeNode, FloatArray], Cotangents]
    keeps_rows: Callable[[TapeNode], bool]


def rule_of(node: TapeNode) -> Rule:
    """Return the rule of a node's operation; raise PairwrightError where there is none."""
    function = node.function.fun
    rule = _RULES.get(function)
    if rule is None and isinstance(function, np.ufunc):
        rule = _ELEMENTWISE
    if rule is None:
        raise PairwrightError(
            f"batch_jacobian does not know the operation {node.function.__name__}: write the "
            "model with elementwise functions, sums, products, indexing and reshaping, or use "
            "autograd's jacobian"
        )
    rows = node.tape.rows
    if node.is_row and not (np.shape(node.value)[:1] == (rows,) and rule.keeps_rows(node)):
        raise PairwrightError(
            f"the model does not act row by row on x: {node.function.__name__} mixes rows or "
            "moves them from the first axis"
        )
    return rule


def _elementwise_pull(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    """Use autograd's derivative, for arguments that have their axis of rows written out."""
    quick = _QUICK.get(node.function.fun)
    found = _quickly(node, quick, cotangent) if quick else _written_out(node, cotangent)
    for parent, pulled in found:
        shape = (len(cotangent), *parent.inner_shape)
        yield parent, pulled if pulled.shape == shape else _summed(pulled, shape)


# Half of what models are made of; autograd's own would look at shapes that are known here.
_QUICK: dict[Any, Callable[[FloatArray, Any, Any, int], FloatArray]] = {
    np.add: lambda g, _x, _y, _place: g,
    np.subtract: lambda g, _x, _y, place: -g if place else g,
    np.multiply: lambda g, x, y, place: g * x if place else g * y,
}


def _quickly(node: TapeNode, quick: Callable[..., FloatArray], cotangent: FloatArray) -> Cotangents:
    first, second = node.arguments[:2]
    for place, parent in zip(node.places, node.parents, strict=True):
        if parent.depends:
            yield parent, quick(cotangent, first, second, place)


def _written_out(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    arguments = list(node.arguments)
    for place, parent in zip(node.places, node.parents, strict=True):
        if not parent.is_row:
            arguments[place] = _spread(arguments[place], len(cotangent), cotangent.ndim)
    return _by_autograd(node, node.value, arguments, cotangent)


def _spread(value: Any, rows: int, rank: int) -> FloatArray:
    """Return copies (rows, 1, ..., 1, *shape) of what all rows share, with ``rank`` axes."""
    shape = np.shape(value)
    inner = (1,) * (rank - 1 - len(shape)) + shape[max(0, len(shape) - rank + 1) :]
    copies = np.empty((rows, *inner))
    copies[...] = value
    return copies


def _summed(pulled: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Return the sum over the axes, behind that of rows, along which a value was repeated."""
    missing = pulled.ndim - len(shape)
    # What is shared may have an axis of length 1 where rows have theirs.
    inner = (1,) * missing + shape[1:] if missing > 0 else shape[1 - missing :]
    axes = tuple(k for k, size in enumerate(inner, start=1) if size == 1)
    summed: FloatArray = pulled.sum(axis=axes, keepdims=True).reshape(shape)
    return summed


def _by_autograd(
    node: TapeNode, value: Any, arguments: list[Any], cotangent: FloatArray, without: str = ""
) -> Cotangents:
    """Yield what autograd's own reverse derivative gives for the arguments that matter.

    ``without`` names a keyword that has become an argument.
    """
    wanted = [
        (place, parent)
        for place, parent in zip(node.places, node.parents, strict=True)
        if parent.depends
    ]
    places = tuple(place for place, _ in wanted)
    keywords = {name: word for name, word in node.keywords.items() if name != without}
    pull = primitive_vjps[node.function](places, value, tuple(arguments), keywords)
    for (_, parent), pulled in zip(wanted, pull(cotangent), strict=True):
        yield parent, pulled


def _elementwise_keeps_rows(node: TapeNode) -> bool:
    """Say whether the axes of rows meet, and nothing shared is laid along them."""
    rank = np.ndim(node.value)
    return all(
        np.ndim(parent.value) == rank
        if parent.is_row
        else np.ndim(parent.value) < rank or np.shape(parent.value)[0] == 1
        for parent in node.parents
    )


def _reduction_pull(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    if node.is_row:
        return _by_autograd(node, node.value, list(node.arguments), cotangent)
    rows, inner = len(cotangent), node.arguments[0]
    axes = tuple(axis + 1 for axis in _reduced(node))
    value = np.broadcast_to(node.value, (rows, *np.shape(node.value)))
    arguments = [_spread(inner, rows, np.ndim(inner) + 1), axes, *node.arguments[2:]]
    return _by_autograd(node, value, arguments, cotangent, without="axis")


def _reduced(node: TapeNode) -> list[int]:
    """Return the axes, counted from 0, over which a sum or the like goes."""
    rank = np.ndim(node.arguments[0])
    axis = node.arguments[1] if len(node.arguments) > 1 else node.keywords.get("axis")
    if axis is None or rank == 0:
        return list(range(rank))
    return [k % rank for k in (axis if isinstance(axis, tuple | list) else (axis,))]


def _index_pull(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    (parent,), index = node.parents, _as_tuple(node.arguments[1])
    arrays = [entry for entry in index if not _is_basic(entry)]
    if len(arrays) > 1:
        raise PairwrightError(
            "batch_jacobian knows indexing with one array at most: index one axis at a time"
        )
    parent.add_at(index if parent.is_row else (slice(None), *index), cotangent, not arrays)
    yield from ()


def _as_tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def _is_basic(entry: Any) -> bool:
    return entry is None or entry is Ellipsis or isinstance(entry, slice | int | np.integer)


def _index_keeps_rows(node: TapeNode) -> bool:
    """Say whether the first axis is taken whole."""
    index = _as_tuple(node.arguments[1])
    first = index[0] if index else slice(None)
    if first is Ellipsis:
        return sum(entry is not None for entry in index[1:]) < np.ndim(node.arguments[0])
    return isinstance(first, slice) and first == slice(None)


def _reshape_pull(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    (parent,) = node.parents
    yield parent, cotangent.reshape(len(cotangent), *parent.inner_shape)


def _in_order(node: TapeNode) -> bool:
    words = [*node.arguments[1:], *node.keywords.values()]
    return not any(isinstance(word, str) and word not in ("C", "K") for word in words)


def _transpose_pull(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    (parent,), axes = node.parents, _permutation(node)
    lifted = axes if node.is_row else [0, *(axis + 1 for axis in axes)]
    yield parent, cotangent.transpose(np.argsort(lifted))


def _permutation(node: TapeNode) -> list[int]:
    rank = np.ndim(node.arguments[0])
    axes = node.arguments[1] if len(node.arguments) > 1 else node.keywords.get("axes")
    return [axis % rank for axis in axes] if axes is not None else list(range(rank))[::-1]


def _concatenation_pull(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    axis, *pieces = node.arguments
    axis = axis % np.ndim(node.value) + (0 if node.is_row else 1)
    ends = np.cumsum([np.shape(piece)[axis - (0 if node.is_row else 1)] for piece in pieces])
    parts = np.split(cotangent, ends[:-1], axis=axis)
    for place, parent in zip(node.places, node.parents, strict=True):
        yield parent, parts[place - 1]


def _all_rows(node: TapeNode) -> bool:
    return all(parent.is_row for parent in node.parents)


def _array_pull(node: TapeNode, cotangent: FloatArray) -> Cotangents:
    for place, parent in zip(node.places, node.parents, strict=True):
        yield parent, cotangent[:, place - 2]


_ELEMENTWISE = Rule(_elementwise_pull, _elementwise_keeps_rows)
_REDUCTION = Rule(_reduction_pull, lambda node: 0 not in _reduced(node))
_RESHAPE = Rule(_reshape_pull, _in_order)
_CONTRACTION = Rule(contraction_cotangents, contraction_keeps_rows)

# By numpy's own function, or autograd's where it has one of its own.
_RULES: dict[Any, Rule] = {
    np.where: _ELEMENTWISE,
    np.clip: _ELEMENTWISE,
    ArrayBox.__getitem__.fun: Rule(_index_pull, _index_keeps_rows),
    np.transpose: Rule(_transpose_pull, lambda node: _permutation(node)[0] == 0),
    numpy_wrapper.concatenate_args.fun: Rule(
        _concatenation_pull,
        lambda node: node.arguments[0] % np.ndim(node.value) > 0 and _all_rows(node),
    ),
    # Stacked rows are not the first axis any more.
    numpy_wrapper.array_from_args.fun: Rule(_array_pull, lambda _: False),
    numpy_wrapper._array_from_scalar_or_array.fun: _RESHAPE,
    **dict.fromkeys((np.reshape, np.ravel, np.expand_dims, np.squeeze), _RESHAPE),
    **dict.fromkeys((np.sum, np.mean, np.prod, np.max, np.amax, np.min, np.amin), _REDUCTION),
    **dict.fromkeys(CONTRACTIONS, _CONTRACTION),
}
