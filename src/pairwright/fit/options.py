"""What a fit of a pair form depends on, apart from data."""

PARAMETERS = {
    "weights": "fit.weights",
    "reference": "reference_energy",
    "cutoff": "cutoff",
    "seed": "seed",
    "starts": "fit.starts",
    "global_search": "fit.global_search",
    "constraints": "fit.constraints",
    "spline": "fit.spline",
    "triple_dipole": "fit.triple_dipole",
    "form_files": "fit.form_files",
}
"""The parameters of a script that fits pair potentials, with their keys in the configuration."""
