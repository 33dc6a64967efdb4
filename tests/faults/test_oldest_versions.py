"""The oldest packages that pyproject.toml allows, numpy among them, give the shipped numbers.

The same within the tolerances of reference/quantities.yaml, which say how far numbers may differ
between machines. `make oldest-environment` builds what this needs.
"""

import shutil
import subprocess
import sys

import pytest
from runs import ROOT

from pairwright.reproduce.comparison import all_files, comparison
from pairwright.reproduce.evidence import Results
from pairwright.store import read_json

OLDEST = ROOT / ".venv-oldest" / "bin"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not OLDEST.is_dir(), reason="run `make oldest-environment` first"),
]

STUDIES = ("database", "fits", "properties", "judging", "autodiff", "crystals", "exact")


@pytest.fixture(scope="module")
def references():
    """The numbers that are shipped."""
    return [read_json(ROOT / "reference" / "results" / f"{study}.json") for study in STUDIES]


@pytest.fixture(scope="module")
def oldest(references, tmp_path_factory):
    """The results that those numbers are held against, made with the oldest packages."""
    folder = tmp_path_factory.mktemp("oldest")
    shutil.copytree(ROOT / "resources", folder / "resources")
    files = {name: folder / "results" / name for name in all_files(references)}
    done = subprocess.run(
        [
            OLDEST / "snakemake",
            *(f"results/{name}" for name in files),
            "--cores=2",
            f"--directory={folder}",
            f"--snakefile={ROOT / 'Snakefile'}",
            f"--configfile={ROOT / 'config.yaml'}",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Results(files)


def test_the_numbers_are_the_shipped_ones(references, oldest):
    numbers = [study | {"needs": []} for study in references]
    compared = comparison(numbers, {}, oldest, {}, {})
    assert compared["numbers"] > 400
    assert compared["same"] == compared["numbers"], compared["studies"]


def test_numpy_is_another_one():
    versions = {
        subprocess.run(
            [python, "-c", "import numpy; print(numpy.__version__)"],
            capture_output=True, text=True, check=True,
        ).stdout
        for python in (sys.executable, OLDEST / "python")
    }  # fmt: skip
    assert len(versions) == 2
