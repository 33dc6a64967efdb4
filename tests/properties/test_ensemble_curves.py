"""An ensemble's energy-volume curve is the calculator's, beyond the data, with its doubts."""

import numpy as np
import pytest

from pairwright.data.crystals import dimer, primitive_cell
from pairwright.network.calculator import NeuralCalculator
from pairwright.network.descriptors import Descriptors, surroundings
from pairwright.network.domain import Domain
from pairwright.network.mlp import count
from pairwright.network.potential import NeuralPotential
from pairwright.network.training_set import Standard
from pairwright.properties.crystal import scaled
from pairwright.properties.ensemble_curves import (
    ENSEMBLE_CURVE_COLUMNS,
    REACH,
    VOLUMES,
    ensemble_curves,
)

VOLUMES_OF_DATA = tuple(np.linspace(30, 45, 31))
DESCRIPTORS = Descriptors(5.0, (2.5, 3.0, 3.5, 4.0, 4.5), 0.6, (), 1.0, 0)


def values_of(atoms):
    """Return the descriptors (n, D) of a structure."""
    blocks = surroundings(DESCRIPTORS, atoms.positions, atoms.cell.array, atoms.pbc)
    return np.concatenate([block.surroundings.values for block in blocks])


def calculator_of(structures, members):
    """Return random networks that know the surroundings of some structures."""
    values = np.concatenate([values_of(atoms) for atoms in structures])
    standard = Standard.of(values)
    layers = (DESCRIPTORS.count, 3, 1)
    size = count(layers) + DESCRIPTORS.count
    parameters = 0.01 * np.random.default_rng(1).normal(size=(members, size))
    domain = Domain.of((values - standard.mean) / standard.scale)
    potential = NeuralPotential(
        "Ar", DESCRIPTORS, layers, parameters, standard, domain, None, -0.005
    )
    return NeuralCalculator(potential)


def data(structure="hcp"):
    return [(structure, primitive_cell("Ar", structure, v), v) for v in VOLUMES_OF_DATA]


def curve_of(dataset_of, members=3):
    rows = data()
    calculator = calculator_of([atoms for _, atoms, _ in rows], members)
    table = ensemble_curves(dataset_of(rows), calculator)
    columns = dict(zip(ENSEMBLE_CURVE_COLUMNS, zip(*table, strict=True), strict=True))
    return calculator, {name: np.array(values) for name, values in columns.items()}


def test_the_curve_goes_well_beyond_the_data_on_both_sides(dataset_of):
    _, curve = curve_of(dataset_of)
    volumes = curve["volume_per_atom_A3"]
    assert set(curve["structure"]) == {"hcp"}
    assert len(volumes) == VOLUMES
    assert volumes[0] == pytest.approx(REACH[0] * min(VOLUMES_OF_DATA))
    assert volumes[-1] == pytest.approx(REACH[1] * max(VOLUMES_OF_DATA))


def test_energies_and_their_spread_are_the_calculators_per_atom(dataset_of):
    calculator, curve = curve_of(dataset_of)
    point = 17
    atoms = scaled(data()[0][1], curve["volume_per_atom_A3"][point])
    atoms.calc = calculator
    assert curve["energy_per_atom_eV"][point] == pytest.approx(atoms.get_potential_energy() / 2)
    spread = calculator.results["energy_std"] / 2
    assert curve["energy_std_eV"][point] == pytest.approx(spread) != 0
    assert curve["extrapolation"][point] == pytest.approx(calculator.results["extrapolation"].max())


def test_a_compressed_crystal_extrapolates_and_those_of_the_data_do_not(dataset_of):
    _, curve = curve_of(dataset_of)
    assert curve["extrapolation"][0] > 1
    at_data = np.interp(VOLUMES_OF_DATA, curve["volume_per_atom_A3"], curve["extrapolation"])
    assert at_data.max() < 1.1


def test_one_member_has_no_spread(dataset_of):
    _, curve = curve_of(dataset_of, members=1)
    assert (curve["energy_std_eV"] == 0).all()


def test_structures_without_a_volume_are_left_out(dataset_of):
    rows = [("pair", dimer("Ar", 3.8, [9, 9, 9]), 0.0), *data("sc")]
    calculator = calculator_of([atoms for _, atoms, _ in rows], 2)
    assert {row[0] for row in ensemble_curves(dataset_of(rows), calculator)} == {"sc"}
