"""Lennard-Jones written every way, with one signature and ASE's shifted-cut convention."""

from typing import Any

__all__ = ["IMPLEMENTATIONS", "Simulation", "energy_forces_stress"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used: numba and autograd take their time."""
    if name in ("IMPLEMENTATIONS", "energy_forces_stress"):
        from pairwright.lj import implementations

        return getattr(implementations, name)
    if name == "Simulation":
        from pairwright.lj.simulation import Simulation

        return Simulation
    raise AttributeError(f"module 'pairwright.lj' has no attribute {name!r}")
