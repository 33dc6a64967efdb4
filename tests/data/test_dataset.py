"""The arrays of a dataset, saved and loaded."""

import numpy as np
import pytest

from pairwright.data.database import read_database
from pairwright.data.dataset import Dataset
from pairwright.errors import PairwrightError
from pairwright.store import write_npz


def test_a_dataset_survives_saving(lennard_jones_rows, tmp_path):
    dataset, _ = read_database(lennard_jones_rows)
    dataset.save(tmp_path / "dataset.npz")
    loaded = Dataset.load(tmp_path / "dataset.npz")
    for name, value in vars(dataset).items():
        np.testing.assert_array_equal(getattr(loaded, name), value)


def test_a_file_of_other_arrays_is_refused_with_what_it_lacks(tmp_path):
    path = tmp_path / "other.npz"
    write_npz(path, {"ids": np.arange(3)})
    with pytest.raises(PairwrightError, match=r"not a dataset file, it lacks cells, energies, "):
        Dataset.load(path)
