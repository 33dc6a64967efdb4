"""One density-functional calculation: plane-wave GPAW plus D3 dispersion."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ase import Atoms

from pairwright.dft.plan import Recipe, build
from pairwright.errors import PairwrightError

Part = dict[str, Any]


class NotConvergedError(PairwrightError):
    """The self-consistency cycle of one structure did not end."""


def calculate(recipe: Recipe, text_output: str | Path) -> dict[str, Any]:
    """Compute energy, forces and stress of one recipe.

    The electronic part is GPAW's plane-wave PAW method (Monkhorst-Pack grid, not centred on Gamma),
    always periodic; the dispersion part is D3 and sees the structure's own periodicity, so an
    isolated dimer has no images. GPAW's text goes to ``text_output``.

    Returns the structure, the sums and both parts (eV, eV/Å, eV/Å^3 as a Voigt vector of six;
    the stress is None without periodicity). A calculation that does not converge gives no results
    but a ``failure`` that says so: the database is made without it.
    Raises PairwrightError when GPAW or dftd3 is missing.
    """
    atoms = build(recipe)
    identity = {"name": recipe["name"], "recipe": recipe, "code": programs()}
    try:
        electronic = _electronic(atoms, recipe, text_output)
    except NotConvergedError as error:
        return identity | {"failure": str(error)}
    dispersion = _dispersion(atoms, recipe)
    periodic = bool(atoms.pbc.all())
    total = {
        "energy": electronic["energy"] + dispersion["energy"],
        "forces": electronic["forces"] + dispersion["forces"],
        "stress": electronic["stress"] + dispersion["stress"] if periodic else None,
    }
    return identity | {
        "structure": {
            "symbols": atoms.get_chemical_symbols(),
            "positions": atoms.positions,
            "cell": atoms.cell.array,
            "pbc": atoms.pbc,
        },
        "results": total,
        "parts": {recipe["xc"]: electronic, recipe["dispersion"]: dispersion},
    }


def programs() -> str:
    """Return the programs with their versions.

    Raises PairwrightError when GPAW or dftd3 is missing.
    """
    try:
        return f"GPAW {version('gpaw')}, dftd3 {version('dftd3')}"
    except PackageNotFoundError as error:
        raise PairwrightError(
            f"{error.name} is not installed in this environment; "
            "build it with `make dft-environment` (see docs/dft.md)"
        ) from None


def _electronic(atoms: Atoms, recipe: Recipe, text_output: str | Path) -> Part:
    from gpaw import GPAW, PW, KohnShamConvergenceError

    periodic = atoms.copy()
    periodic.pbc = True
    periodic.calc = GPAW(
        mode=PW(recipe["ecut_eV"]),
        xc=recipe["xc"],
        kpts={"size": tuple(recipe["kpts"]), "gamma": False},
        convergence={"energy": 1e-5, "density": 1e-5, "eigenstates": 1e-8},
        txt=str(text_output),
    )
    try:
        return _results(periodic, stress=bool(atoms.pbc.all()))
    except KohnShamConvergenceError:
        raise NotConvergedError(
            f"{recipe['name']}: the self-consistency cycle did not converge, see {text_output}"
        ) from None


def _dispersion(atoms: Atoms, recipe: Recipe) -> Part:
    from dftd3.ase import DFTD3

    corrected = atoms.copy()
    corrected.calc = DFTD3(method=recipe["xc"].lower(), damping=recipe["dispersion"])
    return _results(corrected, stress=bool(atoms.pbc.all()))


def _results(atoms: Atoms, stress: bool) -> Part:
    energy = float(atoms.get_potential_energy())
    forces: npt.NDArray[np.float64] = np.array(atoms.get_forces())
    return {
        "energy": energy,
        "forces": forces,
        "stress": np.array(atoms.get_stress(voigt=True)) if stress else None,
    }
