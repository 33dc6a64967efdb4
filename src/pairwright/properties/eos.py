"""The equation of state of each crystal of a database: Birch-Murnaghan through its lowest rows.

E(V) = E0 + 9 V0 B0 / 16 [ (x - 1)^3 B0' + (x - 1)^2 (6 - 4 x) ], x = (V0 / V)^(2/3), with energies
and volumes per atom. Source: F. Birch, Phys. Rev. 71, 809 (1947), as written in ``ase.eos``.
"""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from ase.eos import EquationOfState

from pairwright.data.dataset import Dataset
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Record = dict[str, Any]

WINDOW = 0.15
"""Points within this fraction of the lowest point's volume are fitted ..."""
ENOUGH = 6
"""... and in any case so many, the nearest ones."""
FEWEST_POINTS = 5
"""The equation has four parameters; with fewer points there would be nothing to judge it by."""

ENERGY_VOLUME_COLUMNS = (
    "structure",
    "group",
    "id",
    "volume_per_atom_A3",
    "energy_per_atom_eV",
    "used_in_fit",
)

_ATOMS_IN_CUBE = {"fcc": 4, "bcc": 2, "sc": 1, "diamond": 8}


def equations_of_state(
    dataset: Dataset, reference_energy: float | None
) -> tuple[dict[str, Record], list[tuple[Any, ...]]]:
    """Fit each crystal; return its record by structure, and rows of ``ENERGY_VOLUME_COLUMNS``.

    ``reference_energy`` is that of an isolated atom (eV), None when it is not known.
    A crystal's E(V) points are its groups' lowest rows in energy per atom: of copies rattled from
    one crystal and volume, the ideal one. Rows without a volume, and structures that have only
    such rows, are left out.
    """
    records: dict[str, Record] = {}
    table: list[tuple[Any, ...]] = []
    for structure in np.unique(dataset.structures).tolist():
        rows = lowest_rows(dataset, structure)
        if not rows.size:
            continue
        volumes = (dataset.volumes / dataset.natoms)[rows]
        energies = (dataset.energies / dataset.natoms)[rows]
        records[structure] = fit_record(structure, volumes, energies, reference_energy)
        used = fitting_window(volumes, energies) & (records[structure]["reason"] is None)
        columns = (dataset.groups[rows], dataset.ids[rows], volumes, energies, used)
        table += [(structure, *row) for row in zip(*columns, strict=True)]
    return records, table


def lowest_rows(dataset: Dataset, structure: str) -> npt.NDArray[np.int64]:
    """Return the row of lowest energy per atom of each group of a structure, by rising volume."""
    energies = dataset.energies / dataset.natoms
    volumes = dataset.volumes / dataset.natoms
    members = np.flatnonzero((dataset.structures == structure) & np.isfinite(volumes))
    by_energy = members[np.argsort(energies[members], kind="stable")]
    _, first_of_group = np.unique(dataset.groups[by_energy], return_index=True)
    lowest = by_energy[first_of_group]
    return lowest[np.argsort(volumes[lowest], kind="stable")]


def fitting_window(volumes: FloatArray, energies: FloatArray) -> Mask:
    """Choose the points to fit: within 15 % of the lowest point's volume, and the nearest six.

    ``volumes`` and ``energies`` have shape (k,). The equation holds near the minimum: for
    Lennard-Jones a fit within 15 % overestimates B0 by 1 %, within 20 % by 3 %, 30 % by 10 %.
    """
    distances = np.abs(volumes / volumes[np.argmin(energies)] - 1)
    nearest = np.sort(distances)[:ENOUGH]
    chosen: Mask = distances <= max(WINDOW, nearest[-1]) + 1e-9
    return chosen


def fit_record(
    structure: str, volumes: FloatArray, energies: FloatArray, reference_energy: float | None
) -> Record:
    """Fit the points in the window; volumes (k,) in Å^3 and energies (k,) in eV, per atom.

    Returns ``V0_A3`` and ``E0_eV`` per atom, ``B0_GPa``, ``B0_prime``, what
    :func:`derived_quantities` adds, the residual of the fit, and the window. When there is no
    result the values are None and ``reason`` says why.
    """
    used = fitting_window(volumes, energies)
    v, e = volumes[used], energies[used]
    parameters, reason = _fit(v, e)
    record = state_record(structure, parameters, reference_energy, reason)
    residual = None
    if parameters is not None:
        residual = float(np.sqrt(np.mean((birch_murnaghan(v, *parameters) - e) ** 2))) * MEV_PER_EV
    return record | {
        "rms_residual_meV_per_atom": residual,
        "points": len(v),
        "window_A3": {"smallest": float(v.min()), "largest": float(v.max())},
    }


def state_record(
    structure: str,
    parameters: tuple[float, float, float, float] | None,
    reference_energy: float | None,
    reason: str | None = None,
) -> Record:
    """Describe a minimum of E(V); ``parameters`` are V0 (Å^3), E0 (eV), B0 (eV/Å^3) and B0'.

    Adds ``a0_A``, the cubic lattice constant (None for crystals that are not known as cubic), and
    ``cohesive_energy_meV_per_atom``, the reference energy minus E0 (None without a reference).
    """
    names = ("V0_A3", "E0_eV", "B0_GPa", "B0_prime", "a0_A", "cohesive_energy_meV_per_atom")
    if parameters is None:
        return dict.fromkeys(names) | {"reason": reason}
    volume, energy, bulk_modulus, derivative = parameters
    cohesive = None if reference_energy is None else (reference_energy - energy) * MEV_PER_EV
    constant = cubic_lattice_constant(structure, volume)
    values = (volume, energy, bulk_modulus * GPA_PER_EV_A3, derivative, constant, cohesive)
    return dict(zip(names, values, strict=True)) | {"reason": None}


def cubic_lattice_constant(structure: str, volume_per_atom: float) -> float | None:
    """Return a0 (Å) of fcc, bcc, sc or diamond at a volume (Å^3 per atom), None for others."""
    atoms = _ATOMS_IN_CUBE.get(structure)
    return None if atoms is None else float((atoms * volume_per_atom) ** (1 / 3))


def birch_murnaghan(
    volumes: FloatArray, v0: float, e0: float, b0: float, b0_prime: float
) -> FloatArray:
    """Return E (eV) at ``volumes`` (Å^3) for V0 (Å^3), E0 (eV), B0 (eV/Å^3) and B0'."""
    x = (v0 / volumes) ** (2 / 3)
    energies: FloatArray = e0 + 9 * v0 * b0 / 16 * (
        (x - 1) ** 3 * b0_prime + (x - 1) ** 2 * (6 - 4 * x)
    )
    return energies


def _fit(
    volumes: FloatArray, energies: FloatArray
) -> tuple[tuple[float, float, float, float] | None, str | None]:
    """Return V0, E0, B0, B0', or the reason why there are none."""
    if len(volumes) < FEWEST_POINTS:
        return None, f"{len(volumes)} volumes, a fit needs {FEWEST_POINTS}"
    no_minimum = f"no minimum between {volumes.min():.6g} and {volumes.max():.6g} Å^3 per atom"
    if np.ptp(energies) == 0:
        return None, no_minimum
    # Total energies may be thousands of eV; the fit sees differences.
    lowest = float(energies.min())
    equation = EquationOfState(volumes, energies - lowest, eos="birchmurnaghan")
    try:
        with warnings.catch_warnings(action="ignore"):
            equation.fit(warn=False)
    except (RuntimeError, ValueError) as error:
        return None, f"the fit does not converge ({error})"
    e0, b0, b0_prime, v0 = (float(value) for value in equation.eos_parameters)
    if not (volumes.min() <= v0 <= volumes.max() and b0 > 0):
        return None, no_minimum
    return (v0, e0 + lowest, b0, b0_prime), None
