"""The sums of parts of a database, to be joined many times with any weights.

Each part is a matrix whose product with u has the sum of squares of its residuals
(:mod:`pairwright.fit.sums`). A model that is linear in its parameters has its u in a space of few
dimensions, spanned by columns B; with the QR factorisation R B = Q T of a part R, the few rows
Q^T R have the same sum of squares for all of them. What the part says nothing about stays exactly
zero.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.fit.engine import Data, Fit, sums_of_parts
from pairwright.fit.solve import Problem
from pairwright.fit.sums import REFERENCE, Sums, triangle
from pairwright.fit.vector import node_derivatives, node_vector

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PartSums:
    """The sums of each part of a database, good for every u in the span of columns ``span``.

    ``span`` (q + 5, d) is None when that is every u.
    """

    parts: list[Sums]
    span: FloatArray | None

    @classmethod
    def of(cls, fit: Fit, data: Data, parts: IndexArray, options: dict[str, Any]) -> "PartSums":
        """Boil down each part, numbered from 0 by ``parts`` (m,), for the model of ``fit``.

        Negative rows are left out. Raises PairwrightError when nothing is left to aim at.
        """
        model, nodes = fit.problem.variables.model, fit.problem.sums.nodes
        found = sums_of_parts(model, data, parts, options, nodes)
        span = _span(fit.problem)
        return cls([Sums(nodes, _fewer(s.rows, span), s.count) for s in found], span)

    def joined(self, weights: npt.ArrayLike) -> Sums:
        """Put the parts together, the squared residuals of each times its weight (p,)."""
        factors = np.asarray(weights, dtype=float)
        chosen = [(part, w) for part, w in zip(self.parts, factors, strict=True) if w > 0]
        rows = np.concatenate([np.sqrt(w) * part.rows for part, w in chosen])
        count = sum(w * part.count for part, w in chosen)
        return Sums(self.parts[0].nodes, _fewer(rows, self.span), round(count))


def _fewer(rows: FloatArray, span: FloatArray | None) -> FloatArray:
    """Return fewer rows with the same sum of squares for every u in the span."""
    if span is None:
        return triangle(rows)
    if len(rows) <= span.shape[1]:
        return rows
    columns, _ = np.linalg.qr(rows @ span)
    return np.asarray(columns.T @ rows)


def _span(problem: Problem) -> FloatArray | None:
    """Return orthonormal columns (q + 5, d) that hold every u of a linear model, else None.

    These are u at zero, its derivatives, and the reference energy.
    """
    model, nodes = problem.variables.model, problem.sums.nodes
    if not model.form.linear:
        return None
    zero = np.zeros(len(model.parameters))
    reference = np.zeros(problem.sums.rows.shape[1])
    reference[REFERENCE] = 1.0
    columns = np.column_stack(
        [
            node_derivatives(model, nodes, zero),
            node_vector(model, nodes, zero, 0.0),
            reference,
        ]
    )
    norms = np.linalg.norm(columns, axis=0)
    span, _ = np.linalg.qr(columns / np.where(norms > 0, norms, 1.0))
    return np.asarray(span)
