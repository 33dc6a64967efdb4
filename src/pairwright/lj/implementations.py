"""Every way to compute Lennard-Jones, by name, and the fastest for a given system."""

from typing import Any, Protocol

from pairwright.lj.analytic import SMALL, analytic
from pairwright.lj.autodiff import autodiff
from pairwright.lj.geometry import Result
from pairwright.lj.loops import loops
from pairwright.lj.neighbours import neighbours, neighbours_autodiff
from pairwright.lj.vectorised import vectorised


class Implementation(Protocol):
    """Positions (n, 3), cell (3, 3), sigma, rc in Å, epsilon in eV -> energy, forces, stress."""

    def __call__(
        self, positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
    ) -> Result:
        """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3) or None."""


def compiled(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Call :func:`pairwright.lj.compiled.compiled`; numba is imported when it is first needed."""
    from pairwright.lj.compiled import compiled as function

    return function(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)


IMPLEMENTATIONS: dict[str, Implementation] = {
    "loops": loops,
    "vectorised": vectorised,
    "autodiff": autodiff,
    "analytic": analytic,
    "neighbours": neighbours,
    "neighbours_autodiff": neighbours_autodiff,
    "compiled": compiled,
}


def energy_forces_stress(
    positions: Any, cell: Any, pbc: Any, *, epsilon: float, sigma: float, rc: float
) -> Result:
    """Return energy (eV), forces (n, 3) (eV/Å) and stress (3, 3) (eV/Å^3) by the fastest way.

    That is the compiled code, except for a few atoms without periodicity, where numpy is done
    before numba would be imported. The convention is ASE's: pairs with r <= rc, each pair energy
    minus its value at rc, forces unchanged; stress None where the cell has no volume.
    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    Raises PairwrightError for input that has no energy.
    """
    few = hasattr(positions, "__len__") and len(positions) <= SMALL
    function = analytic if few and not _any(pbc) else compiled
    return function(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)


def _any(pbc: Any) -> bool:
    return bool(pbc.any()) if hasattr(pbc, "any") else pbc is not False
