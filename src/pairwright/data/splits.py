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

    ``structures`` and ``groups`` are labels of shape (m,). Groups of one row (an ideal crystal) and
    of several (its rattled copies too) are drawn apart, so that both kinds are tested: of g groups
    ``round(fraction * g)``, but never all. Returns a mask (m,), true for test rows.
    """
    generator = child_generator(seed, "held-out groups")
    test = np.zeros(len(structures), dtype=bool)
    for structure in np.unique(structures):
        names, sizes = np.unique(groups[structures == structure], return_counts=True)
        for kind in (names[sizes == 1], names[sizes > 1]):
            count = min(round(fraction * len(kind)), len(kind) - 1)
            chosen = generator.permutation(kind)[: max(count, 0)]
            test |= (structures == structure) & np.isin(groups, chosen)
    return test
