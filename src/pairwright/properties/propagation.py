"""Properties of crystals for many sets of parameters at once: what error bars are made of."""

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.potentials.model import Model
from pairwright.properties.elastic import cubic_constants, elastic_tensors
from pairwright.properties.eos import cubic_lattice_constant
from pairwright.properties.lattice import minima, shells_of
from pairwright.properties.prototypes import Prototype, prototypes
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]


def property_samples(
    model: Model,
    samples: FloatArray,
    dataset: Dataset,
    element: str,
    reference_energies: FloatArray,
) -> dict[str, dict[str, FloatArray]]:
    """Return the properties (s,) of each structure for s sets of parameters, by their names.

    ``samples`` (p, s) are sets of the model's parameters, ``reference_energies`` (s,) in eV are
    those of an isolated atom. The names are ``V0_A3``, ``E0_eV``, ``cohesive_energy_meV_per_atom``
    and ``B0_GPa``, with ``a0_A`` for labels known as cubic, and ``C11_GPa``, ``C12_GPa`` and
    ``C44_GPa`` for crystals that are cubic. Values are NaN for a set that has no minimum between
    the volumes of the data.
    """
    values = np.asarray(samples, dtype=float)
    return {
        crystal.structure: _samples_of(crystal, model, values, reference_energies)
        for crystal in prototypes(dataset, element)
    }


def _samples_of(
    crystal: Prototype, model: Model, values: FloatArray, reference_energies: FloatArray
) -> dict[str, FloatArray]:
    shells = shells_of(crystal.atoms, model, crystal.volumes[0])
    found = minima(shells, model, values, crystal.volumes)
    properties = {
        "V0_A3": found.volumes,
        "E0_eV": found.energies + reference_energies,
        # The energy of a lattice is counted from its isolated atoms.
        "cohesive_energy_meV_per_atom": -MEV_PER_EV * found.energies,
        "B0_GPa": GPA_PER_EV_A3 * found.bulk_moduli,
    }
    constant = cubic_lattice_constant(crystal.structure, 1.0)
    if constant is not None:
        properties["a0_A"] = constant * found.volumes ** (1 / 3)
    return properties | _cubic_samples(crystal, model, values, found.volumes)


def _cubic_samples(
    crystal: Prototype, model: Model, values: FloatArray, volumes: FloatArray
) -> dict[str, FloatArray]:
    """Return the elastic constants (s,) in GPa of a cubic crystal; nothing for another one."""
    first = np.flatnonzero(np.isfinite(volumes))[:1]
    one = cubic_constants(elastic_tensors(crystal.atoms, model, values[:, first], volumes[first]))
    if not np.isfinite(one).any():
        return {}
    constants = cubic_constants(elastic_tensors(crystal.atoms, model, values, volumes))
    names = ("C11_GPa", "C12_GPa", "C44_GPa")
    return {name: GPA_PER_EV_A3 * c for name, c in zip(names, constants, strict=True)}
