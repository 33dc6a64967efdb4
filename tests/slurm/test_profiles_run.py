"""Through both profiles the small configuration gives, byte for byte, what a local run gives."""

import pytest
from queue_runs import differences, finished, start

CHAIN = ("database", "results/export/lennard-jones/README.md")


def states(cluster, study):
    """Return in which states the jobs of a run ended."""
    return {state for _, state, _ in cluster.jobs(study)}


def test_fits_and_networks_through_the_commands_of_the_queue(cluster, study, local):
    text = finished(cluster, study, start(cluster, study, "slurm-generic", "fit"))
    assert "steps (100%) done" in text
    assert states(cluster, study) == {"COMPLETED"}
    assert differences(study, local, whole=True) == {}
    for group in ("judging", "folds"):
        assert cluster.states(study, group) == ["COMPLETED"], "several jobs in one"


def test_from_the_database_to_an_export_through_the_plugin(cluster, study, local):
    text = finished(cluster, study, start(cluster, study, "slurm", *CHAIN))
    assert "steps (100%) done" in text
    assert states(cluster, study) == {"COMPLETED"}
    assert differences(study, local) == {}


@pytest.mark.slow
def test_fits_and_networks_through_the_plugin(cluster, study, local):
    text = finished(cluster, study, start(cluster, study, "slurm", "fit"))
    assert "steps (100%) done" in text
    assert states(cluster, study) == {"COMPLETED"}
    assert differences(study, local, whole=True) == {}
