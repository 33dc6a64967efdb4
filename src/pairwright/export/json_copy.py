"""What ``load_potential`` needs of a fit, and no more."""

from importlib.metadata import version
from typing import Any

from pairwright.export.potential import Potential

KEPT = ("form", "element", "parameters", "cutoff", "triple_dipole", "knots_A", "reference_energy")


def potential_copy(potential: Potential) -> dict[str, Any]:
    """Return the content of ``potential.json``: a ``fit.json`` without the story of the fit."""
    fit = potential.fit
    return {
        **{name: fit[name] for name in KEPT if name in fit},
        "database": {
            "name": potential.database_name,
            "sha256": fit["database"]["sha256"],
        },
        "shortest_distance_A": potential.shortest_distance,
        "pairwright": version("pairwright"),
    }
