"""The forms that a configuration may name: the built-in ones, the spline, and a user's own files.

A file of one's own is Python with a table ``FORMS`` from names to :class:`Form`, as in
:mod:`pairwright.potentials.forms`. A name that ends in ``-axilrod-teller`` adds the triple-dipole
energy to the pair form before it.
"""

import difflib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pairwright.errors import PairwrightError
from pairwright.potentials.forms import FORMS, Form
from pairwright.potentials.spline import SPLINE, spline
from pairwright.potentials.trial import try_form

TRIPLE_DIPOLE = "-axilrod-teller"


def pair_form_name(name: str) -> str:
    """Return the name of the pair form in a name that may ask for the triple-dipole energy too."""
    return name.removesuffix(TRIPLE_DIPOLE)


def own_forms(paths: Sequence[str | Path]) -> dict[str, Form]:
    """Read the ``FORMS`` of a user's own files and try each one.

    Raises PairwrightError when a file cannot be read, has no ``FORMS``, names a form that exists,
    or a form fails its trial (see :mod:`pairwright.potentials.trial`).
    """
    found: dict[str, Form] = {}
    for path in paths:
        for name, form in _forms_in(Path(path)).items():
            try_form(name, form, str(path))
            if name in FORMS or name in found or pair_form_name(name) != name or name == SPLINE:
                raise PairwrightError(f"{path}: {name} is the name of another form; choose another")
            found[name] = form
    return found


def _forms_in(path: Path) -> dict[Any, Any]:
    if not path.is_file():
        raise PairwrightError(f"fit.form_files: {path} does not exist; give a Python file")
    specification = importlib.util.spec_from_file_location(f"forms_of_{path.stem}", path)
    if specification is None or specification.loader is None:
        raise PairwrightError(f"fit.form_files: {path} is not Python; its name must end in .py")
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise PairwrightError(f"{path}: {type(error).__name__}: {error}") from None
    table = getattr(module, "FORMS", None)
    if not isinstance(table, dict) or not table:
        raise PairwrightError(
            f"{path}: has no table FORMS from names to pairwright.potentials.forms.Form; add one"
        )
    return table


def form_named(
    name: str, knots: Sequence[float] | None = None, own: dict[str, Form] | None = None
) -> Form:
    """Return the pair form of a name; ``knots`` (Å) are the spline's, ``own`` a user's forms.

    Raises PairwrightError listing the known ones.
    """
    pair_name = pair_form_name(name)
    known = FORMS | (own or {})
    if pair_name == SPLINE:
        return spline(knots or [])
    if pair_name not in known:
        raise PairwrightError(unknown_form(name, own or {}))
    return known[pair_name]


def unknown_form(name: str, own: dict[str, Form]) -> str:
    """Say that there is no such form, which there are, and which is nearest."""
    known = [*FORMS, SPLINE, *own]
    near = difflib.get_close_matches(pair_form_name(name), known, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return (
        f"unknown form {name!r}{hint}; known: {', '.join(known)}, each also with "
        f"{TRIPLE_DIPOLE} behind it; further ones come from fit.form_files"
    )


def check_names(names: Sequence[str], own: dict[str, Form]) -> None:
    """Raise PairwrightError for the first name that is no form."""
    for name in names:
        if pair_form_name(name) not in {*FORMS, SPLINE, *own}:
            raise PairwrightError(f"fit.forms: {unknown_form(name, own)}")
