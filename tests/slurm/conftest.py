"""A real Slurm that the tests of this folder share, and one local run to compare with."""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
sys.path.insert(0, str(Path(__file__).parent))

from queue_runs import SNAKEMAKE, Cluster, finish_locally, prepare_study

BINARIES = ("slurmctld", "slurmd", "munged", "sbatch")


def pytest_collection_modifyitems(items):
    """Mark every test here, so that it runs only when asked for."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.slurm)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """Return a running Slurm, stopped afterwards."""
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    missing = [name for name in BINARIES if shutil.which(name, path=path) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)}: install slurmctld, slurmd, slurm-client and munge")
    if not SNAKEMAKE.exists():
        pytest.skip("`make slurm-environment` builds what submits the jobs")
    slurm = Cluster(tmp_path_factory.mktemp("slurm") / "state")
    try:
        slurm.up()
        yield slurm
    finally:
        slurm.down()


@pytest.fixture(scope="session")
def local(tmp_path_factory):
    """Return the folder of a run without any queue."""
    folder = prepare_study(tmp_path_factory.mktemp("local"))
    finish_locally(folder, "fit")
    return folder


@pytest.fixture
def study(local, tmp_path):
    """Return a folder with the same data and configuration, and no results."""
    return prepare_study(tmp_path / "a study", like=local)
