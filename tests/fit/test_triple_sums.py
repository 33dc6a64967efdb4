"""The triple-dipole quantities of a dataset are those of its rows, whatever the blocks."""

from dataclasses import replace

import numpy as np
from samples import RADIUS

from pairwright.fit.triple_sums import triple_dipole_quantities
from pairwright.potentials import triple_dipole as module
from pairwright.potentials.triple_dipole import TripleSums, triple_dipole


def test_every_row_has_what_its_structure_has(exact):
    dataset, _ = exact
    found = triple_dipole_quantities(dataset, RADIUS)
    for row in range(len(dataset)):
        atoms = dataset.atoms_of(row)
        energies, forces, virial = triple_dipole(
            dataset.positions[atoms], dataset.cells[row], dataset.pbc[row], RADIUS
        )
        np.testing.assert_allclose(found.energies[row], energies.sum(), rtol=1e-14)
        np.testing.assert_array_equal(found.forces[atoms], forces)
        np.testing.assert_array_equal(found.stresses[row], virial / dataset.volumes[row])


def test_blocks_are_of_many_rows_yet_small_and_change_nothing(exact, monkeypatch):
    dataset, _ = exact
    whole = triple_dipole_quantities(dataset, RADIUS)
    sizes = []
    add = TripleSums.add

    def counted(sums, triples, radius):
        sizes.append(len(triples))
        add(sums, triples, radius)

    monkeypatch.setattr(TripleSums, "add", counted)
    triple_dipole_quantities(dataset, RADIUS)
    triangles = sum(sizes)
    assert len(sizes) < len(dataset)
    sizes.clear()
    monkeypatch.setattr(module, "TRIPLES_PER_BLOCK", 100)
    pieces = triple_dipole_quantities(dataset, RADIUS)
    assert sum(sizes) == triangles
    assert max(sizes) <= 100
    for name in ("energies", "forces", "stresses"):
        np.testing.assert_array_equal(getattr(pieces, name), getattr(whole, name))


def test_a_row_without_a_volume_has_no_stress_and_the_others_keep_theirs(exact):
    dataset, _ = exact
    pbc = dataset.pbc.copy()
    pbc[0] = False
    found = triple_dipole_quantities(replace(dataset, pbc=pbc), RADIUS)
    whole = triple_dipole_quantities(dataset, RADIUS)
    assert np.isnan(found.stresses[0]).all()
    np.testing.assert_array_equal(found.stresses[1:], whole.stresses[1:])
    assert np.isfinite(found.energies).all()
    assert np.isfinite(found.forces).all()
    assert 0 < found.energies[0] < whole.energies[0]


def test_rows_without_triangles_have_zero(exact):
    dataset, _ = exact
    found = triple_dipole_quantities(dataset, 2.0)
    for quantity in (found.energies, found.forces, found.stresses):
        np.testing.assert_array_equal(quantity, np.zeros(quantity.shape))
