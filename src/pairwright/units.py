"""Units: eV, Å, eV/Å and eV/Å^3 inside; GPa and meV only where numbers leave the library."""

from ase import units

GPA_PER_EV_A3: float = 1.0 / units.GPa
"""1 eV/Å^3 in GPa (about 160.2)."""

MEV_PER_EV: float = 1000.0
"""1 eV in meV."""
