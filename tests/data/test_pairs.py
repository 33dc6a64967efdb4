"""The periodic pair table against ASE's neighbour list, and its shape on disk."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, fcc111
from ase.neighborlist import neighbor_list
from hypothesis import given
from hypothesis import strategies as st

from pairwright.data import pairs as pairs_module
from pairwright.data.database import read_database
from pairwright.data.pairs import PairTable, structure_pairs, write_pair_table
from pairwright.store import sha256


def distances(atoms: Atoms, radius: float) -> np.ndarray:
    """Return the sorted distances of the pair table."""
    _, _, vectors = structure_pairs(atoms.positions, atoms.cell.array, atoms.pbc, radius)
    return np.sort(np.linalg.norm(vectors, axis=1))


def expected_distances(atoms: Atoms, radius: float) -> np.ndarray:
    """Return each pair of ASE's neighbour list once: it lists both directions."""
    return np.sort(neighbor_list("d", atoms, radius))[::2]


@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 6),
    radius=st.floats(0.5, 9.0),
    pbc=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_any_cell_has_the_pairs_that_ase_finds(seed, count, radius, pbc):
    generator = np.random.default_rng(seed)
    cell = generator.normal(size=(3, 3)) + 3 * np.eye(3)
    positions = generator.normal(scale=6.0, size=(count, 3))
    atoms = Atoms(["Ar"] * count, positions=positions, cell=cell, pbc=pbc)
    np.testing.assert_allclose(
        distances(atoms, radius), expected_distances(atoms, radius), rtol=0, atol=1e-9
    )


@pytest.mark.parametrize("crystal", ["fcc", "bcc", "sc"])
def test_one_atom_cells_far_smaller_than_the_cutoff_are_right(crystal):
    atoms = bulk("Ar", crystal, a=4.0)
    supercell = atoms * (3, 3, 3)
    small, large = distances(atoms, 12.0), distances(supercell, 12.0)
    np.testing.assert_allclose(np.repeat(small, 27), large, atol=1e-9)


def test_vectors_lead_from_the_first_atom_to_an_image_of_the_second():
    atoms = bulk("Ar", "diamond", a=7.0)
    first, second, vectors = structure_pairs(atoms.positions, atoms.cell.array, atoms.pbc, 8.0)
    shifts = vectors - (atoms.positions[second] - atoms.positions[first])
    fractional = shifts @ np.linalg.inv(atoms.cell.array)
    np.testing.assert_allclose(fractional, np.round(fractional), atol=1e-9)


@pytest.mark.parametrize(
    "atoms",
    [
        Atoms("Ar3", positions=[[0, 0, 0], [3, 0, 0], [0, 4, 0]]),
        fcc111("Ar", (1, 1, 2), a=5.3, vacuum=None, periodic=False),
        Atoms("Ar", cell=[3, 0, 0], pbc=[True, False, False]),
    ],
)
def test_clusters_slabs_and_wires_without_a_full_cell_work(atoms):
    np.testing.assert_allclose(distances(atoms, 9.0), expected_distances(atoms, 9.0), atol=1e-9)


def test_the_table_on_disk_holds_the_pairs_of_every_row(lennard_jones_rows, tmp_path, monkeypatch):
    dataset, _ = read_database(lennard_jones_rows)
    write_pair_table(dataset, 7.0, tmp_path / "pairs.npz")
    table = PairTable.load(tmp_path / "pairs.npz")
    assert table.cutoff_radius == 7.0
    monkeypatch.setattr(pairs_module, "PAIRS_PER_BLOCK", 1000)
    blocks = list(table.blocks())
    assert len(blocks) > 1
    assert [row for block in blocks for row in range(block.start, block.stop)] == list(range(18))
    for row in range(len(dataset)):
        expected = structure_pairs(
            dataset.positions[dataset.atoms_of(row)], dataset.cells[row], dataset.pbc[row], 7.0
        )
        chosen = slice(table.starts[row], table.starts[row + 1])
        for found, wanted in zip((table.first, table.second, table.vectors), expected, strict=True):
            np.testing.assert_array_equal(found[chosen], wanted)


def test_a_table_without_pairs_can_be_read(lennard_jones_rows, tmp_path):
    dataset, _ = read_database(lennard_jones_rows)
    write_pair_table(dataset, 1.0, tmp_path / "pairs.npz")
    table = PairTable.load(tmp_path / "pairs.npz")
    assert table.vectors.shape == (0, 3)
    assert table.starts[-1] == 0


def test_writing_twice_gives_the_same_bytes(lennard_jones_rows, tmp_path):
    dataset, _ = read_database(lennard_jones_rows)
    for name in ("one.npz", "two.npz"):
        write_pair_table(dataset, 7.0, tmp_path / name)
    assert sha256(tmp_path / "one.npz") == sha256(tmp_path / "two.npz")
