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
    if len(set(labels)) < folds:
        raise PairwrightError(
            f"{folds} folds need at least {folds} groups of rows (a group is one crystal at one "
            f"volume with its rattled copies), but the database has {len(set(labels))}; "
            "take fewer folds or add rows"
        )
    return _dealt(labels, folds, child_generator(seed, "cross-validation folds"))


def random_folds(structures: npt.NDArray[np.str_], folds: int, seed: int) -> npt.NDArray[np.int64]:
    """Deal rows to ``folds`` folds one by one, so that each has its share of every structure.

    Copies rattled from one crystal and volume are parted, so a model is tested on rows whose
    siblings it has seen: errors come out too small. ``structures`` are labels of shape (m,).
    Returns the number of each row's fold (m,).
    Raises PairwrightError when there are fewer rows than folds.
    """
    if len(structures) < folds:
        raise PairwrightError(
            f"{folds} folds need at least {folds} rows, but the database has {len(structures)}; "
            "take fewer folds or add rows"
        )
    labels = [(str(name), f"{row:012d}") for row, name in enumerate(structures)]
    return _dealt(labels, folds, child_generator(seed, "random folds"))


def left_out_structures(structures: npt.NDArray[np.str_]) -> dict[str, npt.NDArray[np.bool_]]:
    """Return the rows (m,) of each structure by name, to be left out one after the other.

    ``structures`` are labels of shape (m,). Nothing is returned when there is one structure only:
    no row would be left to fit.
    """
    names = np.unique(structures).tolist()
    return {name: structures == name for name in names} if len(names) > 1 else {}


def _dealt(
    labels: list[tuple[str, str]], folds: int, generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Shuffle the labels of each structure and deal them to folds, those of several rows first."""
    sizes = Counter(labels)
    fold_of: dict[tuple[str, str], int] = {}
    for structure in sorted({label[0] for label in sizes}):
        mine = sorted(label for label in sizes if label[0] == structure)
        shuffled = [mine[place] for place in generator.permutation(len(mine))]
        # Sorting is stable: within a kind the order stays random.
        for label in sorted(shuffled, key=lambda name: sizes[name] == 1):
            fold_of[label] = len(fold_of) % folds
    return np.array([fold_of[label] for label in labels], dtype=np.int64)
