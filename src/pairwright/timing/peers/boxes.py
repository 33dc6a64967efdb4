"""Which boxes a program can treat that meets only the nearest image of each atom."""

import numpy as np

from pairwright.timing.cases import Case


def rectangular(case: Case) -> bool:
    """Say whether the cell vectors lie along x, y and z."""
    return bool((case.cell == np.diag(np.diag(case.cell))).all())


def has_one_image_within_reach(case: Case) -> bool:
    """Say whether no atom has two images of another within the cutoff, in a rectangular box."""
    if not case.pbc:
        return True
    return rectangular(case) and bool((np.diag(case.cell) >= 2 * case.model["rc"]).all())
