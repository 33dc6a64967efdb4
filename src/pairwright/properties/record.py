"""What ``properties.json`` says: crystals and dimer of a potential beside the data's own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.potentials.forms import Form
from pairwright.potentials.model import Model, model_of
from pairwright.properties.crystal import crystal_at
from pairwright.properties.curves import with_reference
from pairwright.properties.dimer import (
    dimer_curve,
    dimers_of_data,
    distances_of_data,
    well,
)
from pairwright.properties.elastic import cubic_constants, elastic_tensor, is_stable, stress
from pairwright.properties.eos import state_record
from pairwright.properties.lattice import minimum, shells_of, volume_derivatives
from pairwright.properties.phonons import phonons
from pairwright.properties.prototypes import Prototype, prototypes
from pairwright.properties.stability import stability
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]
Record = dict[str, Any]

COMPARED = ("V0_A3", "a0_A", "E0_eV", "cohesive_energy_meV_per_atom", "B0_GPa", "B0_prime")


def properties_record(
    dataset: Dataset,
    fit: Record,
    equations: Record,
    own: dict[str, Form] | None = None,
) -> tuple[Record, list[tuple[float, float]]]:
    """Return the content of ``properties.json``, and rows of the dimer curve (Å, meV).

    ``fit`` is the content of a ``fit.json``, ``equations`` that of the data's
    ``equation_of_state.json``, ``own`` are a user's forms.
    """
    model, values = model_of(fit, own)
    reference = float(fit["reference_energy"]["value_eV"])
    of_data = equations["structures"]
    crystals = {
        crystal.structure: crystal_record(
            crystal, model, values, reference, of_data[crystal.structure]
        )
        for crystal in prototypes(dataset, fit["element"])
    }
    shortest, longest = distances_of_data(dataset, model.cutoff.radius)
    distances, energies = dimer_curve(model, values, shortest)
    dimer = dimer_record(model, values, shortest, longest) | {
        "data": dimers_of_data(dataset, reference)
    }
    record = {
        **model.record(),
        "reference_energy": fit["reference_energy"],
        "crystals": crystals,
        "stability": stability(_minima(crystals, "potential"), _minima(crystals, "data")),
        "dimer": dimer,
    }
    return record, list(zip(distances, MEV_PER_EV * energies, strict=True))


def crystal_record(
    crystal: Prototype, model: Model, values: FloatArray, reference: float, data: Record
) -> Record:
    """Return what a potential makes of one crystal, beside the ``data``'s own minimum.

    ``values`` (p,) are the model's parameters, ``reference`` is the energy of an isolated atom
    (eV). Elastic constants and phonons are those at the potential's minimum, None without one.
    """
    shells = shells_of(crystal.atoms, model, crystal.volumes[0])
    state, reason = minimum(shells, model, values, crystal.volumes)
    potential = state_record(crystal.structure, with_reference(state, reference), reference, reason)
    pressure = None
    if data["V0_A3"] is not None:
        at = np.array([data["V0_A3"]])
        pressure = -GPA_PER_EV_A3 * float(volume_derivatives(shells, model, values, at)[0][0])
    return {
        "potential": potential,
        "data": {name: data[name] for name in (*COMPARED, "reason")},
        "difference": {name: _difference(potential[name], data[name]) for name in COMPARED},
        "pressure_at_data_V0_GPa": pressure,
        "elastic": None if state is None else elastic_record(crystal, model, values, state[0]),
        "phonons_THz": None if state is None else phonons(crystal.atoms, model, values, state[0]),
    }


def elastic_record(crystal: Prototype, model: Model, values: FloatArray, volume: float) -> Record:
    """Return elastic constants in GPa at ``volume`` (Å^3 per atom), by Voigt's numbers.

    Of a cubic crystal C11, C12, C44 and ``cauchy_GPa``, C12 - C44, which pair forces make zero; of
    another one all of C, and the stress that is left where only the volume was relaxed.
    """
    at = crystal_at(crystal.atoms, model, volume)
    tensor = elastic_tensor(at, model, values)
    record: Record = {"stable": bool(is_stable(tensor))}
    c11, c12, c44 = (GPA_PER_EV_A3 * float(constant) for constant in cubic_constants(tensor))
    if np.isfinite(c11):
        return record | {"C11_GPa": c11, "C12_GPa": c12, "C44_GPa": c44, "cauchy_GPa": c12 - c44}
    left = GPA_PER_EV_A3 * stress(at, model, values)
    return record | {"C_GPa": GPA_PER_EV_A3 * tensor, "stress_GPa": left}


def dimer_record(model: Model, values: FloatArray, shortest: float, longest: float) -> Record:
    """Return the well of two atoms, and between which distances (Å) the data lie."""
    depth, position = well(model, values, shortest) or (None, None)
    return {
        "well_depth_meV": None if depth is None else MEV_PER_EV * depth,
        "position_A": position,
        "shortest_distance_of_data_A": shortest,
        "longest_distance_of_data_A": longest,
    }


def _minima(crystals: Mapping[str, Record], side: str) -> dict[str, float | None]:
    """Return the energies (meV per atom) of all crystals' minima."""
    energies = {name: record[side]["E0_eV"] for name, record in crystals.items()}
    return {
        name: None if energy is None else MEV_PER_EV * energy for name, energy in energies.items()
    }


def _difference(potential: float | None, data: float | None) -> float | None:
    return None if potential is None or data is None else potential - data
