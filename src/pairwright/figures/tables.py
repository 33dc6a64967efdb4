"""Tables read for drawing, and the zero from which their energies are drawn."""

from pathlib import Path
from typing import Any

import pandas as pd

from pairwright.errors import PairwrightError
from pairwright.units import MEV_PER_EV

_TEXT_COLUMNS = {"structure": str, "group": str, "split": str}


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a CSV table; an empty cell is NaN, labels such as ``NA`` stay labels.

    Raises PairwrightError naming the file when it is missing or damaged.
    """
    try:
        return pd.read_csv(path, dtype=_TEXT_COLUMNS, keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except (OSError, ValueError) as error:
        raise PairwrightError(f"{path}: not a readable CSV table ({error})") from None


def energy_zero(reference: dict[str, Any], lowest_energy: float) -> tuple[float, str]:
    """Return the energy (eV per atom) to draw from, and words for it.

    ``reference`` has ``mode`` (``reference_energy.mode`` of the configuration) and ``value_eV``;
    where it knows no isolated atom, the lowest energy of the data takes its place.
    """
    if reference["mode"] == "none" or reference["value_eV"] is None:
        return lowest_energy, "the lowest configuration"
    if reference["mode"] == "fitted":
        return float(reference["value_eV"]), "the fitted reference"
    return float(reference["value_eV"]), "the isolated atom"


def relative_meV(energies: "pd.Series[float]", zero: float) -> "pd.Series[float]":  # noqa: N802
    """Return energies (eV) as differences to ``zero`` (eV), in meV."""
    return (energies - zero) * MEV_PER_EV
