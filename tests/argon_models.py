"""Models of every form with parameters that look like argon's."""

import numpy as np
from ase import Atoms
from ase.build import bulk

from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.forms import FORMS
from pairwright.potentials.library import TRIPLE_DIPOLE, pair_form_name
from pairwright.potentials.model import Model, model_named

RADIUS = 8.0
KNOTS = (3.2, 3.6, 4.1, 4.8, 5.8, 7.5)
C9 = 70.0

VALUES = {
    "lennard-jones": (0.0104, 3.4),
    "mie": (0.0104, 3.4, 13.2, 5.5),
    "morse": (0.0104, 1.6, 3.8),
    "buckingham": (0.0104, 3.8, 13.2),
    "tang-toennies": (20362.0, 3.838, 38.4, 271.6, 2299.0),
    "double-exponential": (0.0104, 3.8, 14.0, 6.5),
    "spline": (2.489, 0.2087, 0.0498, -0.00358, 0.00081, -0.00029),
}
PAIR_FORMS = tuple(VALUES)
NONLINEAR = tuple(FORMS)


def argon_model(name: str, scheme: str = "shift", radius: float = RADIUS) -> Model:
    """Return the model of a name, with a radius (Å) of 7 Å for triple dipoles."""
    return model_named(name, Cutoff(scheme, radius), triple_radius=7.0, knots=KNOTS)


def argon_values(name: str) -> list[float]:
    """Return the values of the parameters of a name."""
    more = (C9,) if name.endswith(TRIPLE_DIPOLE) else ()
    return [*VALUES[pair_form_name(name)], *more]


def rattled_argon(seed: int = 0, crystal: str = "fcc") -> Atoms:
    """Return a skewed, rattled cell of two or four atoms, smaller than the cutoff."""
    atoms = bulk("Ar", crystal, a=5.3 if crystal == "fcc" else 7.4) * (2, 1, 1)
    generator = np.random.default_rng(seed)
    atoms.set_cell(atoms.cell.array @ (np.eye(3) + generator.normal(0, 0.05, (3, 3))), True)
    atoms.positions += generator.normal(0, 0.1, (len(atoms), 3))
    return atoms
