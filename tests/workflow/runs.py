"""Runs of the whole workflow on a small database, in folders of their own."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from samples import write_lennard_jones_database

ROOT = Path(__file__).resolve().parents[2]
CONFIG = {
    "database": {"path": "data.db", "selection": "kind=bulk"},
    "cutoff": {"radius_A": 8.0},
    "fit": {"forms": ["lennard-jones", "mie"], "judging": {"bootstrap": 20}},
    "figures": {"dpi": 60},
    "timing": {"source": "reference", "trajectory_ps": 0.4},
    "regression": {"starts": 2, "evaluations": 40},
    "network": {"members": 2, "training": {"iterations": 12}, "learning_fractions": [0.5]},
}

STALE_CHECKPOINT = "results/network/checkpoints/potential-0-0123456789ab.npz"


def prepare(folder: Path, config: dict | None = None) -> Path:
    """Make a folder with a database and a configuration, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "data.db").exists():
        write_lennard_jones_database(folder / "data.db", reference_energy=-0.25)
    (folder / "settings.yaml").write_text(yaml.safe_dump(config or CONFIG))
    return folder


def copy_project(root: Path, *more: str) -> Path:
    """Copy what a run needs of the project, and more folders of it, to ``root``; return that."""
    for name in ("src", "scripts", "workflow", "envs", "profiles", "reference", "paper", *more):
        shutil.copytree(ROOT / name, root / name, symlinks=True)
    shutil.copy(ROOT / "Snakefile", root / "Snakefile")
    return root


def command(folder: Path, *arguments: str, root: Path = ROOT) -> list[str]:
    """Return the command line of a run in ``folder``."""
    return [
        str(Path(sys.executable).parent / "snakemake"),
        *arguments,
        "--cores=2",
        f"--directory={folder}",
        f"--snakefile={root / 'Snakefile'}",
        f"--configfile={folder / 'settings.yaml'}",
    ]


def environment(root: Path = ROOT) -> dict[str, str]:
    """Return the environment of a run; another root's library comes first."""
    return {**os.environ, "PYTHONPATH": str(root / "src")} if root != ROOT else dict(os.environ)


def run(folder: Path, *arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run Snakemake in ``folder`` and return what it printed."""
    return subprocess.run(
        command(folder, *arguments, root=root),
        capture_output=True,
        text=True,
        env=environment(root),
        check=False,
        timeout=900,
    )


def planned_rules(output: str) -> set[str]:
    """Return the rules of the job table that a dry run prints."""
    lines = output.split("Job stats:")[1].split("total")[0].splitlines()[3:]
    return {line.split()[0] for line in lines if line.strip()} - {"all"}


def stand_in(folder: Path, target: str, root: Path = ROOT) -> None:
    """Make every file of a run, each of them empty, and have Snakemake take them for made.

    Which rules it plans then, after a change, is what it would plan after a real run.
    """
    listed = run(folder, target, "--summary", root=root)
    assert listed.returncode == 0, listed.stderr
    for name in (line.split("\t")[0] for line in listed.stdout.splitlines()[1:]):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.touch()
        else:
            path.mkdir()
    touched = run(folder, target, "--touch", root=root)
    assert touched.returncode == 0, touched.stderr


# What differs between runs: measured run times, and what says when and where a run was.
OF_ONE_RUN = ("benchmarks", "provenance.json", "archive")


def result_hashes(folder: Path) -> dict[str, str]:
    """Return the checksum of every result that is the same in every run."""
    results = folder / "results"
    return {
        str(path.relative_to(results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(results.rglob("*"))
        if path.is_file() and path.relative_to(results).parts[0] not in OF_ONE_RUN
    }
