"""Runs of the whole workflow on a small database, in folders of their own."""

import hashlib
import os
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


def prepare(folder: Path, config: dict | None = None) -> Path:
    """Make a folder with a database and a configuration, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "data.db").exists():
        write_lennard_jones_database(folder / "data.db", reference_energy=-0.25)
    (folder / "settings.yaml").write_text(yaml.safe_dump(config or CONFIG))
    return folder


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
