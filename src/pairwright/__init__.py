"""From a DFT database to a fitted, tested interatomic potential.

``atoms.calc = load_potential("results/fits/lennard-jones/fit.json")`` gives an ASE calculator.
"""

from typing import Any

__all__ = ["load_potential"]


def __getattr__(name: str) -> Any:
    """Import the public functions when they are first used: commands start faster without them."""
    if name == "load_potential":
        from pairwright.loading import load_potential

        return load_potential
    raise AttributeError(f"module 'pairwright' has no attribute {name!r}")
