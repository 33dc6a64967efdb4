"""Distances that stand for all distances: a smooth function is known from its values there.

Between the shortest distance and the cutoff a function of ln r is interpolated by its values at
Chebyshev's points, on one panel or on several where its derivatives jump; so is its derivative.
Sums over pairs of a database then become sums over a few dozen nodes, once and for all.
Source: L. N. Trefethen, Approximation Theory and Approximation Practice (2013), chapters 2 to 8.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev
from scipy.sparse import csr_array

FloatArray = npt.NDArray[np.float64]

NODES_PER_PANEL = 48
SHARED = 64
"""Nodes that the stretches between breaks share."""


@dataclass(frozen=True)
class Nodes:
    """Panels between ``edges`` (panels + 1,) in Å, each with as many nodes."""

    edges: FloatArray
    per_panel: int = NODES_PER_PANEL

    @classmethod
    def spanning(
        cls, shortest: float, radius: float, breaks: Sequence[float] = (), panels: int = 1
    ) -> "Nodes":
        """Span the distances from ``shortest`` to ``radius`` (Å), with an edge at each break.

        Each stretch between breaks is divided into ``panels``; where there are breaks, a panel
        holds fewer nodes, but not fewer than 12.
        """
        inside = sorted({float(b) for b in breaks if shortest < b < radius})
        stretches = np.log([shortest, *inside, radius])
        edges = [
            np.linspace(low, high, panels, endpoint=False)
            for low, high in itertools.pairwise(stretches)
        ]
        per_panel = max(12, SHARED // (len(inside) + 1)) if inside else NODES_PER_PANEL
        return cls(np.exp(np.concatenate([*edges, stretches[-1:]])), per_panel)

    @property
    def places(self) -> FloatArray:
        """The nodes' distances (q,) in Å, panel by panel."""
        points = chebyshev.chebpts1(self.per_panel)
        logs = np.log(self.edges)
        middles, halves = (logs[1:] + logs[:-1]) / 2, np.diff(logs) / 2
        return np.exp(middles[:, None] + halves[:, None] * points).ravel()

    def weights(self, distances: FloatArray) -> csr_array | FloatArray:
        """Return how much each node counts for each distance (p,) in Å, shape (p, q)."""
        logs, edges = np.log(distances), np.log(self.edges)
        last = len(edges) - 2
        panel = np.clip(np.searchsorted(edges, logs, side="right") - 1, 0, last)
        middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
        inside = (logs - middles[panel]) / halves[panel]
        local = chebyshev.chebvander(inside, self.per_panel - 1) @ _to_coefficients(self.per_panel)
        if last == 0:
            return np.asarray(local)
        first = np.arange(self.per_panel) + self.per_panel * panel[:, None]
        ends = np.arange(len(distances) + 1) * self.per_panel
        shape = (len(distances), (last + 1) * self.per_panel)
        return csr_array((local.ravel(), first.ravel(), ends), shape=shape)

    def slopes(self) -> FloatArray:
        """Return the matrix (q, q) that turns values at the nodes into derivatives there (1/Å)."""
        count, panels = self.per_panel, len(self.edges) - 1
        points = chebyshev.chebpts1(count)
        differentiated = chebyshev.chebder(_to_coefficients(count))
        one = chebyshev.chebvander(points, count - 2) @ differentiated
        halves = np.repeat(np.diff(np.log(self.edges)) / 2, count)
        return np.asarray(np.kron(np.eye(panels), one) / (halves * self.places)[:, None])


def _to_coefficients(count: int) -> FloatArray:
    """Return the matrix that turns values at Chebyshev's points into coefficients."""
    matrix = chebyshev.chebvander(chebyshev.chebpts1(count), count - 1).T * (2 / count)
    matrix[0] /= 2
    return np.asarray(matrix)
