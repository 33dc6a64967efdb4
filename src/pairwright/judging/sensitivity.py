"""How much Lennard-Jones's parameters and crystals depend on where its interactions end.

The same data are fitted with every cutoff scheme at several radii; each is a model of its own. What
is left out beyond the radius, the fit puts into epsilon and sigma: without scheme and radius they
mean little. The order of fcc and hcp is the most sensitive of all, for their first two shells are
the same: a bare cut takes shells of the one crystal away before those of the other.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ase import Atoms
from ase.build import bulk

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.errors import PairwrightError
from pairwright.fit.engine import Data, prepared, sums_of_parts
from pairwright.fit.linear import ClosedForm, lennard_jones_closed_form
from pairwright.fit.sums import Sums, joined
from pairwright.fit.vector import node_vector
from pairwright.potentials.cutoffs import SCHEMES, Cutoff
from pairwright.potentials.model import Model
from pairwright.properties.lattice import minimum, shells_of
from pairwright.units import MEV_PER_EV

FloatArray = npt.NDArray[np.float64]

RADII = (2.5, 3.0, 3.5, 4.0, 5.0, 6.0)
"""Cutoff radii in units of the sigma that the configured cutoff gives ..."""
FARTHEST, APART = 1.25, 0.03
"""... up to so many configured radii, and at least such a share of it away from it."""
VOLUMES = np.linspace(0.7, 1.4, 71)
"""Volumes per atom among which a minimum is looked for, in units of sigma^3; it is near 0.92."""
SIGMA_TO_WELL = 2 ** (1 / 6)
"""Where the well of Lennard-Jones is, in units of sigma."""
HCP_MINUS_FCC = -0.00086957
"""Energy per atom in units of epsilon, both crystals at their minima, of interactions without end.
From lattice sums of r^-6 and r^-12: A. Burrows et al., J. Math. Phys. (2020), doi
10.1063/5.0021159."""

SENSITIVITY_COLUMNS = (
    "scheme",
    "radius_A",
    "radius_over_sigma",
    "epsilon_eV",
    "sigma_A",
    "reference_energy_eV",
    "weighted_rms_residual",
    "fcc_a0_A",
    "fcc_cohesive_energy_meV_per_atom",
    "hcp_minus_fcc_meV_per_atom",
)

EPSILON, DIFFERENCE = "epsilon_eV", "hcp_minus_fcc_meV_per_atom"


def cutoff_sensitivity(
    dataset: Dataset, options: dict[str, Any]
) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Fit Lennard-Jones with every scheme at several radii.

    All rows are fitted, by the closed form; ``options`` holds what
    :data:`pairwright.fit.options.PARAMETERS` names, of which the constraints are not used. Returns
    what is said of the fits, and rows of ``SENSITIVITY_COLUMNS``; cells are None where the data
    want no attraction, or a crystal has no minimum.
    """
    configured = Cutoff.of(options["cutoff"])
    with tempfile.TemporaryDirectory() as folder:
        model, data = _prepared(dataset, configured, options, folder)
        found = _fit(model, data, _sums(model, data, options))
        sigma = data.length / SIGMA_TO_WELL if found is None else found.sigma
        rows = [
            row
            for radius in cutoff_radii(configured.radius, sigma)
            for row in _rows(dataset, with_radius(configured, radius), options, folder)
        ]
    rows.sort(key=lambda row: (list(SCHEMES).index(row[0]), row[1]))
    return _record(configured, rows), rows


def cutoff_radii(configured: float, sigma: float) -> list[float]:
    """Return the radii (Å) to fit at, rising: the ``configured`` one, and multiples of ``sigma``.

    Multiples are rounded to 0.01 Å.
    """
    multiples = {round(factor * sigma, 2) for factor in RADII}
    others = {
        radius
        for radius in multiples
        if radius <= FARTHEST * configured and abs(radius / configured - 1) >= APART
    }
    return sorted({configured, *others})


def with_radius(cutoff: Cutoff, radius: float) -> Cutoff:
    """Return the same cutoff at another radius (Å); the switch starts at the same share of it."""
    start = None if cutoff.switch_from is None else cutoff.switch_from * radius / cutoff.radius
    return Cutoff(cutoff.scheme, radius, start)


def _prepared(
    dataset: Dataset, cutoff: Cutoff, options: dict[str, Any], folder: str
) -> tuple[Model, Data]:
    """Return Lennard-Jones and the data with the pairs within a cutoff, kept in ``folder``."""
    path = Path(folder) / f"{cutoff.radius}.npz"
    write_pair_table(dataset, cutoff.radius, path)
    ending = {"cutoff": cutoff.record()}
    return prepared("lennard-jones", dataset, PairTable.load(path), options | ending)


def _rows(
    dataset: Dataset, cutoff: Cutoff, options: dict[str, Any], folder: str
) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each scheme at the radius of a cutoff.

    Nodes that have an edge where the switch starts serve all schemes, and so do the sums.
    """
    switched = replace(cutoff, scheme="switch")
    model, data = _prepared(dataset, switched, options, folder)
    sums = _sums(model, data, options)
    for scheme in SCHEMES:
        ended = replace(model, cutoff=replace(switched, scheme=scheme))
        found = _fit(ended, data, sums)
        if found is None:
            yield (scheme, cutoff.radius, *[None] * (len(SENSITIVITY_COLUMNS) - 2))
            continue
        values = np.array([found.epsilon, found.sigma])
        residuals = sums.rows @ node_vector(ended, sums.nodes, values, found.reference_energy)
        rms = float(np.sqrt(residuals @ residuals / sums.count))
        fitted = (found.epsilon, found.sigma, found.reference_energy, rms)
        yield (
            scheme,
            cutoff.radius,
            cutoff.radius / found.sigma,
            *fitted,
            *crystals(ended, values),
        )


def _sums(model: Model, data: Data, options: dict[str, Any]) -> Sums:
    return joined(sums_of_parts(model, data, np.zeros(len(data.dataset), dtype=np.int64), options))


def _fit(model: Model, data: Data, sums: Sums) -> ClosedForm | None:
    """Return the optimum; None where the data want no repulsion or no attraction."""
    try:
        return lennard_jones_closed_form(model, sums, data.reference_energy)
    except PairwrightError:
        return None


def crystals(model: Model, values: FloatArray) -> tuple[float | None, float | None, float | None]:
    """Return what Lennard-Jones with epsilon and sigma (2,) gives to close-packed crystals.

    The lattice constant of fcc (Å), its cohesive energy and by how much hcp of ideal shape lies
    above it (meV per atom), each at its minimum; None without one.
    """
    fcc = _minimum(bulk("X", "fcc", a=1.0), model, values)
    hcp = _minimum(bulk("X", "hcp", a=1.0, c=np.sqrt(8 / 3)), model, values)
    if fcc is None:
        return None, None, None
    difference = None if hcp is None else (hcp[1] - fcc[1]) * MEV_PER_EV
    return float((4 * fcc[0]) ** (1 / 3)), -fcc[1] * MEV_PER_EV, difference


def _minimum(atoms: Atoms, model: Model, values: FloatArray) -> tuple[float, float] | None:
    """Return volume (Å^3) and energy (eV) per atom at the minimum, None when there is none."""
    volumes = VOLUMES * values[1] ** 3
    found, _ = minimum(shells_of(atoms, model, volumes[0]), model, values, volumes)
    return None if found is None else found[:2]


def _record(configured: Cutoff, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Describe the table: ranges over all fits and by scheme, and the order of fcc and hcp."""
    table = [dict(zip(SENSITIVITY_COLUMNS, row, strict=True)) for row in rows]
    fitted = [row for row in table if row[EPSILON] is not None]
    schemes = {
        scheme: _scheme_record(mine)
        for scheme in SCHEMES
        if (mine := [row for row in fitted if row["scheme"] == scheme])
    }
    chosen = (configured.scheme, configured.radius)
    (at_configured,) = [row for row in table if (row["scheme"], row["radius_A"]) == chosen]
    said = [_said_of_parameters(fitted), _said_of_schemes(schemes), _said_of_order(schemes)]
    said.append(_said_of_configured(configured, at_configured[DIFFERENCE]))
    return {
        "configured": {**configured.record(), "fit": at_configured},
        "fits": len(fitted),
        "ranges": {name: _range(fitted, name) for name in SENSITIVITY_COLUMNS[3:]},
        "by_scheme": schemes,
        "hcp_minus_fcc": {"without_cutoff_in_epsilon": HCP_MINUS_FCC},
        "sentence": " ".join(filter(None, said)),
    }


def _range(rows: list[dict[str, Any]], name: str) -> dict[str, float | None]:
    values = [row[name] for row in rows if row[name] is not None]
    return {"smallest": min(values, default=None), "largest": max(values, default=None)}


def _scheme_record(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Say how far a scheme's fits differ, and at which radii (Å) hcp is above fcc, or below."""
    above, below = (
        [row["radius_A"] for row in rows if (sign * (row[DIFFERENCE] or 0.0)) > 0]
        for sign in (1, -1)
    )
    return {
        "ranges": {name: _range(rows, name) for name in SENSITIVITY_COLUMNS[3:]},
        "hcp_above_fcc_radii_A": above,
        "hcp_below_fcc_radii_A": below,
        "changes_sign": bool(above and below),
    }


def _said_of_parameters(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return (
            "No Lennard-Jones potential fits these data: they want no attraction, or no repulsion."
        )
    epsilon, sigma = _range(rows, EPSILON), _range(rows, "sigma_A")
    return (
        f"The same data give epsilon from {epsilon['smallest']:.5f} to {epsilon['largest']:.5f} eV "
        f"and sigma from {sigma['smallest']:.3f} to {sigma['largest']:.3f} Å, by where and how "
        f"interactions end ({len(rows)} fits): no value means anything without its cutoff."
    )


def _said_of_schemes(schemes: dict[str, Any]) -> str:
    if not schemes:
        return ""
    ranges = {name: record["ranges"][EPSILON] for name, record in schemes.items()}
    changes = {name: 100 * (r["largest"] / r["smallest"] - 1) for name, r in ranges.items()}
    least, most = min(changes, key=changes.__getitem__), max(changes, key=changes.__getitem__)
    return (
        f"With the radius epsilon changes least under {least}, by {changes[least]:.2g} %, and most "
        f"under {most}, by {changes[most]:.2g} %."
    )


def _said_of_order(schemes: dict[str, Any]) -> str:
    turned, right = [], []
    for name, record in schemes.items():
        if record["changes_sign"]:
            ends = record["ranges"][DIFFERENCE]
            turned.append(f"{name} ({ends['smallest']:+.3f} to {ends['largest']:+.3f} meV/atom)")
        elif record["hcp_below_fcc_radii_A"]:
            right.append(name)
    said = []
    if turned:
        said.append(f"hcp - fcc changes sign with the radius under {', '.join(turned)}.")
    if right:
        said.append(
            f"hcp is below fcc at every radius under {', '.join(right)}, as it is by "
            f"{-HCP_MINUS_FCC:.5f} epsilon where interactions do not end."
        )
    return " ".join(said)


def _said_of_configured(configured: Cutoff, difference: float | None) -> str:
    if difference is None:
        return ""
    return (
        f"At the configured cutoff, {configured.scheme} at {configured.radius:g} Å, hcp - fcc is "
        f"{difference:+.3f} meV/atom."
    )
