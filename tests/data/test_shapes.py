"""A known potential comes back from databases of every shape that people have."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, make_supercell
from ase.calculators.lj import LennardJones
from ase.cluster import Octahedron
from ase.constraints import FixAtoms
from ase.db import connect
from fit_data import fit_options
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EPSILON, RADIUS, SIGMA, database_options, stored

from pairwright.data.database import read_database
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.fit.engine import fit_rows, prepared

REFERENCE = -0.3
CONSTANTS = (5.1, 5.3, 5.6)


def results(atoms, *names, epsilon=EPSILON, reference=REFERENCE):
    """Return the named results of ASE's Lennard-Jones, its forces as constraints leave them."""
    copy = atoms.copy()
    copy.calc = LennardJones(sigma=SIGMA, epsilon=epsilon, rc=RADIUS)
    found = {"energy": copy.get_potential_energy() + reference * len(copy)}
    if "forces" in names:
        found["forces"] = copy.get_forces()
    if "stress" in names:
        found["stress"] = copy.get_stress()
    return found


def rattled(constant, seed=0, size=0.08):
    """Return four atoms of fcc argon, displaced."""
    atoms = bulk("Ar", "fcc", a=constant, cubic=True)
    atoms.positions += np.random.default_rng(seed).normal(0, size, atoms.positions.shape)
    return atoms


def written(path, rows):
    """Write (atoms, results, keys) and return the options to read them."""
    path.unlink(missing_ok=True)
    with connect(path) as database:
        for atoms, found, keys in rows:
            database.write(stored(atoms, **found), **keys)
    return database_options(path) | {"structure_key": None, "recognise": True}


def fitted(folder, options, **changed):
    """Read a database, fit Lennard-Jones to all its rows, and return epsilon, sigma, reference."""
    dataset, _ = read_database(options)
    write_pair_table(dataset, RADIUS, folder / "pairs.npz")
    asked = fit_options(reference={"mode": "fitted", "value_eV": None}) | changed
    rows = np.ones(len(dataset), dtype=bool)
    pairs = PairTable.load(folder / "pairs.npz")
    model, data = prepared("lennard-jones", dataset, pairs, asked, rows)
    solution = fit_rows(model, data, rows, asked).solution
    return (*solution.parameters, solution.reference_energy)


def the_truth(epsilon=EPSILON):
    """Return what a fit must find, to 1e-6."""
    return pytest.approx((epsilon, SIGMA, REFERENCE), rel=1e-6)


def test_energies_only(tmp_path):
    rows = [(atoms, results(atoms), {}) for atoms in map(rattled, CONSTANTS)]
    assert fitted(tmp_path, written(tmp_path / "data.db", rows)) == the_truth()


@settings(max_examples=10)
@given(st.lists(st.integers(-1, 2), min_size=9, max_size=9))
def test_left_handed_and_skewed_cells(tmp_path_factory, numbers):
    folder = tmp_path_factory.mktemp("cells")
    matrix = np.array(numbers).reshape(3, 3)
    if not 1 <= abs(round(np.linalg.det(matrix))) <= 3:
        matrix = np.array([[0, 1, 0], [1, 0, 0], [2, -1, 1]])
    rows = []
    for seed, constant in enumerate(CONSTANTS):
        atoms = make_supercell(rattled(constant, seed), matrix)
        rows.append((atoms, results(atoms, "forces", "stress"), {}))
    assert fitted(folder, written(folder / "data.db", rows)) == the_truth()


def test_tiny_cells_of_one_atom_and_huge_ones(tmp_path):
    huge = bulk("Ar", "fcc", a=5.4, cubic=True) * (4, 4, 4)
    huge.rattle(0.05, seed=3)
    structures = [*(bulk("Ar", "fcc", a=constant) for constant in CONSTANTS), huge]
    rows = [(atoms, results(atoms, "forces", "stress"), {}) for atoms in structures]
    assert fitted(tmp_path, written(tmp_path / "data.db", rows)) == the_truth()


def test_clusters_beside_bulk(tmp_path):
    cluster = Octahedron("Ar", 3, latticeconstant=5.4)
    structures = [*map(rattled, CONSTANTS), cluster, Atoms("Ar2", positions=[[0, 0, 0], [0, 0, 4]])]
    rows = [
        (atoms, results(atoms, "forces", *(["stress"] if atoms.pbc.all() else [])), {})
        for atoms in structures
    ]
    options = written(tmp_path / "data.db", rows)
    assert fitted(tmp_path, options) == the_truth()
    dataset, _ = read_database(options)
    assert dataset.structures.tolist()[3:] == ["cluster", "dimer"]
    assert len(set(dataset.groups)) == 5


def test_forces_that_constraints_set_to_zero(tmp_path):
    rows = []
    for seed, constant in enumerate(CONSTANTS):
        atoms = rattled(constant, seed)
        atoms.set_constraint(FixAtoms([0, 1]))
        rows.append((atoms, results(atoms, "forces"), {}))
    assert fitted(tmp_path, written(tmp_path / "data.db", rows)) == the_truth()


def test_magnetic_moments(tmp_path):
    rows = []
    for constant in CONSTANTS:
        atoms = rattled(constant)
        atoms.set_initial_magnetic_moments([1.0, -1.0, 1.0, -1.0])
        found = results(atoms, "forces") | {"magmom": 2.0, "magmoms": np.array([1.0, -1.0, 1, 1])}
        rows.append((atoms, found, {}))
    assert fitted(tmp_path, written(tmp_path / "data.db", rows)) == the_truth()


def test_duplicates_count_once(tmp_path):
    once = [(atoms, results(atoms, "forces"), {}) for atoms in map(rattled, CONSTANTS)]
    options = written(tmp_path / "data.db", once * 3)
    dataset, rejected = read_database(options)
    assert len(dataset) == 3
    assert [item.reason for item in rejected[:3]] == [
        f"duplicate of row {row} (energy differs by 0 eV)" for row in (1, 2, 3)
    ]
    assert fitted(tmp_path, options) == the_truth()


def test_one_calculator_of_two(tmp_path):
    path = tmp_path / "data.db"
    with connect(path) as database:
        for program, epsilon, reference in (("first", EPSILON, REFERENCE), ("second", 0.02, 7.0)):
            for atoms in (*map(rattled, CONSTANTS), Atoms("Ar")):
                found = results(atoms, "forces", epsilon=epsilon, reference=reference)
                row = stored(atoms, **found)
                row.calc.name = program
                database.write(row)
    options = database_options(path) | {"structure_key": None, "recognise": True}
    for program, epsilon, reference in (("first", EPSILON, REFERENCE), ("second", 0.02, 7.0)):
        chosen = options | {"selection": f"calculator={program}"}
        asked = {"reference": {"mode": "isolated_atom", "value_eV": None}}
        found = fitted(tmp_path, chosen, **asked)
        assert found == pytest.approx((epsilon, SIGMA, reference), rel=1e-6)


TEXTS = st.text(
    st.characters(categories=("L", "M", "S", "P", "Zs"), exclude_characters="\x00"), min_size=1
).filter(lambda text: text.casefold() not in ("inf", "nan", "infinity", "true", "false"))


@settings(max_examples=8)
@given(st.lists(TEXTS, min_size=3, max_size=3, unique=True))
def test_labels_may_be_any_text(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("labels")
    rows = [
        (atoms, results(atoms), {"structure": text})
        for atoms, text in zip(map(rattled, CONSTANTS), texts, strict=True)
    ]
    options = written(folder / "data.db", rows) | {"structure_key": "structure", "recognise": False}
    dataset, _ = read_database(options)
    dataset.save(folder / "dataset.npz")
    assert type(dataset).load(folder / "dataset.npz").structures.tolist() == texts
    assert fitted(folder, options) == the_truth()
