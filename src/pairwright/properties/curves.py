"""The equation of state that a pair potential gives to each crystal of a database."""

from typing import Any

import autograd.numpy as anp
import numpy as np
import numpy.typing as npt
from ase import Atoms
from autograd import grad
from scipy.optimize import brentq

from pairwright.data.database import Dataset
from pairwright.data.pairs import structure_pairs
from pairwright.potentials.calculator import PairCalculator, calculator_of
from pairwright.properties.eos import lowest_rows, state_record

FloatArray = npt.NDArray[np.float64]

VOLUMES = 60
"""Points of a curve."""
MARGIN = 0.03
"""A curve goes beyond the data by this fraction of the smallest and of the largest volume."""

CURVE_COLUMNS = ("structure", "volume_per_atom_A3", "energy_per_atom_eV")


def energy_volume_curves(
    dataset: Dataset, fit: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], list[tuple[Any, ...]]]:
    """Return the potential's equation of state by structure, and rows of ``CURVE_COLUMNS``.

    ``fit`` is the content of a ``fit.json``. Each crystal's row of lowest energy per atom is scaled
    isotropically, its atoms fixed in the cell, through the volumes of the crystal's data.
    Structures without a volume are left out.
    """
    calculator = calculator_of(fit)
    records: dict[str, dict[str, Any]] = {}
    table: list[tuple[Any, ...]] = []
    for structure in np.unique(dataset.structures).tolist():
        rows = lowest_rows(dataset, structure)
        if not rows.size:
            continue
        atoms = lowest_of(dataset, rows, fit["element"])
        data_volumes = (dataset.volumes / dataset.natoms)[rows]
        volumes = np.linspace(
            (1 - MARGIN) * data_volumes.min(), (1 + MARGIN) * data_volumes.max(), VOLUMES
        )
        energies = energies_per_atom(calculator, atoms, volumes)
        table += [(structure, *point) for point in zip(volumes, energies, strict=True)]
        parameters, reason = minimum(calculator, atoms, volumes, energies)
        records[structure] = state_record(
            structure, parameters, calculator.reference_energy, reason
        )
    return records, table


def scaled(atoms: Atoms, volume_per_atom: float) -> Atoms:
    """Return a copy at ``volume_per_atom`` (Å^3), scaled alike in every direction."""
    copy: Atoms = atoms.copy()
    factor = (volume_per_atom * len(atoms) / atoms.get_volume()) ** (1 / 3)
    copy.set_cell(atoms.cell * factor, scale_atoms=True)
    return copy


def energies_per_atom(calculator: PairCalculator, atoms: Atoms, volumes: FloatArray) -> FloatArray:
    """Return energies (k,) in eV of ``atoms`` scaled to ``volumes`` (k,) in Å^3, all per atom."""
    energies = np.empty(len(volumes))
    for point, volume in enumerate(volumes):
        crystal = scaled(atoms, volume)
        crystal.calc = calculator
        energies[point] = crystal.get_potential_energy() / len(atoms)
    return energies


def minimum(
    calculator: PairCalculator, atoms: Atoms, volumes: FloatArray, energies: FloatArray
) -> tuple[tuple[float, float, float, float] | None, str | None]:
    """Return V0 (Å^3), E0 (eV), B0 (eV/Å^3) and B0', all per atom, or the reason for None.

    V0 is the root of dE/dV next to the lowest of ``energies`` (k,), and B0 = V E'',
    B0' = -1 - V^2 E''' / B0 are exact derivatives there. They hold for the pairs within the cutoff
    at V0: jumps of the slope where pairs cross the cutoff do not enter.
    """
    lowest = int(np.argmin(energies))
    where = f"between {volumes[0]:.6g} and {volumes[-1]:.6g} Å^3 per atom"
    if lowest in (0, len(volumes) - 1):
        return None, f"no minimum {where}"

    def slope(volume: float) -> float:
        return volume_derivatives(calculator, atoms, volume)[0]

    low, high = float(volumes[lowest - 1]), float(volumes[lowest + 1])
    if not slope(low) < 0 < slope(high):
        return None, f"no smooth minimum {where}: the energy jumps where pairs cross the cutoff"
    v0 = float(brentq(slope, low, high, xtol=1e-12 * high))
    _, curvature, third = volume_derivatives(calculator, atoms, v0)
    b0 = v0 * curvature
    e0 = float(energies_per_atom(calculator, atoms, np.array([v0]))[0])
    return (v0, e0, b0, -1 - v0**2 * third / b0), None


def volume_derivatives(
    calculator: PairCalculator, atoms: Atoms, volume: float
) -> tuple[float, float, float]:
    """Return dE/dV (eV/Å^3), d2E/dV2 and d3E/dV3 per atom at ``volume`` (Å^3 per atom).

    With E(V) = (1/n) sum phi(r_p (V / volume)^(1/3)) over the pairs p within the cutoff, by
    automatic differentiation.
    """
    crystal = scaled(atoms, volume)
    _, _, vectors = structure_pairs(
        crystal.positions, crystal.cell.array, crystal.pbc, calculator.cutoff_radius
    )
    distances = np.linalg.norm(vectors, axis=1)

    def energy(at_volume: Any) -> Any:
        stretched = distances * (at_volume / volume) ** (1 / 3)
        return anp.sum(calculator.function(stretched, calculator.pair_parameters)) / len(atoms)

    first = grad(energy)
    second = grad(first)
    return float(first(volume)), float(second(volume)), float(grad(second)(volume))


def lowest_of(dataset: Dataset, rows: npt.NDArray[np.int64], element: str) -> Atoms:
    """Return the lowest in energy per atom of ``rows``."""
    row = int(rows[np.argmin((dataset.energies / dataset.natoms)[rows])])
    positions = dataset.positions[dataset.atoms_of(row)]
    return Atoms(
        [element] * len(positions),
        positions=positions,
        cell=dataset.cells[row],
        pbc=dataset.pbc[row],
    )
