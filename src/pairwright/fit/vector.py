"""The numbers u that a model enters a fit with, and their derivatives in its parameters.

u = (phi at the nodes, the tail's I and W, C9, the reference energy, -1): see
:mod:`pairwright.fit.sums`.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pairwright.fit.nodes import Nodes
from pairwright.fit.sums import C9, DATA, REFERENCE, TAIL_ENERGY, TAIL_STRESS
from pairwright.potentials.energy import parameter_derivatives
from pairwright.potentials.model import Model
from pairwright.potentials.tail import tail_places, tail_weights

FloatArray = npt.NDArray[np.float64]
Values = Sequence[float] | FloatArray


def node_vector(model: Model, nodes: Nodes, values: Values, reference_energy: float) -> FloatArray:
    """Return u (q + 5,) for parameter values (k,) and a reference energy (eV an atom)."""
    pair_values, c9 = model.split(values)
    q = len(nodes.places)
    u = np.zeros(q + 5)
    u[:q] = model.function(nodes.places, pair_values)
    if model.cutoff.has_tail:
        radius = model.cutoff.radius
        beyond = model.form.function(tail_places(radius), pair_values)
        u[[TAIL_ENERGY, TAIL_STRESS]] = np.stack(tail_weights(radius)) @ beyond
    u[C9], u[REFERENCE], u[DATA] = c9, reference_energy, -1.0
    return u


def node_derivatives(model: Model, nodes: Nodes, values: Values) -> FloatArray:
    """Return du / d values, shape (q + 5, k), exact, in one reverse pass."""
    pair_values, _ = model.split(values)
    q, count = len(nodes.places), len(pair_values)
    matrix = np.zeros((q + 5, len(model.parameters)))
    matrix[:q, :count] = parameter_derivatives(model.function, nodes.places, pair_values).T
    if model.cutoff.has_tail:
        radius = model.cutoff.radius
        beyond = parameter_derivatives(model.form.function, tail_places(radius), pair_values)
        matrix[[TAIL_ENERGY, TAIL_STRESS], :count] = np.stack(tail_weights(radius)) @ beyond.T
    if model.triple_radius:
        matrix[C9, -1] = 1.0
    return matrix


def node_vectors(
    model: Model, nodes: Nodes, samples: FloatArray, reference_energies: FloatArray
) -> FloatArray:
    """Return u of many parameter sets at once, shape (q + 5, s).

    ``samples`` (k, s) and ``reference_energies`` (s,) in eV an atom.
    """
    pair_values, c9 = model.split(list(samples[:, :, None]))
    sets, q = samples.shape[1], len(nodes.places)
    places = np.broadcast_to(nodes.places, (sets, q))
    u = np.zeros((q + 5, sets))
    u[:q] = model.function(places, pair_values).T
    if model.cutoff.has_tail:
        radius = model.cutoff.radius
        beyond = model.form.function(tail_places(radius)[None, :], pair_values)
        u[[TAIL_ENERGY, TAIL_STRESS]] = np.stack(tail_weights(radius)) @ beyond.T
    u[C9], u[REFERENCE], u[DATA] = np.squeeze(c9), reference_energies, -1.0
    return u
