"""The space that an ensemble is drawn from: free numbers, their bounds, and their cost."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairwright.fit.engine import Fit
from pairwright.fit.solve import Problem
from pairwright.fit.variables import REACH
from pairwright.fit.vector import node_vectors
from pairwright.judging.directions import free_numbers

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """Where free numbers may be: between ``low`` and ``high`` (f,), and in order.

    ``order`` are places of two numbers of which the first must be the larger one, as Mie's
    exponents, which may be exchanged: half of the space has all potentials then.
    """

    low: FloatArray
    high: FloatArray
    order: list[tuple[int, int]]

    @classmethod
    def of(cls, fit: Fit) -> "Space":
        """Take the bounds of a fit; numbers without any end far from the optimum."""
        low, high = fit.problem.bounds()
        centre = free_numbers(fit)
        low, high = np.maximum(low, centre - REACH), np.minimum(high, centre + REACH)
        return cls(low, high, exchangeable(fit))

    def holds(self, z: FloatArray) -> npt.NDArray[np.bool_]:
        """Say which rows of ``z`` (w, f) are inside."""
        inside = np.all((self.low <= z) & (z <= self.high), axis=1)
        for more, less in self.order:
            inside &= z[:, more] > z[:, less]
        return np.asarray(inside)

    def mirrored(self, z: FloatArray) -> FloatArray:
        """Return ``z`` (w, f) with what is outside mirrored to the inside."""
        z = np.where(z < self.low, 2 * self.low - z, z)
        z = np.clip(np.where(z > self.high, 2 * self.high - z, z), self.low, self.high)
        for more, less in self.order:
            pair = np.sort(z[:, [less, more]], axis=1)
            z[:, less], z[:, more] = pair.T
        return z


def exchangeable(fit: Fit) -> list[tuple[int, int]]:
    """Return the places of free numbers of which the first is to be the larger one.

    None where the form says nothing of the kind, or constraints tell its parameters apart.
    """
    variables = fit.problem.variables
    pair = variables.model.form.larger_first
    if pair is None or not set(pair) <= set(variables.free):
        return []
    wrong = fit.solution.parameters.copy()
    wrong[list(pair)] = 1.0, 2.0
    if np.array_equal(variables.in_order(wrong), wrong):
        return []
    return [(variables.free.index(pair[0]), variables.free.index(pair[1]))]


@dataclass(frozen=True)
class ManyParameters:
    """Parameters for many sets of free numbers at once.

    They are ``constant`` (k,) plus e @ ``slopes`` (f, k), with e = exp(z) of numbers z that are
    ``logarithmic`` (f,) and e = z of others. ``reference_energy`` (eV) is None when it is the last
    of the numbers.
    """

    logarithmic: npt.NDArray[np.bool_]
    constant: FloatArray
    slopes: FloatArray
    reference_energy: float | None

    @classmethod
    def of(cls, problem: Problem) -> "ManyParameters":
        """Read constant and slopes off the parameters at e = 0, and at each e = 1."""
        variables = problem.variables
        parameters = variables.model.parameters
        logarithmic = np.array([parameters[place].logarithmic for place in variables.free])
        zero, one = np.where(logarithmic, -np.inf, 0.0), np.where(logarithmic, 0.0, 1.0)
        constant = variables.values(zero)
        units = [variables.values(np.where(unit, one, zero)) for unit in np.eye(len(one)) > 0]
        return cls(logarithmic, constant, np.stack(units) - constant, problem.reference_energy)

    def __call__(self, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return parameters (w, k) and reference energies (w,) of free numbers (w, f)."""
        numbers = z[:, : len(self.logarithmic)]
        powers = np.where(self.logarithmic, np.exp(np.where(self.logarithmic, numbers, 0)), numbers)
        known = self.reference_energy
        references = z[:, -1] if known is None else np.full(len(z), known)
        return self.constant + powers @ self.slopes, references


def costs(problem: Problem, values: FloatArray, reference_energies: FloatArray) -> FloatArray:
    """Return C = chi^2 / 2 (w,) of parameters (w, k) and reference energies (w,) in eV."""
    sums, variables = problem.sums, problem.variables
    with np.errstate(all="ignore"):
        u = node_vectors(variables.model, sums.nodes, values.T, reference_energies)
        squares = np.sum((sums.rows @ u) ** 2, axis=0)
        for place, mean, deviation in variables.priors():
            squares += ((values[:, place] - mean) / deviation) ** 2
    return np.asarray(squares / 2)
