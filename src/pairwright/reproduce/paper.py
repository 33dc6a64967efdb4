"""The paper: its text (Typst), numbers, figures and the certificate made into one PDF.

The same inputs give the same bytes: no dates, and fonts that come with Typst or inside figures.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pairwright.config import lookup
from pairwright.errors import PairwrightError
from pairwright.figures.names import display_names
from pairwright.reproduce.numbers import nearest
from pairwright.store import write_json

MAIN = "main.typ"
_PICTURE = re.compile(r'\bpicture\("([^"]+)"')
_NUMBER = re.compile(r'\b(?:num|err|qty|qerr|[cC]ount|called)\("([^"]+)"\)')


def text_files(folder: str | Path) -> list[Path]:
    """Return the files of the paper's text, the main one first: Typst and the bibliography."""
    found = [p for p in Path(folder).rglob("*") if p.suffix in (".typ", ".bib")]
    return sorted(found, key=lambda path: (path.name != MAIN, path.as_posix()))


def figure_names(texts: Sequence[str | Path]) -> list[str]:
    """Return the names of the figures that the text shows, in order."""
    found = (name for path in texts for name in _PICTURE.findall(_read(path)))
    return list(dict.fromkeys(found))


def differences(written_for: Mapping[str, Any], settings: Mapping[str, Any]) -> list[str]:
    """Return how a configuration differs from that which the paper was written for, if it does.

    ``written_for`` maps dotted keys to values; its value for ``fit.forms`` is what must be among
    the forms, and a value of ``positive`` stands for any number above zero.
    """
    found: list[str] = []
    for key, wanted in written_for.items():
        value = lookup(settings, key)
        if key == "fit.forms":
            lacking = [name for name in wanted if name not in value]
            found += [f"{key} lacks {', '.join(lacking)}"] if lacking else []
        elif wanted == "positive":
            found += [] if value > 0 else [f"{key} is {value!r}, not above zero"]
        elif value != wanted:
            found.append(f"{key} is {value!r}, not {wanted!r}")
    return found


def refuse_other_configuration(written_for: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    """Raise PairwrightError where the text would not be about this configuration's results."""
    found = differences(written_for, settings)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise PairwrightError(
            f"the paper is about the shipped configuration, and here {found[0]}{more}: "
            "leave the target paper out, or write a paper of your own in paper/"
        )


def check_names(texts: Sequence[str | Path], numbers: Mapping[str, Any]) -> None:
    """Raise PairwrightError at the first number that the text uses and the table does not have."""
    for path in texts:
        for line_number, line in enumerate(_read(path).splitlines(), start=1):
            for name in _NUMBER.findall(line):
                if name not in numbers:
                    raise PairwrightError(
                        f"{path}: line {line_number}: there is no number {name!r} in "
                        f"paper/numbers.yaml{nearest(name, list(numbers))}"
                    )


def compiled(
    texts: Sequence[str | Path],
    numbers: str | Path,
    figures: Mapping[str, str | Path],
    certificate: Mapping[str, Any],
) -> bytes:
    """Return the PDF.

    ``texts`` are as :func:`text_files` gives them, ``numbers`` is numbers.json, ``figures`` maps
    names to PDF files, ``certificate`` is what :func:`certificate_table` returns. Raises
    PairwrightError when Typst is missing, or refuses the text: what it says names file and line.
    """
    try:
        import typst
    except ImportError:
        raise PairwrightError(
            "the paper needs Typst, which is not installed; run: pip install typst"
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        assemble(place, texts, numbers, figures, certificate)
        try:
            made = typst.compile(place / MAIN, root=place, ignore_system_fonts=True)
        except (RuntimeError, ValueError) as error:
            raise PairwrightError(f"{texts[0]}: Typst refuses the paper: {error}") from None
    if not isinstance(made, bytes):
        raise PairwrightError(f"{texts[0]}: Typst gave no PDF")
    return made


def assemble(
    place: Path,
    texts: Sequence[str | Path],
    numbers: str | Path,
    figures: Mapping[str, str | Path],
    certificate: Mapping[str, Any],
) -> None:
    """Put everything that Typst reads into a folder; arguments are those of :func:`compiled`."""
    home = Path(texts[0]).parent
    for path in texts:
        _copy(path, place / Path(path).relative_to(home))
    _copy(numbers, place / "numbers.json")
    for name, path in figures.items():
        _copy(path, place / "figures" / f"{name}.pdf")
    write_json(place / "certificate.json", certificate)
    write_json(place / "names.json", display_names())


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PairwrightError(f"{path}: not a readable text ({error})") from None


def _copy(path: str | Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(path, target)
    except OSError as error:
        raise PairwrightError(f"{path}: cannot be read ({error.strerror})") from None
