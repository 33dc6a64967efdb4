"""The shipped database as a study of the neural potential, and a potential trained on it."""

from types import SimpleNamespace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from pairwright import config as configuration
from pairwright.data.database import read_database
from pairwright.data.pairs import PairTable, write_pair_table
from pairwright.network.descriptors import Descriptors
from pairwright.network.potential_ensemble import train_ensemble
from pairwright.network.study import PARAMETERS, Study
from pairwright.network.training_set import DescriptorTable, natural_length, write_descriptors


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Compute with one thread, as the rules do."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def options(root):
    """The options of a study, as the scripts take them from config.yaml."""
    config = configuration.load(root / "config.yaml")
    return {name: configuration.lookup(config, key) for name, key in PARAMETERS.items()}


@pytest.fixture(scope="session")
def files(root, options, tmp_path_factory):
    """Paths of dataset, pair table and descriptors of the shipped database, and the dataset."""
    folder = tmp_path_factory.mktemp("study")
    section = configuration.load(root / "config.yaml")["database"]
    dataset, _ = read_database(section | {"path": str(root / section["path"])})
    dataset.save(folder / "dataset.npz")
    write_pair_table(dataset, 12.0, folder / "pairs.npz")
    length = natural_length(dataset, PairTable.load(folder / "pairs.npz"))
    descriptors = Descriptors.of(options["network"]["descriptors"], length)
    write_descriptors(dataset, descriptors, length, folder / "descriptors.npz")
    return SimpleNamespace(folder=folder, dataset=dataset)


@pytest.fixture(scope="session")
def study(files, options):
    """The study of the shipped database."""
    return Study(
        files.dataset,
        PairTable.load(files.folder / "pairs.npz"),
        DescriptorTable.load(files.folder / "descriptors.npz", files.dataset),
        "Ar",
        options,
    )


@pytest.fixture(scope="session")
def ensemble(study):
    """Two networks trained for all rows."""
    return train_ensemble(study, np.ones(len(study.dataset), dtype=bool), "test", 2)
