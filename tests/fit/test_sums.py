"""A database boiled down has the sum of squares of the database, for every potential."""

from dataclasses import replace

import numpy as np
import pytest
from argon_models import PAIR_FORMS, argon_model, argon_values
from fit_data import WEIGHTS, fit_options, made_with
from hypothesis import given, settings
from hypothesis import strategies as st

from pairwright.fit import sums as module
from pairwright.fit.engine import nodes_of, prepared
from pairwright.fit.prediction import predict
from pairwright.fit.sums import REFERENCE, database_sums, joined, triangle
from pairwright.fit.targets import Targets
from pairwright.fit.triple_sums import triple_dipole_quantities
from pairwright.fit.vector import node_vector
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.units import GPA_PER_EV_A3

FORMS = (*PAIR_FORMS, "morse-axilrod-teller", "spline-axilrod-teller")


@pytest.fixture(scope="module")
def data(varied):
    """A dataset with the numbers of a potential that no other form is."""
    dataset, pairs = varied
    return made_with(argon_model("mie"), argon_values("mie"), dataset, pairs, -0.3), pairs


def boiled(data, model, parts, weights=WEIGHTS):
    """Return the sums of each part."""
    dataset, pairs = data
    _, more = prepared(model.name, dataset, pairs, fit_options(cutoff=model.cutoff.record()))
    targets = Targets.of_rows(dataset, parts >= 0, weights)
    return database_sums(targets, pairs, nodes_of(model, more), parts, more.triples)


def squares(sums, model, values, reference):
    """Return the sum of squares that boiled-down data have for a potential."""
    return np.sum((sums.rows @ node_vector(model, sums.nodes, values, reference)) ** 2)


def squares_by_row(data, model, values, reference, weights=WEIGHTS):
    """Return the sum of squared, weighted residuals of each row, over all its pairs."""
    dataset, pairs = data
    found = predict(dataset, pairs, model, values)
    energy = found.energies / dataset.natoms + reference - dataset.energies / dataset.natoms
    force = np.sum((found.forces - dataset.forces) ** 2, axis=1)
    upper = np.triu_indices(3)
    stress = (found.stresses - dataset.stresses)[:, upper[0], upper[1]]
    return (
        (energy / weights["energy_eV_per_atom"]) ** 2
        + np.add.reduceat(force, dataset.starts[:-1]) / weights["force_eV_per_A"] ** 2
        + np.sum(stress**2, axis=1) * (GPA_PER_EV_A3 / weights["stress_GPa"]) ** 2
    )


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=5)
@given(
    change=st.floats(0.9, 1.1),
    reference=st.floats(-1, 1),
    left_out=st.sets(st.integers(0, 11), max_size=8),
)
def test_the_sum_of_squares_is_that_over_all_pairs(data, name, scheme, change, reference, left_out):
    model, values = argon_model(name, scheme), change * np.array(argon_values(name))
    parts = np.array([-1 if row in left_out else 0 for row in range(12)])
    (sums,) = boiled(data, model, parts)
    expected = squares_by_row(data, model, values, reference)[parts == 0].sum()
    assert squares(sums, model, values, reference) == pytest.approx(expected, rel=1e-10)
    assert len(sums.rows) <= sums.rows.shape[1] == len(sums.nodes.places) + 5
    dataset = data[0]
    assert sums.count == np.sum((7 + 3 * dataset.natoms)[parts == 0])


def test_each_part_has_its_own_rows_and_together_they_are_the_whole(data):
    model, values = argon_model("morse"), argon_values("morse")
    parts = np.array([0, 1, 2, 2, 1, 0, -1, 3, 3, 0, 1, 2])
    found = boiled(data, model, parts)
    by_row = squares_by_row(data, model, values, -0.2)
    assert len(found) == 4
    for number, sums in enumerate(found):
        expected = by_row[parts == number].sum()
        assert squares(sums, model, values, -0.2) == pytest.approx(expected, rel=1e-10)
    whole = joined(found)
    expected = by_row[parts >= 0].sum()
    assert squares(whole, model, values, -0.2) == pytest.approx(expected, rel=1e-10)
    assert whole.count == sum(sums.count for sums in found)


@given(repeats=st.lists(st.integers(0, 4), min_size=4, max_size=4).filter(any))
def test_repeated_parts_count_as_repeated_data(data, repeats):
    model, values = argon_model("morse"), argon_values("morse")
    parts = np.arange(12) % 4
    found = boiled(data, model, parts)
    drawn = joined(found, np.array(repeats))
    expected = np.array(repeats)[parts] @ squares_by_row(data, model, values, -0.2)
    assert squares(drawn, model, values, -0.2) == pytest.approx(expected, rel=1e-10)
    assert drawn.count == sum(n * sums.count for n, sums in zip(repeats, found, strict=True))
    assert len(drawn.rows) <= drawn.rows.shape[1]


def test_a_part_without_rows_is_empty(data):
    model = argon_model("morse")
    parts = np.where(np.arange(12) < 6, 0, 2)
    found = boiled(data, model, parts)
    assert (len(found), found[1].count, found[1].rows.shape[0]) == (3, 0, 0)
    values = argon_values("morse")
    everything = squares_by_row(data, model, values, 0.0).sum()
    assert squares(joined(found), model, values, 0.0) == pytest.approx(everything, rel=1e-10)


def test_numbers_of_rows_that_are_left_out_are_never_read(data):
    dataset, pairs = data
    model = argon_model("morse")
    parts = np.where(np.arange(12) == 3, -1, 0)
    (expected,) = boiled(data, model, parts)
    spoilt = [array.copy() for array in (dataset.energies, dataset.forces, dataset.stresses)]
    spoilt[0][3], spoilt[1][dataset.atoms_of(3)], spoilt[2][3] = np.nan, np.nan, np.nan
    energies, forces, stresses = spoilt
    other = replace(dataset, energies=energies, forces=forces, stresses=stresses)
    targets = Targets.of_rows(other, parts >= 0, WEIGHTS)
    (found,) = database_sums(targets, pairs, expected.nodes, parts)
    np.testing.assert_array_equal(found.rows, expected.rows)


def test_forces_and_stresses_that_are_missing_do_not_count(data):
    dataset, pairs = data
    model, values = argon_model("morse"), argon_values("morse")
    forces, stresses = dataset.forces.copy(), dataset.stresses.copy()
    forces[dataset.atoms_of(2)], stresses[5] = np.nan, np.nan
    poor = replace(dataset, forces=forces, stresses=stresses)
    (sums,) = boiled((poor, pairs), model, np.zeros(12, dtype=int))
    no_force = WEIGHTS | {"force_eV_per_A": np.inf}
    no_stress = WEIGHTS | {"stress_GPa": np.inf}
    by_row = squares_by_row(data, model, values, -0.2)
    by_row[2] = squares_by_row(data, model, values, -0.2, no_force)[2]
    by_row[5] = squares_by_row(data, model, values, -0.2, no_stress)[5]
    assert squares(sums, model, values, -0.2) == pytest.approx(by_row.sum(), rel=1e-10)
    assert sums.count == np.sum(7 + 3 * dataset.natoms) - 3 * dataset.natoms[2] - 6


def test_a_row_without_a_volume_has_neither_stress_nor_tail(data):
    dataset, pairs = data
    pbc = dataset.pbc.copy()
    pbc[4] = False
    slab = (replace(dataset, pbc=pbc), pairs)
    values = argon_values("mie")
    parts = np.where(np.arange(12) == 4, 0, -1)
    (cut,), (tail,) = (boiled(slab, argon_model("mie", s), parts) for s in ("cut", "tail"))
    assert cut.count == tail.count == 1 + 3 * dataset.natoms[4]
    assert squares(cut, argon_model("mie", "cut"), values, 0.0) == squares(
        tail, argon_model("mie", "tail"), values, 0.0
    )


@pytest.mark.parametrize("name", ["mie", "spline-axilrod-teller"])
def test_blocks_of_any_size_add_up_to_the_same(data, monkeypatch, name):
    model = argon_model(name, "tail")
    parts = np.arange(12) % 3
    whole = boiled(data, model, parts)
    monkeypatch.setattr(module, "PAIRS_AT_A_TIME", 1)
    pieces = boiled(data, model, parts)
    for one, other in zip(whole, pieces, strict=True):
        products = one.rows.T @ one.rows
        scale = np.sqrt(np.outer(np.diag(products), np.diag(products)))
        np.testing.assert_allclose(
            other.rows.T @ other.rows, products, rtol=0, atol=1e-12 * scale.max()
        )
        assert one.count == other.count


def test_rows_structures_and_energies_weigh_squared_residuals(data):
    dataset, pairs = data
    model, values = argon_model("morse"), argon_values("morse")
    own = np.linspace(0.0, 2.0, 12)
    weights = WEIGHTS | {
        "structures": {"fcc": 4.0, "sc": 0.0},
        "by_energy": "boltzmann",
        "energy_scale_eV": 0.3,
    }
    weighted = (replace(dataset, row_weights=own), pairs)
    (sums,) = boiled(weighted, model, np.zeros(12, dtype=int), weights)
    per_atom = dataset.energies / dataset.natoms
    factors = own * np.exp(-(per_atom - per_atom.min()) / 0.3)
    factors[dataset.structures == "fcc"] *= 4.0
    factors[dataset.structures == "sc"] = 0.0
    expected = factors @ squares_by_row(data, model, values, -0.2)
    assert squares(sums, model, values, -0.2) == pytest.approx(expected, rel=1e-10)
    assert sums.count == np.sum((7 + 3 * dataset.natoms)[factors > 0])


def test_the_reference_energy_counts_for_energies_alone(data):
    model = argon_model("morse")
    energies_only = WEIGHTS | {"force_eV_per_A": None, "stress_GPa": None}
    for weights, expected in ((WEIGHTS, 12e6), (energies_only, 12e6)):
        (sums,) = boiled(data, model, np.zeros(12, dtype=int), weights)
        assert np.sum(sums.rows[:, REFERENCE] ** 2) == pytest.approx(expected, rel=1e-12)
    no_energies = WEIGHTS | {"energy_eV_per_atom": None}
    (sums,) = boiled(data, model, np.zeros(12, dtype=int), no_energies)
    assert np.abs(sums.rows[:, REFERENCE]).max() == 0


def test_triple_dipoles_need_their_own_quantities(data):
    dataset, pairs = data
    model, values = argon_model("morse-axilrod-teller"), argon_values("morse-axilrod-teller")
    parts = np.zeros(12, dtype=int)
    (sums,) = boiled(data, model, parts)
    triples = triple_dipole_quantities(dataset, model.triple_radius)
    targets = Targets.of_rows(dataset, parts >= 0, WEIGHTS)
    (again,) = database_sums(targets, pairs, sums.nodes, parts, triples)
    np.testing.assert_array_equal(again.rows, sums.rows)
    (without,) = database_sums(targets, pairs, sums.nodes, parts)
    assert squares(without, model, values, -0.2) != pytest.approx(
        squares(sums, model, values, -0.2), rel=1e-3
    )


@given(rows=st.integers(1, 40), columns=st.integers(1, 12), seed=st.integers(0, 100))
def test_a_triangle_keeps_the_products_of_columns(rows, columns, seed):
    matrix = np.random.default_rng(seed).normal(size=(rows, columns))
    small = triangle(matrix)
    assert len(small) <= min(rows, columns) or small is matrix
    np.testing.assert_allclose(small.T @ small, matrix.T @ matrix, atol=1e-11)
