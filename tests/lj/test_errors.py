"""Input without an energy is refused in one clear line, by every implementation."""

import numpy as np
import pytest

from pairwright.errors import PairwrightError
from pairwright.lj import IMPLEMENTATIONS, energy_forces_stress
from pairwright.lj.compiled import everything
from pairwright.lj.loops import ase_calculator

GOOD = {
    "positions": [[0.0, 0.0, 0.0], [1.1, 0.0, 0.0]],
    "cell": np.diag([4.0, 4.0, 4.0]),
    "pbc": True,
    "epsilon": 1.0,
    "sigma": 1.0,
    "rc": 3.0,
}
FLAT = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]]
BAD = {
    "NaN": ({"positions": [[0.0, 0, 0], [np.nan, 0, 0]]}, r"positions of atom 1 is \[nan"),
    "inf": ({"positions": [[0.0, -np.inf, 0], [1, 0, 0]]}, "positions of atom 0 .* not finite"),
    "shape": ({"positions": [[0.0, 0.0]]}, r"positions have shape \(1, 2\)"),
    "ragged": ({"positions": [[0.0, 0.0], [1.0]]}, "positions are not numbers"),
    "words": ({"positions": "here"}, "positions are not numbers"),
    "cell shape": ({"cell": [1.0, 1.0, 1.0]}, r"cell has shape \(3,\)"),
    "NaN cell": ({"cell": np.diag([1.0, np.nan, 1.0])}, "cell vector 1 .* not finite"),
    "singular": ({"cell": FLAT}, "the cell is singular"),
    "zero": ({"cell": np.zeros((3, 3))}, "the cell is singular"),
    "parallel": ({"cell": FLAT, "pbc": [1, 1, 1]}, "periodic vectors .a b c. span no volume"),
    "pbc": ({"pbc": [True, False]}, "pbc is"),
    "pbc of numbers": ({"pbc": [0.5, 1, 1]}, "pbc is"),
    "epsilon": ({"epsilon": -1.0}, "epsilon is -1.0; a positive, finite"),
    "sigma": ({"sigma": 0.0}, "sigma is 0.0; a positive"),
    "rc": ({"rc": np.inf}, "rc is inf; a positive, finite"),
    "rc NaN": ({"rc": np.nan}, "rc is nan"),
    "coincident": ({"positions": [[0.0, 0, 0]] * 2}, "atoms 0 and 1 are 0 Å apart"),
    "coincident image": (
        {"positions": [[0.0, 0, 0], [4.0, 8.0, 0.0]]},
        "atoms 0 and 1 are 0 Å apart",
    ),
    "nearly coincident": (
        {"positions": [[0.0, 0, 0], [1e-12, 0.0, 0.0]]},
        "atoms 0 and 1 are 1e-12 Å apart",
    ),
    "coincident without a cell": (
        {"positions": [[0.0, 1, 2], [3, 3, 3], [0, 1, 2]], "pbc": False, "cell": np.zeros((3, 3))},
        "atoms 0 and 2 are 0 Å apart",
    ),
}


@pytest.mark.parametrize("name", [*IMPLEMENTATIONS, "ase", "fastest"])
@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_refused(name, fault):
    change, message = BAD[fault]
    others = {"ase": ase_calculator, "fastest": energy_forces_stress}
    function = others[name] if name in others else IMPLEMENTATIONS[name]
    with pytest.raises(PairwrightError, match=message) as error:
        function(**(GOOD | change))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
def test_good_input_may_be_lists_and_flags(name):
    energy, forces, stress = IMPLEMENTATIONS[name](**GOOD)
    again = IMPLEMENTATIONS[name](**(GOOD | {"pbc": [1, 1, 1], "cell": GOOD["cell"].tolist()}))
    assert energy == again[0]
    assert np.array_equal(forces, again[1])
    assert np.array_equal(stress, again[2])


def test_a_vector_without_periodicity_may_be_anything():
    """Two periodic vectors, and a third one in their plane: an energy, but no volume."""
    for function in IMPLEMENTATIONS.values():
        assert function(**(GOOD | {"cell": FLAT, "pbc": [1, 1, 0], "sigma": 0.4}))[2] is None


def test_threads_must_be_a_count():
    with pytest.raises(PairwrightError, match="threads is 0"):
        everything(**GOOD, threads=0)


def test_numba_is_not_imported_before_it_is_needed():
    import subprocess
    import sys

    code = (
        "import sys, pairwright.lj as lj; import numpy as np\n"
        "f = lj.IMPLEMENTATIONS['neighbours']\n"
        "f(np.eye(3), np.zeros((3, 3)), False, epsilon=1, sigma=1, rc=3)\n"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
