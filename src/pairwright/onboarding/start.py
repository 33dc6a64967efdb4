"""From a file or folder of somebody's own to a configuration and a data-quality page."""

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from pairwright.config import Config
from pairwright.data.database import read_database
from pairwright.data.dataset import Dataset
from pairwright.data.rows import write_rows
from pairwright.data.stored_rows import is_sqlite, stored_rows
from pairwright.errors import PairwrightError
from pairwright.onboarding.blocks import BLOCK_KEY, blocks
from pairwright.onboarding.choices import (
    Choice,
    chosen_element,
    database_choices,
    figure_choices,
    model_choices,
    reference_choices,
)
from pairwright.onboarding.configuration import applied, configuration_text, differing
from pairwright.onboarding.keys import OWN_KEYS
from pairwright.onboarding.measures import measured
from pairwright.onboarding.output_files import COMPRESSED
from pairwright.onboarding.outputs import Reading, structures
from pairwright.onboarding.page import Look, quality_page
from pairwright.onboarding.shipped import PROJECT
from pairwright.onboarding.survey import Survey, of_element, surveyed
from pairwright.store import atomic_path, write_text

DATABASES = (".db", ".json")
MOST_NAMES = 8
SIMPLEX_PARAMETERS = 3
"""Epsilon, sigma and the zero of energy."""

_FORMATS = "db|sqlite3?|json|extxyz|xyz|traj|xml|out|log|pwo|castep|txt|outcar"
_ENDINGS = re.compile(rf"\.({_FORMATS}){COMPRESSED}$", re.IGNORECASE)


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
    try:
        return _started(Path(source), Path(folder), element, force)
    except UnicodeError as error:
        raise PairwrightError(
            f"{source}: a name, or a text in it, is not UTF-8 ({error}); rename it"
        ) from None
    except OSError as error:
        where = error.filename or source
        raise PairwrightError(
            f"{where}: {error.strerror or error}; give a path that you may read, and a --folder "
            "that you may write"
        ) from None


def _started(given: Path, folder: Path, element: str | None, force: bool) -> Start:
    if not given.exists():
        raise PairwrightError(
            f"{given}: no such file or folder; give an ASE database, an extended XYZ file, or a "
            "folder with outputs of VASP or Quantum ESPRESSO"
        )
    name = _name(given)
    made = None if _is_database(given) else folder / f"{name}.db"
    configuration, page = folder / f"{name}.yaml", folder / f"{name}-quality.md"
    _refuse_to_overwrite([configuration, page, *([made] if made else [])], force)
    database = made or given
    with _as_database(given, made) as (readable, reading):
        path = Path(os.path.relpath(database.resolve(), folder.resolve())).as_posix()
        look, choices = _looked_at(readable, path, given.name, element, reading)
        commands = _commands(configuration, folder, look.dataset, applied(choices))
        text = quality_page(look, differing(choices), commands)
        settings = configuration_text(given.name, choices)
        for written in (text, settings):
            written.encode()
    write_text(page, text)
    write_text(configuration, settings)
    return Start(configuration, page, database, text, commands)


@contextmanager
def _as_database(given: Path, made: Path | None) -> Iterator[tuple[Path, Reading | None]]:
    """Give a database to look at: what was given, or what is put at ``made`` if all goes well."""
    if made is None:
        yield given, None
        return
    reading = Reading()
    with atomic_path(made) as temporary:
        with _named(temporary, made):
            _convert(given, temporary, reading)
        with _named(temporary, given):
            yield temporary, reading


@contextmanager
def _named(temporary: Path, meant: Path) -> Iterator[None]:
    """Let messages name the file that is meant: nobody will find the temporary one."""
    try:
        yield
    except PairwrightError as error:
        raise PairwrightError(str(error).replace(str(temporary), str(meant))) from None


def _looked_at(
    database: Path, path: str, name: str, element: str | None, reading: Reading | None
) -> tuple[Look, list[Choice]]:
    """Look at a database that the configuration will find at ``path``, and choose."""
    survey = surveyed(stored_rows(database))
    if survey.rows == 0:
        raise PairwrightError(f"{database}: the database has no rows; add some")
    chosen = chosen_element(survey, element)
    survey = of_element(survey, chosen)
    choices = database_choices(path, survey, chosen) + _group_choices(survey)
    options = {**applied(choices)["database"], "path": str(database)}
    dataset, rejected = read_database(options)
    measures = measured(dataset)
    choices += reference_choices(survey, dataset, chosen)
    choices += model_choices(measures, dataset, _reference(choices, dataset))
    choices += figure_choices(survey)
    return Look(name, survey, dataset, rejected, measures, reading), choices


def _group_choices(survey: Survey) -> list[Choice]:
    """Choose what is held out together: blocks, where the database has the keys of conversion."""
    if not all(key in survey.keys for key in OWN_KEYS):
        return []
    why = "structures of one file in ten blocks: neighbours in time are held out together"
    return [Choice("database.group_key", BLOCK_KEY, why)]


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
    return path.suffix.lower() in DATABASES or is_sqlite(path)


def _name(path: Path) -> str:
    """Return the name that the files get: that of the source without the ending of its format."""
    real = path.resolve()
    name = real.name if real.is_dir() else _ENDINGS.sub("", real.name)
    return name.strip(".") or "data"


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
    write_rows(database, chain([first], found), lambda: blocks(reading.files))
    if not reading.energies:
        names = ", ".join(name for name, _ in reading.numbers.most_common(MOST_NAMES)) or "none"
        raise PairwrightError(
            f"{source}: no structure has an energy under a name that is known; numbers found: "
            f"{names}. Rename the one that is the potential energy in eV to energy, or add it"
        )


def _commands(configuration: Path, folder: Path, dataset: Dataset, config: Config) -> list[str]:
    """Return what to type next, in ``folder``."""
    snakefile = PROJECT / "Snakefile"
    here = folder.resolve() == PROJECT
    words = ["snakemake", "--cores", "4"]
    words += [] if here else ["--snakefile", os.path.relpath(snakefile, folder.resolve())]
    words += ["--configfile", configuration.name]
    if len(np.unique(dataset.groups)) == 1 or len(dataset) < SIMPLEX_PARAMETERS:
        # Nothing can be held out and judged, or the classic fit has more parameters than rows.
        words += ["--", *(f"results/fits/{form}/fit.json" for form in config["fit"]["forms"])]
    moved = [] if folder.resolve() == Path.cwd().resolve() else [shlex.join(["cd", str(folder)])]
    return [*moved, shlex.join(words)]
