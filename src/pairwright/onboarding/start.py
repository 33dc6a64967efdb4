"""From a file or folder of somebody's own to a configuration and a data-quality page."""

import os
import shlex
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from pairwright.config import Config
from pairwright.data.database import read_database
from pairwright.data.dataset import Dataset
from pairwright.data.rows import write_rows
from pairwright.data.stored_rows import stored_rows
from pairwright.errors import PairwrightError
from pairwright.onboarding.choices import (
    Choice,
    chosen_element,
    database_choices,
    figure_choices,
    model_choices,
    reference_choices,
)
from pairwright.onboarding.configuration import applied, configuration_text, differing
from pairwright.onboarding.measures import measured
from pairwright.onboarding.outputs import Reading, structures
from pairwright.onboarding.page import Look, quality_page
from pairwright.onboarding.shipped import PROJECT
from pairwright.onboarding.survey import surveyed
from pairwright.store import write_text

DATABASES = (".db", ".json")


@dataclass(frozen=True)
class Start:
    """The files that were written, the page's text, and what to run next."""

    configuration: Path
    page: Path
    database: Path
    text: str
    commands: list[str]


def start(
    source: str | Path, folder: str | Path = ".", element: str | None = None, force: bool = False
) -> Start:
    """Look at data and write ``<name>.yaml`` and ``<name>-quality.md`` into ``folder``.

    ``source`` is an ASE database, another file that ASE reads, or a folder of outputs; what is no
    database is made one, ``<name>.db`` in ``folder``. ``element`` chooses one of several.
    Raises PairwrightError when nothing can be read, nothing can be fitted, or a file is there
    already and ``force`` is false.
    """
    given, folder = Path(source), Path(folder)
    if not given.exists():
        raise PairwrightError(
            f"{given}: no such file or folder; give an ASE database, an extended XYZ file, or a "
            "folder with outputs of VASP or Quantum ESPRESSO"
        )
    name = _name(given)
    made = None if _is_database(given) else folder / f"{name}.db"
    configuration, page = folder / f"{name}.yaml", folder / f"{name}-quality.md"
    _refuse_to_overwrite([configuration, page, *([made] if made else [])], force)
    reading = Reading() if made else None
    if made is not None and reading is not None:
        _convert(given, made, reading)
    database = made or given
    try:
        look, choices = _looked_at(database, folder, given.name, element, reading)
    except PairwrightError:
        if made is not None:
            made.unlink()
        raise
    commands = _commands(configuration, folder, look.dataset, applied(choices))
    text = quality_page(look, differing(choices), commands)
    write_text(page, text)
    write_text(configuration, configuration_text(given.name, choices))
    return Start(configuration, page, database, text, commands)


def _looked_at(
    database: Path, folder: Path, name: str, element: str | None, reading: Reading | None
) -> tuple[Look, list[Choice]]:
    survey = surveyed(stored_rows(database))
    if survey.rows == 0:
        raise PairwrightError(f"{database}: the database has no rows; add some")
    chosen = chosen_element(survey, element)
    path = Path(os.path.relpath(database.resolve(), folder.resolve())).as_posix()
    choices = database_choices(path, survey, chosen)
    options = {**applied(choices)["database"], "path": str(database)}
    dataset, rejected = read_database(options)
    measures = measured(dataset)
    choices += reference_choices(survey, dataset, chosen)
    choices += model_choices(measures, dataset, _reference(choices, dataset))
    choices += figure_choices(survey)
    return Look(name, survey, dataset, rejected, measures, reading), choices


def _reference(choices: list[Choice], dataset: Dataset) -> float | None:
    """Return the energy of an isolated atom (eV) under the choices, None when it is fitted."""
    values = {choice.key: choice.value for choice in choices}
    if values["reference_energy.mode"] == "isolated_atom":
        return float(dataset.isolated_atom_energy)
    return values.get("reference_energy.value_eV")


def _is_database(path: Path) -> bool:
    """Say whether a file is taken for an ASE database: by its ending, or by its first bytes."""
    if path.is_dir():
        return False
    if path.suffix.lower() in DATABASES:
        return True
    with path.open("rb") as stream:
        return stream.read(15) == b"SQLite format 3"


def _name(path: Path) -> str:
    """Return the name that the files get: that of the source without its endings."""
    name = path.resolve().name
    return name.split(".")[0] or name.strip(".") or "data"


def _refuse_to_overwrite(paths: list[Path], force: bool) -> None:
    there = [str(path) for path in paths if path.exists()]
    if there and not force:
        raise PairwrightError(
            f"{', '.join(there)}: exists already; move it away, choose another folder with "
            "--folder, or give --force to write it anew"
        )


def _convert(source: Path, database: Path, reading: Reading) -> None:
    found = structures(source, reading)
    first = next(found, None)
    if first is None:
        reasons = "; ".join(f"{name}: {why}" for name, why in list(reading.skipped.items())[:1])
        raise PairwrightError(
            f"{source}: nothing in it that ASE reads"
            + (f" ({reasons})" if reasons else "")
            + "; looked for vasprun.xml, OUTCAR, .pwo, .out, .extxyz, .xyz, .traj"
        )
    write_rows(database, chain([first], found))


def _commands(configuration: Path, folder: Path, dataset: Dataset, config: Config) -> list[str]:
    """Return what to type next, in ``folder``."""
    snakefile = PROJECT / "Snakefile"
    here = folder.resolve() == PROJECT
    words = ["snakemake", "--cores", "4"]
    words += [] if here else ["--snakefile", os.path.relpath(snakefile, folder.resolve())]
    words += ["--configfile", configuration.name]
    if len(np.unique(dataset.groups)) == 1:
        # Nothing can be held out, so nothing can be judged.
        words += ["--", *(f"results/fits/{form}/fit.json" for form in config["fit"]["forms"])]
    moved = [] if folder.resolve() == Path.cwd().resolve() else [shlex.join(["cd", str(folder)])]
    return [*moved, shlex.join(words)]
