"""A scatter of real DFT calculations through the queue, many to a cluster job."""

import json

import pytest
import yaml
from ase.db import connect
from queue_runs import ROOT, finished, start, wait_until

SNAKEMAKE = ROOT / ".venv-dft" / "bin" / "snakemake"

# Too coarse for physics, and cheap: about a second each.
COARSE = {
    "reuse": None,
    "element": "Ar",
    "ecut_eV": 200,
    "box_A": [6.0, 6.0, 9.0],
    "dimer_distances_A": [3.5, 3.8, 4.2],
    "rattle_A": [0.05, 0.10],
    "crystals": {
        "fcc": {
            "volumes_A3": [30, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 48],
            "kpoints": [1, 1, 1],
            "rattled_volumes_A3": [36],
            "rattled_kpoints": [1, 1, 1],
        }
    },
    "checks": {
        "box_A": [6.5, 6.5, 9.5],
        "dimer_distance_A": 3.8,
        "displaced": {"crystal": "fcc", "vol_per_atom": 36, "copy": 1, "displacement_A": 0.01},
    },
}
STRUCTURES = 1 + 3 + 16 + 2 + 4


@pytest.fixture
def plan(tmp_path):
    """Return a folder with a coarse plan; skip where GPAW or the executor is not installed."""
    if not list((ROOT / ".venv-dft").glob("lib/*/site-packages/*cluster_generic")):
        pytest.skip("`make slurm-dft-environment` builds what computes and submits this")
    (tmp_path / "settings.yaml").write_text(
        yaml.safe_dump({"database": {"path": "unused.db"}, "dft": COARSE})
    )
    return tmp_path


def finished_calculations(plan):
    """Return when each calculation that came to its end did so."""
    kept = (plan / "results/dft/finished").glob("*.json")
    return {path: path.stat().st_mtime_ns for path in kept}


def test_many_structures_are_few_cluster_jobs_and_none_is_computed_twice(cluster, plan):
    run = start(cluster, plan, "slurm-generic", "dft", snakemake=SNAKEMAKE)

    def some_done():
        assert run.poll() is None
        return len(finished_calculations(plan)) >= 3

    wait_until(some_done, "three calculations", seconds=300)
    cluster.call("scancel", cluster.jobs(plan)[0][0])
    before = finished_calculations(plan)
    finished(cluster, plan, run)
    after = finished_calculations(plan)
    assert before == {path: after[path] for path in before}

    records = sorted((plan / "results/dft/records").glob("*.json"))
    assert len(records) == len(after) == STRUCTURES
    assert sorted(cluster.states(plan, "-dft-")) == ["CANCELLED", "COMPLETED", "COMPLETED"]
    assert cluster.states(plan, "dft_database") == ["COMPLETED"]
    energies = [json.loads(path.read_text())["results"]["energy"] for path in records]
    with connect(plan / "results/dft/database.db") as database:
        assert sorted(row.energy for row in database.select()) == sorted(energies)
