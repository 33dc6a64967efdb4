"""What the demonstrations that need no data found, as JSON: every value has its unit beside it."""

from typing import Any

import numpy as np

from pairwright.autodiff import activity_coefficients as activity
from pairwright.autodiff import lennard_jones_solid as solids
from pairwright.autodiff.mixed_partials import hessian_asymmetry, mixed_partials
from pairwright.autodiff.root_finding import Equations, cubic_and_ellipse, search
from pairwright.autodiff.standard_systems import SYSTEMS, discrete_boundary_value, grid

Record = dict[str, Any]

COMPOSITIONS = 201
"""Mole fractions from 0 to 1 at which Gibbs-Duhem is tested."""
RADII = (3, 6, 12, 20)
"""Distances of nearest neighbours up to which pairs of the solid are summed."""
CUTOFFS = (2.5, 3.0, 4.0, 6.0, 8.0)
"""Plain cutoffs, in sigma, at which hcp and fcc are compared."""
LATTICE_SUMS = {
    "fcc": (14.453921043744, 12.131880196545),
    "hcp": (14.454897277842, 12.132293769099),
    "bcc": (12.253667867292, 9.114183268075),
}
"""A6 and A12. Source: A. Burrows, S. Cooper, E. Pahl, P. Schwerdtfeger, J. Math. Phys. 61, 123503
(2020)."""


def quantity(value: Any, unit: str = "1") -> Record:
    """Return a value with its unit, "1" for a pure number."""
    return {"value": value, "unit": unit}


def mixed_partials_record(seed: int) -> Record:
    """Compare both orders of differentiation at random points of the unit cube, from ``seed``."""
    points = np.random.default_rng(seed).random((1000, 3))
    pairs = [mixed_partials(lambda x, y: x * y**2, x, y) for x, y in points[:10, :2]]
    differences = [abs(first - second) for first, second in pairs]

    def quotient(x: Any) -> Any:
        return x[0] ** 2 * x[1] / (1 + x[1] * x[2] ** 2) + (x[0] * x[2]) ** 3

    asymmetries = np.array([hessian_asymmetry(quotient, x) for x in points])
    return {
        "x_y_squared": {
            "points": quantity(len(pairs)),
            "largest_difference": quantity(max(differences)),
        },
        "hessian_of_a_quotient": {
            "points": quantity(len(points)),
            "exactly_symmetric": quantity(float(np.mean(asymmetries == 0))),
            "largest_relative_asymmetry": quantity(float(asymmetries.max())),
        },
    }


def root_finding_record() -> Record:
    """Count evaluations with and without exact Jacobians, for the post and standard systems."""
    systems = {name: savings(s.equations, s.start) for name, s in SYSTEMS.items()}
    sizes = {
        str(n): savings(discrete_boundary_value, grid(n) * (grid(n) - 1)) for n in (10, 30, 100)
    }
    post = savings(cubic_and_ellipse, np.array([0.5, 0.5]))
    return {"cubic_and_ellipse": post, "systems": systems, "discrete_boundary_value": sizes}


def savings(equations: Equations, start: Any) -> Record:
    """Solve equations from ``start`` (n,) in both ways; return roots and numbers of calls."""
    estimated = search(equations, start, exact_jacobian=False)
    exact = search(equations, start, exact_jacobian=True)
    saved = estimated.evaluations - exact.evaluations
    return {
        "unknowns": quantity(len(start)),
        "solution": quantity(exact.root),
        "largest_residual": quantity(exact.largest_residual),
        "converged": {"estimated_jacobian": estimated.converged, "exact_jacobian": exact.converged},
        "evaluations_with_estimated_jacobians": quantity(estimated.evaluations),
        "evaluations_with_exact_jacobians": quantity(exact.evaluations),
        "exact_jacobians": quantity(exact.jacobians),
        "evaluations_worth_a_jacobian": quantity(saved / exact.jacobians),
    }


def activity_coefficients_record() -> Record:
    """Evaluate four models with the infinite-dilution limits of acetone (1) and water (2)."""
    starts: dict[activity.Model, tuple[float, float]] = {
        activity.van_laar: (2.0, 2.0),
        activity.wilson: (0.3, 0.3),
        activity.nrtl: (1.0, 1.0),
    }
    limits = activity.ACETONE_WATER
    fitted: dict[activity.Model, Any] = {activity.margules: np.array(limits)}
    for model, start in starts.items():
        fitted[model] = activity.parameters_of_limits(model, limits, np.array(start))
    models = {str(model.__name__): _model_record(model, p) for model, p in fitted.items()}
    return {"mixture": {"component_1": "acetone", "component_2": "water"}, "models": models}


def _model_record(model: activity.Model, parameters: Any) -> Record:
    first, second = activity.ln_gamma(model, 1.0, 2.0, parameters)
    fractions = np.linspace(0, 1, COMPOSITIONS)
    left = [activity.gibbs_duhem(model, x1, parameters) for x1 in fractions]
    limits = activity.infinite_dilution(model, parameters)
    return {
        "parameters": quantity(parameters),
        "n1": quantity(1.0, "mol"),
        "n2": quantity(2.0, "mol"),
        "ln_gamma_1": quantity(float(first)),
        "ln_gamma_2": quantity(float(second)),
        "ln_gamma_at_infinite_dilution": quantity(np.asarray(limits)),
        "largest_gibbs_duhem_residual": quantity(float(np.max(np.abs(left)))),
    }


def lennard_jones_solid_record() -> Record:
    """Compare energies and elastic constants of the solid with exact lattice sums."""
    radius = RADII[-1]
    return {
        "structures": {name: _structure_record(name, radius) for name in LATTICE_SUMS},
        "fcc_by_radius": {str(r): _elastic_record(r) for r in RADII},
        "hcp_minus_fcc_with_a_plain_cutoff": {
            f"{cutoff:g}": quantity(_difference(cutoff), "epsilon") for cutoff in CUTOFFS
        },
    }


def _structure_record(structure: str, radius: int) -> Record:
    a6, a12 = LATTICE_SUMS[structure]
    nearest = solids.equilibrium(structure, radius)
    modulus, derivative = solids.bulk_modulus(structure, nearest, radius)
    return {
        "radius": quantity(radius, "distance of nearest neighbours"),
        "nearest_neighbours": quantity(nearest, "sigma"),
        "exact_nearest_neighbours": quantity((2 * a12 / a6) ** (1 / 6), "sigma"),
        "energy": quantity(_energy_of_atom(structure, nearest, radius, True), "epsilon"),
        "exact_energy": quantity(-(a6**2) / (2 * a12), "epsilon"),
        "bulk_modulus": quantity(modulus, "epsilon/sigma^3"),
        "bulk_modulus_derivative": quantity(derivative),
    }


def _elastic_record(radius: int) -> Record:
    nearest = solids.equilibrium("fcc", radius)
    c = solids.elastic_constants(solids.crystal("fcc", nearest, radius))
    unit = "epsilon/sigma^3"
    return {
        "nearest_neighbours": quantity(nearest, "sigma"),
        "C11": quantity(c[0, 0, 0, 0], unit),
        "C12": quantity(c[0, 0, 1, 1], unit),
        "C44": quantity(c[1, 2, 1, 2], unit),
    }


def _energy_of_atom(structure: str, nearest: float, radius: float, tail: bool) -> float:
    solid = solids.crystal(structure, nearest, radius, tail)
    energy = solids.energy(solid.positions, np.zeros((3, 3)), solid)
    return float(energy) / len(solid.positions)


def _difference(cutoff: float) -> float:
    """Return E(hcp) - E(fcc) per atom, each at its exact minimum, with pairs up to a cutoff."""
    energies = []
    for structure in ("hcp", "fcc"):
        a6, a12 = LATTICE_SUMS[structure]
        nearest = (2 * a12 / a6) ** (1 / 6)
        energies.append(_energy_of_atom(structure, nearest, cutoff / nearest, False))
    return energies[0] - energies[1]
