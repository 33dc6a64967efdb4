"""Properties of crystals with error bars, beside the values that the database itself gives."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.judging.bootstrap import Resamples, described
from pairwright.judging.judged import Judged
from pairwright.judging.sampling import Samples
from pairwright.properties.propagation import property_samples

FloatArray = npt.NDArray[np.float64]

COMPARED = ("a0_A", "B0_GPa", "cohesive_energy_meV_per_atom")
"""Properties whose values in the database are looked for in the error bars."""


def propagated(
    judged: Judged,
    element: str,
    equations: dict[str, Any],
    found: Resamples,
    samples: Samples,
) -> dict[str, Any]:
    """Return each property of each structure: at the optimum, and over both kinds of samples.

    ``equations`` is the content of the database's ``equation_of_state.json``. A property has
    ``value``, ``bootstrap`` and ``sampling`` with mean, standard deviation and percentiles, and
    how many samples are ``without`` it (no minimum between the volumes of the data), and
    ``database`` with its ``value`` and whether it lies ``within_bootstrap_95`` and
    ``within_sampling_95``; None for what is not known.
    """
    solution = judged.fit.solution
    parameters = [solution.parameters[:, None], found.parameters, samples.values.T]
    reference = np.array([solution.reference_energy])
    references = [reference, found.reference_energies, samples.reference_energies]
    everything = property_samples(
        judged.fit.problem.variables.model,
        np.concatenate(parameters, axis=1),
        judged.data.dataset,
        element,
        np.concatenate(references),
    )
    split = 1 + found.parameters.shape[1]
    record = {
        structure: {
            name: _property(values, split, _known(equations, structure, name))
            for name, values in properties.items()
        }
        for structure, properties in everything.items()
    }
    return {"by_structure": record, "sentence": _sentence(record)}


def _property(values: FloatArray, split: int, known: float | None) -> dict[str, Any]:
    parts = {"bootstrap": values[1:split], "sampling": values[split:]}
    said: dict[str, Any] = {
        kind: described(part) | {"without": int(np.sum(~np.isfinite(part)))}
        for kind, part in parts.items()
    }
    within = {f"within_{kind}_95": _within(known, said[kind]) for kind in parts}
    return {"value": float(values[0]), **said, "database": {"value": known, **within}}


def _known(equations: dict[str, Any], structure: str, name: str) -> float | None:
    value = equations["structures"].get(structure, {}).get(name)
    return None if value is None else float(value)


def _within(known: float | None, said: dict[str, float | None]) -> bool | None:
    lower, upper = said["lower_95"], said["upper_95"]
    if known is None or lower is None or upper is None:
        return None
    return lower <= known <= upper


def _sentence(record: dict[str, Any]) -> str:
    compared = [
        properties[name]["database"]
        for properties in record.values()
        for name in COMPARED
        if name in properties and properties[name]["database"]["value"] is not None
    ]
    if not compared:
        return "The database gives no lattice constant, bulk modulus or cohesive energy to compare."
    counts = [
        sum(bool(entry[f"within_{kind}_95"]) for entry in compared)
        for kind in ("bootstrap", "sampling")
    ]
    return (
        f"Of {len(compared)} lattice constants, bulk moduli and cohesive energies of the database "
        f"{counts[0]} are within the 95 % intervals from resampled groups and {counts[1]} within "
        "those of the ensemble."
    )
