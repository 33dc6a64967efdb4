"""A neural potential: an ensemble of networks on top of a pair potential, and its files.

E = sum_i [e0 + N(G_i) + c . G_i] + sum over pairs of phi(r): the reference energy, the network and
a linear part on the symmetry functions G_i of each atom, and the pair potential (the baseline).
Each member of the ensemble has its own N and c; their mean predicts, their spread says how sure.
Source: J. Behler, M. Parrinello, Phys. Rev. Lett. 98, 146401 (2007).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.network.descriptors import Descriptors, surroundings
from pairwright.network.directional import atomic
from pairwright.network.domain import Domain
from pairwright.network.training import split
from pairwright.network.training_set import Standard
from pairwright.store import read_json, read_npz, sha256, write_json, write_npz

FloatArray = npt.NDArray[np.float64]

FORM = "neural"
"""What ``form`` is in the JSON file of a neural potential."""


@dataclass(frozen=True)
class NeuralPotential:
    """Everything that is needed to compute energies.

    ``members`` (k, p) are the flat parameters of k networks with ``layers`` units, which take
    descriptors standardised by ``standard``; ``baseline`` is the content of the pair potential's
    fit.json (as far as :func:`pairwright.potentials.calculator.calculator_of` reads it), or None;
    ``reference_energy`` is in eV an atom.
    """

    element: str
    descriptors: Descriptors
    layers: tuple[int, ...]
    members: FloatArray
    standard: Standard
    domain: Domain
    baseline: dict[str, Any] | None
    reference_energy: float


@dataclass(frozen=True)
class MemberResults:
    """What each of k members says of one structure, without baseline and reference energy.

    ``energies`` (k, n) of each atom in eV, ``forces`` (k, n, 3) in eV/Å, ``virials`` (k, 3, 3) in
    eV (volume times stress, in ASE's sign); ``grades`` (n,) say which surroundings are new.
    """

    energies: FloatArray
    forces: FloatArray
    virials: FloatArray
    grades: FloatArray


def member_results(
    potential: NeuralPotential,
    positions: FloatArray,
    cell: FloatArray,
    pbc: npt.NDArray[np.bool_],
) -> MemberResults:
    """Evaluate every member for a structure, ``positions`` (n, 3) and ``cell`` (3, 3) in Å.

    Time and memory are linear in n; derivatives are exact.
    """
    count, natoms = len(potential.members), len(positions)
    energies, grades = np.empty((count, natoms)), np.empty(natoms)
    forces, virials = np.zeros((count, natoms, 3)), np.zeros((count, 3, 3))
    for block in surroundings(potential.descriptors, positions, cell, pbc):
        centre = block.surroundings.centre + block.atoms.start
        standard = potential.standard
        values = (block.surroundings.values - standard.mean) / standard.scale
        grades[block.atoms] = potential.domain.grades(values)
        for number, flat in enumerate(potential.members):
            network, linear = split(flat, potential.layers)
            energy, slopes = atomic(network, values)
            energies[number, block.atoms] = energy + values @ linear
            pulls = block.surroundings.pulled_back((slopes + linear) / standard.scale)
            for axis in range(3):
                column = pulls[:, axis]
                forces[number, :, axis] += np.bincount(centre, column, natoms)
                forces[number, :, axis] -= np.bincount(block.neighbour, column, natoms)
            virials[number] += pulls.T @ block.vectors
    virials = 0.5 * (virials + virials.transpose(0, 2, 1))
    return MemberResults(energies, forces, virials, grades)


def save_potential(path: str | Path, potential: NeuralPotential, record: dict[str, Any]) -> None:
    """Write a potential as JSON, to be read, and its numbers as NPZ of the same name beside it.

    ``record`` holds what else there is to say: errors, database, how it was trained.
    """
    weights = Path(path).with_suffix(".npz")
    write_npz(
        weights,
        {
            "members": potential.members,
            "mean": potential.standard.mean,
            "scale": potential.standard.scale,
            "middle": potential.domain.middle,
            "half_width": potential.domain.half_width,
            "precision": potential.domain.precision,
            "largest": np.array(potential.domain.largest),
        },
    )
    write_json(
        path,
        {
            **record,
            "form": FORM,
            "element": potential.element,
            "cutoff": {"radius_A": potential.descriptors.cutoff_radius},
            "descriptors": potential.descriptors.as_numbers(),
            "layers": potential.layers,
            "members": len(potential.members),
            "baseline": potential.baseline,
            "reference_energy": {
                **record.get("reference_energy", {}),
                "value_eV": potential.reference_energy,
            },
            "weights": {"file": weights.name, "sha256": sha256(weights)},
        },
    )


def read_potential(path: str | Path) -> NeuralPotential:
    """Read what :func:`save_potential` wrote.

    Raises PairwrightError when a file is missing, damaged, or does not belong to the other.
    """
    record = read_json(path)
    try:
        weights = Path(path).with_name(Path(record["weights"]["file"]).name)
        arrays = read_npz(weights)
        if sha256(weights) != record["weights"]["sha256"]:
            raise PairwrightError(
                f"{weights}: does not belong to {path}: their checksums differ; copy both files"
            )
        return NeuralPotential(
            record["element"],
            Descriptors.from_arrays(record["descriptors"]),
            tuple(record["layers"]),
            arrays["members"],
            Standard(arrays["mean"], arrays["scale"]),
            Domain(
                arrays["middle"],
                arrays["half_width"],
                arrays["precision"],
                float(arrays["largest"]),
            ),
            record["baseline"],
            float(record["reference_energy"]["value_eV"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PairwrightError(f"{path}: not a neural potential of pairwright ({error!r})") from None


def spread_of(values: FloatArray) -> FloatArray:
    """Return the standard deviation over k members, along the first axis, with k - 1; 0 for one."""
    if len(values) == 1:
        return np.zeros(values.shape[1:])
    spread: FloatArray = values.std(axis=0, ddof=1)
    return spread
