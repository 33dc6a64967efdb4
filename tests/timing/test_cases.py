"""The systems of the timing study are what their names say."""

import numpy as np
import pytest
from vesin import NeighborList

from pairwright.errors import PairwrightError
from pairwright.lj.implementations import IMPLEMENTATIONS
from pairwright.timing.cases import SYSTEMS, case, crystal, primitive, systems_up_to, thirteen_atoms


@pytest.mark.parametrize("name", systems_up_to(40_000))
def test_a_system_has_the_atoms_that_its_name_promises(name):
    natoms, build = SYSTEMS[name]
    system = build()
    assert system.system == name
    assert system.natoms == natoms == int(name.split("-")[1])


def test_there_are_crystals_of_a_million_atoms_and_clusters_of_ten_thousand():
    assert max(natoms for natoms, _ in SYSTEMS.values()) >= 1_000_000
    clusters = [natoms for name, (natoms, _) in SYSTEMS.items() if name.startswith("cluster")]
    assert min(clusters) == 13
    assert max(clusters) >= 10_000


def test_a_large_crystal_repeats_its_base():
    large = crystal(14)
    base = large.base
    assert (base.natoms, large.repeats) == (4 * 7**3, 2)
    shifts = np.indices((2, 2, 2)).reshape(3, -1).T @ base.cell
    pieces = large.positions.reshape(8, -1, 3)
    assert np.allclose(pieces, base.positions + shifts[:, None, :], atol=1e-12)
    assert np.allclose(large.cell, 2 * base.cell)


def test_the_cluster_of_the_post_has_its_energy():
    system = thirteen_atoms()
    energy = IMPLEMENTATIONS["loops"](system.positions, system.cell, system.pbc, **system.model)[0]
    assert energy == pytest.approx(-1.25741774649, abs=1e-11)
    assert system.quantities == ("energy", "energy_forces")


def test_the_primitive_cell_has_134_neighbours_within_the_cutoff():
    system = primitive()
    neighbours = NeighborList(cutoff=system.model["rc"], full_list=True)
    assert len(neighbours.compute(system.positions, system.cell, True, "i")[0]) == 134


def test_an_unknown_system_is_refused_with_the_known_ones():
    with pytest.raises(PairwrightError, match=r"no system 'fcc-5'; there are cluster-13, .*fcc-1"):
        case("fcc-5")
