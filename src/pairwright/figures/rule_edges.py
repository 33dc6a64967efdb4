"""Which rule of a Snakefile needs files of which other, as Snakemake tells it."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from pairwright.errors import PairwrightError

_RULE = re.compile(r"^rule (\w+):", re.MULTILINE)
_NODE = re.compile(r'^\s*(\d+)\[label = "([^"\\]+)', re.MULTILINE)
_EDGE = re.compile(r"^\s*(\d+) -> (\d+)", re.MULTILINE)


def file_of_rules(paths: Iterable[str | Path]) -> dict[str, str]:
    """Return in which file each rule stands: its name without suffix; all that draw are figures."""
    found = {}
    for path in map(Path, paths):
        name = "figures" if path.stem.endswith("figures") else path.stem
        found.update(dict.fromkeys(_RULE.findall(path.read_text(encoding="utf-8")), name))
    return found


def edges_of_rules(snakefile: str | Path, settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (rule, rule that needs its files) of a whole run with these settings.

    Snakemake is asked in an empty folder, where nothing is made yet.
    Raises PairwrightError with what it says when it refuses.
    """
    database = Path(settings["database"]["path"]).resolve()
    complete = dict(settings) | {"database": dict(settings["database"]) | {"path": str(database)}}
    with tempfile.TemporaryDirectory(prefix="pairwright-rules-") as folder:
        configuration = Path(folder) / "settings.yaml"
        configuration.write_text(yaml.safe_dump(complete), encoding="utf-8")
        command = [sys.executable, "-m", "snakemake", "--rulegraph", "dot", "--cores", "1"]
        command += [f"--snakefile={Path(snakefile).resolve()}", f"--directory={folder}"]
        ran = subprocess.run(  # noqa: S603 (our own interpreter, no shell)
            [*command, f"--configfile={configuration}"], capture_output=True, text=True, check=False
        )
    if ran.returncode != 0:
        raise PairwrightError(f"{snakefile}: its rules cannot be listed: {ran.stderr.strip()}")
    names = dict(_NODE.findall(ran.stdout))
    return sorted((names[a], names[b]) for a, b in _EDGE.findall(ran.stdout))
