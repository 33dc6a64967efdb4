"""Properties of many sets of parameters are those of each set alone."""

import numpy as np
import pytest
from lattices import ARGON, crystal, model

from pairwright.potentials.model import Model
from pairwright.properties.propagation import property_samples
from pairwright.properties.prototypes import prototypes
from pairwright.properties.record import crystal_record
from pairwright.units import MEV_PER_EV

VOLUMES = {"fcc": (30.0, 55.0), "hcp": (30.0, 55.0), "diamond": (60.0, 105.0)}
NOTHING = dict.fromkeys(("V0_A3", "a0_A", "E0_eV", "cohesive_energy_meV_per_atom"))
WITHOUT_DATA = NOTHING | dict.fromkeys(("B0_GPa", "B0_prime", "reason"))
COUNT = 4


@pytest.fixture
def dataset(dataset_of):
    rows = [
        (structure, crystal(structure, volume), volume)
        for structure, volumes in VOLUMES.items()
        for volume in volumes
    ]
    return dataset_of(rows)


def samples_of(values, count=COUNT):
    generator = np.random.default_rng(3)
    return np.array(values)[:, None] * (1 + 0.005 * generator.normal(size=(len(values), count)))


def potentials() -> list[tuple[Model, tuple[float, ...]]]:
    triple = model("lennard-jones-axilrod-teller", triple_radius=6.5)
    tailed = [(model(form, "tail"), values) for form, values in ARGON.items()]
    return [
        *tailed,
        (model("mie", "shift"), ARGON["mie"]),
        (triple, (*ARGON["lennard-jones"], 50.0)),
    ]


@pytest.mark.parametrize(("potential", "values"), potentials())
def test_each_set_has_the_properties_that_it_has_alone(dataset, potential, values):
    samples = samples_of(values)
    references = np.linspace(-0.01, 0.02, COUNT)
    found = property_samples(potential, samples, dataset, "Ar", references)
    assert set(found) == set(VOLUMES)
    for prototype in prototypes(dataset, "Ar"):
        properties = found[prototype.structure]
        for number in (0, COUNT - 1):
            reference = float(references[number])
            sample = samples[:, number]
            alone = crystal_record(prototype, potential, sample, reference, WITHOUT_DATA)
            expected = alone["potential"] | (alone["elastic"] or {})
            for name, column in properties.items():
                assert column.shape == (COUNT,)
                assert column[number] == pytest.approx(expected[name], rel=1e-8), name


def test_cubic_crystals_have_cubic_constants_and_others_do_not(dataset):
    found = property_samples(
        model(), samples_of(ARGON["lennard-jones"]), dataset, "Ar", np.zeros(COUNT)
    )
    common = {"V0_A3", "E0_eV", "cohesive_energy_meV_per_atom", "B0_GPa"}
    assert set(found["hcp"]) == common
    assert set(found["fcc"]) == common | {"a0_A", "C11_GPa", "C12_GPa", "C44_GPa"}
    np.testing.assert_allclose(found["fcc"]["C12_GPa"], found["fcc"]["C44_GPa"], rtol=1e-9)
    lattice = found["fcc"]
    np.testing.assert_allclose(lattice["a0_A"] ** 3, 4 * lattice["V0_A3"])


def test_the_cohesive_energy_counts_from_the_isolated_atom(dataset):
    references = np.linspace(-1, 1, COUNT)
    found = property_samples(
        model(), samples_of(ARGON["lennard-jones"]), dataset, "Ar", references
    )["fcc"]
    energies = MEV_PER_EV * (references - found["E0_eV"])
    np.testing.assert_allclose(found["cohesive_energy_meV_per_atom"], energies)


def test_sets_without_a_minimum_are_nan_everywhere(dataset):
    samples = samples_of(ARGON["lennard-jones"])
    samples[1, [0, 3]] = 2.0
    found = property_samples(model(), samples, dataset, "Ar", np.zeros(COUNT))
    for properties in found.values():
        for column in properties.values():
            np.testing.assert_array_equal(np.flatnonzero(np.isnan(column)), [0, 3])


def test_no_minimum_anywhere_leaves_nothing_but_nan(dataset):
    samples = np.array([[0.01] * 3, [2.0] * 3])
    found = property_samples(model(), samples, dataset, "Ar", np.zeros(3))
    assert all(np.isnan(column).all() for names in found.values() for column in names.values())


def test_what_follows_from_a_parameter_follows_exactly(dataset):
    samples = np.repeat(np.array(ARGON["lennard-jones"])[:, None], 3, axis=1)
    samples[0] *= [1.0, 2.0, 3.0]
    found = property_samples(model(), samples, dataset, "Ar", np.zeros(3))["fcc"]
    for name in ("cohesive_energy_meV_per_atom", "B0_GPa", "C11_GPa", "C44_GPa"):
        np.testing.assert_allclose(found[name] / found[name][0], [1, 2, 3], rtol=1e-10)
    np.testing.assert_allclose(found["a0_A"], found["a0_A"][0], rtol=1e-12)
