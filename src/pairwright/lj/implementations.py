"""Every way to compute Lennard-Jones, by name, and the fastest for a given system."""

from typing import Any, Protocol

from pairwright.lj.analytic import analytic
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

    That is the compiled code at every size that was timed (docs/autodiff-in-production.md): all
    pairs for a few free atoms, sorted cells for the rest. The convention is ASE's: pairs with
    r <= rc, each pair energy minus its value at rc, forces unchanged; stress None where the cell
    has no volume.
    ``positions`` (n, 3), ``cell`` (3, 3), ``sigma`` and ``rc`` in Å, ``epsilon`` in eV.
    Raises PairwrightError for input that has no energy.
    """
    return compiled(positions, cell, pbc, epsilon=epsilon, sigma=sigma, rc=rc)
