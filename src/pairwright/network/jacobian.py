"""The Jacobian of any model that acts row by row, all rows in one reverse pass.

autograd's ``jacobian`` makes one reverse pass for each residual. But row i of the Jacobian needs
row i of everything only: one pass that does not add up over rows gives them all.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from autograd.tracer import trace_stack

from pairwright.errors import PairwrightError
from pairwright.network.rows import rule_of
from pairwright.network.tape import Tape, TapeNode, boxed

FloatArray = npt.NDArray[np.float64]
Model = Callable[[Any, Any], Any]


def batch_jacobian(f: Model) -> Callable[[Any, npt.ArrayLike], FloatArray]:
    """Return the function (parameters, x) -> J, J_ij = ∂f_i/∂θ_j with f = f(parameters, x).

    ``f`` is written in autograd's numpy and acts row by row on x, (n,) or (n, d): row i of its
    values, (n,) or (n, m), depends on row i of x alone. Parameters are an array, a number, or
    lists, tuples and dictionaries of them, nested in any way. J is (n, p) or (n, m, p), its columns
    in the order of autograd's ``flatten``: lists in their order, dictionaries by sorted keys,
    arrays row by row. The pass backwards is one for each of the m outputs of a row, however many
    rows there are.
    Raises PairwrightError when f mixes rows, moves them from the first axis, or uses an operation
    that is not known here.
    """

    def jacobian(parameters: Any, x: npt.ArrayLike) -> FloatArray:
        inputs = np.asarray(x)
        if inputs.ndim == 0:
            raise PairwrightError("x is one number, not rows: give an array (n,) or (n, d)")
        tape = Tape(len(inputs))
        with trace_stack.new_trace() as trace:
            leaves: list[TapeNode] = []
            theirs = _boxed_tree(tape, trace, parameters, leaves)
            ours, _ = boxed(tape, trace, inputs, True)
            result = f(theirs, ours)
        node = getattr(result, "_node", None)
        if not isinstance(node, TapeNode) or node.tape is not tape or not node.is_row:
            raise PairwrightError(
                "the model does not act row by row on x: its values do not depend on x"
            )
        matrix = _pulled_back(tape, node, leaves)
        # Nodes know their tape: without this only the garbage collector would free them.
        tape.nodes.clear()
        return matrix

    return jacobian


def _boxed_tree(tape: Tape, trace: int, tree: Any, leaves: list[TapeNode]) -> Any:
    """Return the parameters as the model sees them, and collect their leaves in order."""
    if type(tree) in (list, tuple):
        return type(tree)(_boxed_tree(tape, trace, branch, leaves) for branch in tree)
    if type(tree) is dict:
        found = {key: _boxed_tree(tape, trace, tree[key], leaves) for key in sorted(tree)}
        return {key: found[key] for key in tree}
    if not isinstance(tree, np.ndarray | np.generic | float | int):
        raise PairwrightError(
            f"parameters hold a {type(tree).__name__}: use arrays and numbers in lists, tuples and "
            "dictionaries"
        )
    value = np.asarray(tree, dtype=float)
    box, node = boxed(tape, trace, value if value.ndim else value[()], False)
    leaves.append(node)
    return box


def _pulled_back(tape: Tape, last: TapeNode, leaves: list[TapeNode]) -> FloatArray:
    """Return the Jacobian (n, p) or (n, m, p) of a node's values in the leaves."""
    # In the order of the model, so that the first to blame is named.
    rules = [(node, rule_of(node)) for node in tape.nodes][::-1]
    shape = np.shape(last.value)
    columns = sum(np.size(leaf.value) for leaf in leaves)
    matrix = np.zeros((*shape, columns))
    for place, seed in _seeds(shape):
        _point_at(matrix[place], leaves)
        last.add(seed)
        for node, rule in rules:
            cotangent, node.cotangent, node.owned = node.cotangent, None, False
            if cotangent is not None:
                for parent, pulled in rule.pull(node, cotangent):
                    if pulled.shape != (tape.rows, *parent.inner_shape):
                        raise _not_understood(node)
                    parent.add(pulled)
    return matrix


def _not_understood(node: TapeNode) -> PairwrightError:
    return PairwrightError(
        f"batch_jacobian does not know this use of {node.function.__name__}, with arguments of "
        f"shapes {', '.join(str(np.shape(value)) for value in node.arguments)}: use another form, "
        "or autograd's jacobian"
    )


def _seeds(shape: tuple[int, ...]) -> Iterator[tuple[tuple[Any, ...], FloatArray]]:
    """Yield for each output of a row where it is in the values, and ones there."""
    for inner in np.ndindex(shape[1:]):
        place = (slice(None), *inner)
        seed = np.zeros(shape)
        seed[place] = 1.0
        yield place, seed


def _point_at(matrix: FloatArray, leaves: list[TapeNode]) -> None:
    """Make the cotangents of the leaves views of the columns (n, p) that they end in."""
    start = 0
    for leaf in leaves:
        end = start + np.size(leaf.value)
        leaf.cotangent = matrix[:, start:end].reshape(len(matrix), *np.shape(leaf.value))
        leaf.owned = True
        start = end
