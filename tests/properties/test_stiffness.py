"""What the terms of a crystal add up to is the second derivative of its energy."""

import numpy as np
import pytest
from autograd import hessian
from lattices import ARGON, crystal, model

from pairwright.data.crystals import rattled_cell
from pairwright.properties.crystal import crystal_at, energy_per_atom
from pairwright.properties.elastic import elastic_tensor
from pairwright.properties.stiffness import stiff_terms

VALUES = (*ARGON["lennard-jones"], 50.0)


def potential(scheme="switch"):
    return model("lennard-jones-axilrod-teller", scheme, 8.0, triple_radius=6.5)


def hessian_by_displacements(atoms):
    """Return the second derivatives (n, 3, n, 3) of the energy of a cell."""
    here = crystal_at(atoms, potential(), atoms.get_volume() / len(atoms))

    def energy(displacements):
        return len(atoms) * energy_per_atom(here, potential(), VALUES, np.eye(3), displacements)

    return hessian(energy)(np.zeros((len(atoms), 3)))


@pytest.mark.parametrize("atoms", [crystal("hcp", 38.0), rattled_cell("Ar", "fcc", 38.0, 0.2, 1)])
def test_the_terms_add_up_to_the_hessian_by_displacements(atoms):
    here = crystal_at(atoms, potential(), atoms.get_volume() / len(atoms))
    found = np.zeros((len(atoms), len(atoms), 3, 3))
    for terms in stiff_terms(here, potential(), VALUES):
        np.add.at(found, (terms.atoms[:, :, None], terms.atoms[:, None, :]), terms.by_atoms())
    expected = hessian_by_displacements(atoms)
    np.testing.assert_allclose(found.transpose(0, 2, 1, 3), expected, atol=1e-12)


@pytest.mark.parametrize("scheme", ["cut", "shift", "switch", "tail"])
def test_and_to_that_by_strains(scheme):
    # Every second strain, one by one, of a crystal whose atoms are held: fcc has but one.
    atoms = crystal("fcc", 38.0)
    here = crystal_at(atoms, potential(scheme), 38.0)

    def energy(deformation):
        return energy_per_atom(here, potential(scheme), VALUES, deformation, np.zeros((1, 3)))

    curvatures = hessian(energy)(np.eye(3)) / 38.0
    order = [(0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
    symmetric = (curvatures + np.swapaxes(curvatures, 0, 1)) / 2
    symmetric = (symmetric + np.swapaxes(symmetric, 2, 3)) / 2
    expected = [[symmetric[(*one, *other)] for other in order] for one in order]
    found = elastic_tensor(here, potential(scheme), VALUES)
    np.testing.assert_allclose(found, expected, atol=1e-13)


def test_congruent_terms_are_differentiated_once():
    here = crystal_at(crystal("fcc", 38.0), potential(), 38.0)
    pairs, triangles = stiff_terms(here, potential(), VALUES)
    assert len(pairs.atoms) > 20
    assert len(pairs.stiffness) == 4
    assert len(triangles.stiffness) < len(triangles.atoms) / 4


def test_legs_in_line_are_as_good_as_others():
    # Along the rows of a simple cubic crystal every second triangle is flat.
    atoms = crystal("sc", 20.0)
    assert np.isfinite(hessian_by_displacements(atoms * (2, 1, 1))).all()
    tensor = elastic_tensor(crystal_at(atoms, potential(), 20.0), potential(), VALUES)
    turned = atoms.copy()
    turned.rotate(33.0, (1.0, 2.0, 3.0), rotate_cell=True)
    other = elastic_tensor(crystal_at(turned, potential(), 20.0), potential(), VALUES)
    # The eigenvalues of a tensor do not depend on how the crystal lies.
    kelvin = np.diag([1, 1, 1, *[np.sqrt(2)] * 3])
    one, two = (np.linalg.eigvalsh(kelvin @ each @ kelvin) for each in (tensor, other))
    np.testing.assert_allclose(one, two, rtol=1e-9)
