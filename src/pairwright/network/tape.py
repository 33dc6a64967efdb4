"""A tape of what a model computes, written by autograd's tracer, and read backwards by rows."""

from typing import Any

import numpy as np
import numpy.typing as npt
from autograd.core import VJPNode
from autograd.tracer import Box, Node, new_box, notrace_primitives

FloatArray = npt.NDArray[np.float64]


class Tape:
    """The operations in the order in which they were done, on ``rows`` rows."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.nodes: list[TapeNode] = []


class TapeNode(Node):  # type: ignore[misc]
    """A value, how it was computed, and what is known of its derivatives.

    ``is_row``: it depends on x, and its first axis counts the rows; ``depends``: it depends on the
    parameters. ``cotangent`` (n, ...) is the derivative of the result's rows in a copy of the value
    for each row.
    """

    __slots__ = (
        "arguments",
        "cotangent",
        "depends",
        "function",
        "is_row",
        "keywords",
        "owned",
        "parents",
        "places",
        "tape",
        "value",
    )
    tape: Tape
    value: Any
    cotangent: FloatArray | None

    def __init__(
        self,
        value: Any,
        function: Any,
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
        places: tuple[int, ...],
        parents: tuple["TapeNode", ...],
    ) -> None:
        self.value, self.function, self.arguments = value, function, arguments
        self.keywords, self.places, self.parents = keywords, places, parents
        self.is_row = self.depends = False
        for parent in parents:
            self.is_row |= parent.is_row
            self.depends |= parent.depends
        self.tape = parents[0].tape
        self.tape.nodes.append(self)
        self.cotangent = None
        self.owned = False

    def initialize_root(self, tape: Tape, value: Any, is_row: bool) -> None:
        """Begin with x (``is_row``), or with a leaf of the parameters."""
        self.tape, self.value, self.is_row, self.depends = tape, value, is_row, not is_row
        self.parents, self.cotangent, self.owned = (), None, False

    @property
    def inner_shape(self) -> tuple[int, ...]:
        """Return the shape of what one row has."""
        shape: tuple[int, ...] = np.shape(self.value)
        return shape[1:] if self.is_row else shape

    def add(self, cotangent: FloatArray) -> None:
        """Add what one use of the value contributes."""
        if self.cotangent is None:
            # It may be another node's too: copied before it is changed.
            self.cotangent = cotangent
        elif self.owned:
            self.cotangent += cotangent
        else:
            self.cotangent = self.cotangent + cotangent
            self.owned = True

    def add_at(self, index: tuple[Any, ...], cotangent: FloatArray, once: bool) -> None:
        """Add what the use of a part contributes; ``once``: the index names no place twice."""
        held = self.cotangent
        if held is None or not self.owned:
            shape = (self.tape.rows, *self.inner_shape)
            held = self.cotangent = np.zeros(shape) if held is None else held.copy()
            self.owned = True
        if once:
            held[index] += cotangent
        else:
            np.add.at(held, index, cotangent)


# Comparisons and the like have no derivative: on this tape too they give plain arrays.
notrace_primitives[TapeNode] = notrace_primitives[VJPNode]


def boxed(tape: Tape, trace: int, value: Any, is_row: bool) -> tuple[Box, TapeNode]:
    """Return a value as a model sees it, and the node that stands for it."""
    node = TapeNode.new_root(tape, value, is_row)
    return new_box(value, trace, node), node
