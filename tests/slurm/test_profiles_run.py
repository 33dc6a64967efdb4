"""Through both profiles the small configuration gives, byte for byte, what a local run gives."""

import pytest
from queue_runs import finished, same_results, start


def test_the_fits_through_the_commands_of_the_queue(cluster, study, local):
    text = finished(cluster, study, start(cluster, study, "slurm-generic", "fit"))
    assert "(100%) done" in text
    assert same_results(study, local)
    judging = cluster.states(study, "judging")
    assert judging == ["COMPLETED"], "two jobs that share one"


def test_the_database_through_the_plugin(cluster, study, local):
    text = finished(cluster, study, start(cluster, study, "slurm", "database"))
    assert "(100%) done" in text
    assert same_results(study, local)


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["slurm", "slurm-generic"])
def test_all_fits_and_networks(cluster, study, local, profile):
    finished(cluster, study, start(cluster, study, profile, "fit", "network"))
    assert same_results(study, local)
