"""The equation of state that a pair potential gives to each crystal of a database."""

from typing import Any

from pairwright.data.dataset import Dataset
from pairwright.potentials.forms import Form
from pairwright.potentials.model import model_of
from pairwright.properties.eos import state_record
from pairwright.properties.lattice import energies_at, minimum, shells_of
from pairwright.properties.prototypes import prototypes

CURVE_COLUMNS = ("structure", "volume_per_atom_A3", "energy_per_atom_eV")


def energy_volume_curves(
    dataset: Dataset, fit: dict[str, Any], own: dict[str, Form] | None = None
) -> tuple[dict[str, dict[str, Any]], list[tuple[Any, ...]]]:
    """Return the potential's equation of state by structure, and rows of ``CURVE_COLUMNS``.

    ``fit`` is the content of a ``fit.json``, ``own`` are a user's forms. Each crystal's row of
    lowest energy per atom is scaled isotropically, its atoms fixed in the cell, through the volumes
    of the crystal's data. Structures without a volume are left out.
    """
    model, values = model_of(fit, own)
    reference = float(fit["reference_energy"]["value_eV"])
    records: dict[str, dict[str, Any]] = {}
    table: list[tuple[Any, ...]] = []
    for crystal in prototypes(dataset, fit["element"]):
        shells = shells_of(crystal.atoms, model, crystal.volumes[0])
        energies = reference + energies_at(shells, model, values, crystal.volumes)
        table += [
            (crystal.structure, *point) for point in zip(crystal.volumes, energies, strict=True)
        ]
        parameters, reason = minimum(shells, model, values, crystal.volumes)
        records[crystal.structure] = state_record(
            crystal.structure, with_reference(parameters, reference), reference, reason
        )
    return records, table


def with_reference(
    state: tuple[float, float, float, float] | None, reference_energy: float
) -> tuple[float, float, float, float] | None:
    """Return V0, E0, B0, B0' with the energy (eV) of an isolated atom in E0; None stays None."""
    if state is None:
        return None
    volume, energy, bulk_modulus, derivative = state
    return volume, energy + reference_energy, bulk_modulus, derivative
