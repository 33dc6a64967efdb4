"""How much predictions move when parameters do.

A prediction is linear in u, the numbers that a model enters a fit with
(:mod:`pairwright.fit.vector`), so the spread of predictions over samples is that of u, carried
through the sums over pairs. Deviations of u from their mean are nearly all along a few directions;
each of these is a pair potential of its own, tabulated at the nodes, and is summed over the pairs
like any other.
"""

import numpy as np
import numpy.typing as npt

from pairwright.fit.engine import Data, Fit
from pairwright.fit.nodes import Nodes
from pairwright.fit.prediction import block_geometry, tail_factors
from pairwright.fit.sums import C9, PAIRS_AT_A_TIME, REFERENCE, TAIL_ENERGY, TAIL_STRESS
from pairwright.fit.targets import Quantities
from pairwright.fit.uncertainty import covariance
from pairwright.fit.vector import node_derivatives, node_vectors
from pairwright.judging.refit import inside_bounds
from pairwright.potentials.energy import assemble_energies, assemble_forces, assemble_stresses

FloatArray = npt.NDArray[np.float64]

LOST = 1e-10
"""Directions with a smaller share of the scatter of u than this are left out."""


def covariance_deviations(fit: Fit) -> FloatArray | None:
    """Return columns (q + 5, f) whose squares add up to the variance of u.

    The covariance of the parameters, s^2 (J^T J)^-1, is carried over linearly. None when the data
    leave a parameter open.
    """
    problem, solution = fit.problem, fit.solution
    inside = inside_bounds(problem, solution)
    inner = covariance(solution.jacobian[:, inside], solution.sum_of_squares, solution.count)
    if not np.isfinite(inner).all():
        return None
    values, vectors = np.linalg.eigh(inner)
    return np.asarray(free_derivatives(fit) @ (vectors * np.sqrt(np.maximum(values, 0.0))))


def free_derivatives(fit: Fit) -> FloatArray:
    """Return du / dz, shape (q + 5, f), for the free numbers z that are not at a bound."""
    problem, solution = fit.problem, fit.solution
    model, nodes = problem.variables.model, problem.sums.nodes
    found = node_derivatives(model, nodes, solution.parameters)
    if problem.reference_energy is None:
        reference = np.zeros(len(found))
        reference[REFERENCE] = 1.0
        found = np.column_stack([found, reference])
    inside = inside_bounds(problem, solution)
    return np.asarray(found @ problem.chain(solution.parameters)[:, inside])


def sample_deviations(
    fit: Fit, parameters: FloatArray, reference_energies: FloatArray
) -> FloatArray:
    """Return columns (q + 5, s) whose squares add up to the variance of u over samples.

    ``parameters`` (k, s), ``reference_energies`` (s,) in eV.
    """
    model, nodes = fit.problem.variables.model, fit.problem.sums.nodes
    u = node_vectors(model, nodes, parameters, reference_energies)
    return np.asarray((u - u.mean(axis=1, keepdims=True)) / np.sqrt(u.shape[1] - 1))


def spread(data: Data, nodes: Nodes, deviations: FloatArray) -> Quantities:
    """Return the standard deviations of energies (m,), forces (n, 3) and stresses (m, 3, 3).

    ``deviations`` (q + 5, s) are columns whose squares add up to the variance of u.
    """
    vectors, sizes, _ = np.linalg.svd(deviations, full_matrices=False)
    directions = (vectors * sizes)[:, sizes > LOST * sizes[0]]
    total = Quantities.empty(data.dataset)
    for values in vars(total).values():
        values[:] = 0.0
    for block in data.pairs.blocks(PAIRS_AT_A_TIME):
        _add_squares(data, nodes, directions, block, total)
    return Quantities(*(np.sqrt(values) for values in vars(total).values()))


def _add_squares(
    data: Data, nodes: Nodes, directions: FloatArray, block: slice, total: Quantities
) -> None:
    """Add the squares of what each direction (q + 5,) does to a range of rows."""
    dataset, q = data.dataset, len(nodes.places)
    geometry = block_geometry(dataset, data.pairs, block)
    weights = nodes.weights(geometry.distances)
    energies = np.asarray(weights @ directions[:q])
    slopes = np.asarray(weights @ (nodes.slopes() @ directions[:q]))
    atoms = slice(int(dataset.starts[block.start]), int(dataset.starts[block.stop]))
    natoms = dataset.natoms[block]
    of_energy, of_stress = tail_factors(dataset, block)
    for place, u in enumerate(directions.T):
        found = Quantities(
            assemble_energies(geometry, energies[:, place])
            + (u[REFERENCE] + u[TAIL_ENERGY] * of_energy) * natoms,
            assemble_forces(geometry, slopes[:, place]),
            assemble_stresses(geometry, slopes[:, place])
            + (u[TAIL_STRESS] * of_stress)[:, None, None] * np.eye(3),
        )
        if data.triples is not None:
            found.energies[:] += u[C9] * data.triples.energies[block]
            found.forces[:] += u[C9] * data.triples.forces[atoms]
            found.stresses[:] += u[C9] * data.triples.stresses[block]
        total.energies[block] += found.energies**2
        total.forces[atoms] += found.forces**2
        total.stresses[block] += found.stresses**2
