"""Datasets with Lennard-Jones's numbers, exact and with noise, and a geometry for any form."""

from dataclasses import replace

import numpy as np
import pytest
from fit_data import fit_options, varied_geometry
from samples import RADIUS, database_options, write_lennard_jones_database

from pairwright.data.database import read_database
from pairwright.data.pairs import PairTable, write_pair_table

REFERENCE = -0.25


@pytest.fixture(scope="session")
def exact(tmp_path_factory):
    """Dataset and pair table (8 Å) of rows computed with ASE's Lennard-Jones, shifted at 8 Å."""
    folder = tmp_path_factory.mktemp("exact")
    write_lennard_jones_database(folder / "data.db", REFERENCE)
    options = database_options(folder / "data.db") | {"selection": "kind=bulk"}
    dataset, _ = read_database(options)
    write_pair_table(dataset, RADIUS, folder / "pairs.npz")
    return dataset, PairTable.load(folder / "pairs.npz")


@pytest.fixture(scope="session")
def noisy(exact):
    """The same with noise, so that no potential fits perfectly."""
    dataset, pairs = exact
    generator = np.random.default_rng(5)
    return (
        replace(
            dataset,
            energies=dataset.energies + generator.normal(0, 0.01, len(dataset)),
            forces=dataset.forces + generator.normal(0, 0.01, dataset.forces.shape),
        ),
        pairs,
    )


@pytest.fixture
def weights():
    """The ``fit.weights`` section of the configuration."""
    return {"energy_eV_per_atom": 0.001, "force_eV_per_A": 0.01, "stress_GPa": 0.1}


@pytest.fixture
def options():
    """What a fit of ``exact`` or ``noisy`` is asked for."""
    return fit_options(reference={"mode": "value", "value_eV": REFERENCE})


@pytest.fixture(scope="session")
def varied(tmp_path_factory):
    """Dataset without results and pair table (8 Å) of crystals from tight to wide."""
    return varied_geometry(tmp_path_factory.mktemp("varied"))
