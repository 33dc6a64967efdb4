"""Small databases whose noise is known: independent, or the same in all rows of a group."""

from dataclasses import replace

import numpy as np
from ase.build import bulk
from fit_data import fit_options, made_with

from pairwright.data.dataset import Dataset
from pairwright.data.groups import group_names
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.judging.judged import Judged
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.model import model_named
from pairwright.units import GPA_PER_EV_A3

RADIUS = 7.0
TRUTH = [0.0104, 3.4]
"""Epsilon (eV) and sigma (Å) behind all numbers."""
SCALES = {"energy": 0.001, "force": 0.02, "stress": 0.2}
"""Standard deviations of noise: eV/atom, eV/Å and GPa, those of the weights below."""
WEIGHTS = {"energy_eV_per_atom": 0.001, "force_eV_per_A": 0.02, "stress_GPa": 0.2}
JUDGING = {
    "samples": 50,
    "folds": 4,
    "learning_fractions": [0.25, 0.5],
    "learning_drawings": 3,
    "bootstrap": 60,
}


def judging_options(**changed):
    """Return what judging asks for; no row is held out of the judged fit."""
    judging = JUDGING | changed.pop("judging", {})
    own = {"cutoff": {"scheme": "shift", "radius_A": RADIUS}, "weights": WEIGHTS}
    return fit_options(**own, test_fraction=0.0, judging=judging) | changed


def crystals(folder, volumes, copies, structures=("bcc", "fcc")):
    """Return a dataset without results, and its pairs: copies of two atoms rattled by 0.1 Å.

    Each structure has so many volumes, from tight to wide, and each volume so many copies.
    """
    generator = np.random.default_rng(3)
    cubes = {"fcc": 5.4, "bcc": 4.3, "sc": 3.6}
    rows = []
    for structure in structures:
        for stretch in np.linspace(0.94, 1.1, volumes):
            for _ in range(copies):
                atoms = bulk("Ar", structure, a=cubes[structure] * stretch) * (2, 1, 1)
                atoms.positions += generator.normal(0, 0.1, (2, 3))
                rows.append((structure, atoms))
    labels = np.array([structure for structure, _ in rows])
    per_atom = np.array([atoms.get_volume() / 2 for _, atoms in rows])
    ids = np.arange(1, len(rows) + 1)
    dataset = Dataset(
        ids=ids,
        structures=labels,
        groups=group_names(labels, per_atom, ids),
        starts=2 * np.arange(len(rows) + 1),
        positions=np.concatenate([atoms.positions for _, atoms in rows]),
        cells=np.stack([atoms.cell.array for _, atoms in rows]),
        pbc=np.ones((len(rows), 3), dtype=bool),
        energies=np.zeros(len(rows)),
        forces=np.zeros((2 * len(rows), 3)),
        stresses=np.zeros((len(rows), 3, 3)),
        isolated_atom_energy=np.array(np.nan),
    )
    write_pair_table(dataset, RADIUS, folder / "pairs.npz")
    return dataset, PairTable.load(folder / "pairs.npz")


def exact_data(data):
    """Return the data with the numbers of Lennard-Jones."""
    dataset, pairs = data
    model = model_named("lennard-jones", Cutoff("shift", RADIUS))
    return made_with(model, TRUTH, dataset, pairs), pairs


def with_noise(data, seed, scale=1.0):
    """Return the data with independent normal noise, ``scale`` times ``SCALES``, on each number."""
    dataset, pairs = data
    generator = np.random.default_rng(seed)
    rows = len(dataset)
    stress = generator.normal(0, SCALES["stress"] / GPA_PER_EV_A3, (rows, 3, 3))
    upper = np.triu(stress)
    symmetric = upper + np.swapaxes(np.triu(stress, 1), 1, 2)
    noisy = replace(
        dataset,
        energies=dataset.energies
        + scale * generator.normal(0, SCALES["energy"], rows) * dataset.natoms,
        forces=dataset.forces + scale * generator.normal(0, SCALES["force"], dataset.forces.shape),
        stresses=dataset.stresses + scale * symmetric,
    )
    return noisy, pairs


def with_shared_noise(data, seed, scale=1.0):
    """Return the data with an error of energy per atom that all rows of a group share."""
    dataset, pairs = data
    generator = np.random.default_rng(seed)
    groups, member = np.unique(dataset.groups, return_inverse=True)
    shared = scale * generator.normal(0, SCALES["energy"], len(groups))[member]
    return replace(dataset, energies=dataset.energies + shared * dataset.natoms), pairs


def judged_fit(form, data, **changed):
    """Return a judged fit of a form to data."""
    return Judged.of(form, *data, judging_options(**changed))
