"""A fitted potential of any kind as an ASE calculator, from its file."""

from collections.abc import Sequence
from pathlib import Path

from pairwright.errors import PairwrightError
from pairwright.network.calculator import NeuralCalculator
from pairwright.network.potential import FORM, read_potential
from pairwright.potentials.calculator import PairCalculator, calculator_of
from pairwright.potentials.library import own_forms
from pairwright.store import read_json


def load_potential(
    path: str | Path, form_files: Sequence[str | Path] = ()
) -> PairCalculator | NeuralCalculator:
    """Make an ASE calculator from a pair potential's ``fit.json`` or a neural ``potential.json``.

    Energies include the reference energy of the fit, so they compare with the database's. A form
    that is not built in is looked for in ``form_files``, which are executed: name only your own.
    Raises PairwrightError when a file is missing, damaged, or not a potential.
    """
    fit = read_json(path)
    try:
        if fit["form"] == FORM:
            return NeuralCalculator(read_potential(path), own_forms(form_files))
        return calculator_of(fit, own_forms(form_files))
    except (KeyError, TypeError) as error:
        raise PairwrightError(f"{path}: not a fit.json of pairwright ({error!r})") from None
