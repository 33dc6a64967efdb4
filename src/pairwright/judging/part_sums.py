"""The sums of parts of a database, made ready to be joined many times with any weights.

Each part g of a database is a matrix R_g whose product with u has the sum of squares of its
residuals (:mod:`pairwright.fit.sums`). With all of them joined as R = U S V^T, the part is
G_g = (R_g V S^-1)^T (R_g V S^-1), and parts of weights w_g have the sum of squares
x^T (sum_g w_g G_g) x with x = S V^T u. Adding matrices replaces the QR factorisation of all rows.
Nothing is lost by the product: all G_g add up to one, so the rounding of a sum of squares is
relative to the sum of squares of the whole database, for every u.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.fit.engine import Data, Fit
from pairwright.fit.nodes import Nodes
from pairwright.fit.solve import Problem
from pairwright.fit.sums import REFERENCE, Sums, database_sums, joined
from pairwright.fit.targets import Targets
from pairwright.fit.vector import node_derivatives, node_vector

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]

LOST = 1e-14
"""Directions with a smaller share of the largest singular value are rounding of the data."""


@dataclass(frozen=True)
class PartSums:
    """Parts (p,) of a database: ``grams`` (p, r, r) in the coordinates ``basis`` (r, q + 5) u.

    ``counts`` (p,) are how many numbers of the data each stands for.
    """

    nodes: Nodes
    basis: FloatArray
    grams: FloatArray
    counts: IndexArray

    @classmethod
    def of(cls, fit: Fit, data: Data, parts: IndexArray, options: dict[str, Any]) -> "PartSums":
        """Boil down each part, numbered from 0 by ``parts`` (m,), for the model of ``fit``.

        Negative rows are left out. Raises PairwrightError when nothing is left to aim at.
        """
        problem = fit.problem
        targets = Targets.of_rows(data.dataset, parts >= 0, options["weights"])
        found = database_sums(targets, data.pairs, problem.sums.nodes, parts, data.triples)
        span = _span(problem)
        rows = [part.rows @ span for part in found]
        _, singular, right = np.linalg.svd(joined(found).rows @ span, full_matrices=False)
        kept = singular > LOST * singular[0]
        whitening = right[kept].T / singular[kept]
        grams = np.stack([(part @ whitening).T @ (part @ whitening) for part in rows])
        basis = (singular[kept, None] * right[kept]) @ span.T
        return cls(problem.sums.nodes, basis, grams, np.array([part.count for part in found]))

    def joined(self, weights: npt.ArrayLike) -> Sums:
        """Put the parts together, the squared residuals of each times its weight (p,)."""
        factors = np.asarray(weights, dtype=float)
        values, vectors = np.linalg.eigh(np.tensordot(factors, self.grams, axes=1))
        rows = (np.sqrt(np.maximum(values, 0.0)) * vectors).T @ self.basis
        return Sums(self.nodes, rows, round(float(factors @ self.counts)))


def _span(problem: Problem) -> FloatArray:
    """Return orthonormal columns (q + 5, d) that hold every u of the problem's model.

    A linear model has few: u at zero, its derivatives, and the reference energy.
    """
    model, nodes = problem.variables.model, problem.sums.nodes
    width = problem.sums.rows.shape[1]
    if not model.form.linear:
        return np.eye(width)
    zero = np.zeros(len(model.parameters))
    columns = np.column_stack(
        [
            node_derivatives(model, nodes, zero),
            node_vector(model, nodes, zero, 0.0),
            np.eye(width)[REFERENCE],
        ]
    )
    norms = np.linalg.norm(columns, axis=0)
    span, _ = np.linalg.qr(columns / norms)
    return np.asarray(span)
