"""Which rows train a fit and which test it; rattled siblings stay together."""

import zlib
from collections import Counter

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError


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


def grouped_folds(
    structures: npt.NDArray[np.str_], groups: npt.NDArray[np.str_], folds: int, seed: int
) -> npt.NDArray[np.int64]:
    """Deal whole groups to ``folds`` folds, so that each has its share of every structure.

    ``structures`` and ``groups`` are labels of shape (m,). The groups of a structure are shuffled
    and dealt one by one, those of several rows first. Returns the number of each row's fold (m,).
    Raises PairwrightError when there are fewer groups than folds.
    """
    labels = [(str(s), str(g)) for s, g in zip(structures, groups, strict=True)]
    sizes = Counter(labels)
    if len(sizes) < folds:
        raise PairwrightError(
            f"{folds} folds need at least {folds} groups of rows (a group is one crystal at one "
            f"volume with its rattled copies), but the database has {len(sizes)}; "
            "take fewer folds or add rows"
        )
    generator = child_generator(seed, "cross-validation folds")
    fold_of: dict[tuple[str, str], int] = {}
    for structure in sorted({label[0] for label in sizes}):
        mine = sorted(label for label in sizes if label[0] == structure)
        shuffled = [mine[place] for place in generator.permutation(len(mine))]
        # Sorting is stable: within a kind the order stays random.
        for label in sorted(shuffled, key=lambda name: sizes[name] == 1):
            fold_of[label] = len(fold_of) % folds
    return np.array([fold_of[label] for label in labels], dtype=np.int64)
