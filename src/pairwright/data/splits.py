"""Which rows train a fit and which test it; rattled siblings stay together."""

import zlib

import numpy as np
import numpy.typing as npt


def child_generator(seed: int, purpose: str) -> np.random.Generator:
    """Return the random generator of one purpose, derived from the configuration's seed."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def held_out(
    structures: npt.NDArray[np.str_], groups: npt.NDArray[np.str_], fraction: float, seed: int
) -> npt.NDArray[np.bool_]:
    """Choose whole groups for testing, the same share of each structure.

    ``structures`` and ``groups`` are labels of shape (m,); of a structure with g groups,
    ``round(fraction * g)`` are drawn, but never all. Returns a mask (m,), true for test rows.
    """
    generator = child_generator(seed, "held-out groups")
    test = np.zeros(len(structures), dtype=bool)
    for structure in np.unique(structures):
        names = np.unique(groups[structures == structure])
        count = min(round(fraction * len(names)), len(names) - 1)
        chosen = generator.permutation(names)[:count]
        test |= (structures == structure) & np.isin(groups, chosen)
    return test
