"""What is written comes back, always as the same bytes, and never half of it."""

import json
import stat
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pairwright import store
from pairwright.errors import PairwrightError

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef"), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return one folder for all examples of a property."""
    return tmp_path_factory.mktemp("store")


@given(value=JSON_VALUES)
def test_json_comes_back(folder, value):
    store.write_json(folder / "value.json", value)
    assert store.read_json(folder / "value.json") == value


def test_json_does_not_depend_on_the_order_of_keys(tmp_path):
    store.write_json(tmp_path / "one.json", {"a": 1, "b": {"c": 2, "d": 3}})
    store.write_json(tmp_path / "two.json", {"b": {"d": 3, "c": 2}, "a": 1})
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_numpy_values_become_plain_json(tmp_path):
    value = {"n": np.int64(3), "x": np.float64(0.1), "yes": np.bool_(True), "v": np.eye(2)}
    store.write_json(tmp_path / "value.json", value)
    expected = {"n": 3, "x": 0.1, "yes": True, "v": [[1, 0], [0, 1]]}
    assert store.read_json(tmp_path / "value.json") == expected


def test_no_number_is_null_in_json(tmp_path):
    store.write_json(tmp_path / "value.json", [float("nan"), float("inf"), np.array([-np.inf])])
    assert json.loads((tmp_path / "value.json").read_text()) == [None, None, [None]]


@given(values=arrays.arrays(np.float64, 5))
def test_floats_in_a_table_come_back_exactly(folder, values):
    store.write_csv(folder / "table.csv", ["x"], [[value] for value in values])
    cells = (folder / "table.csv").read_text().splitlines()[1:]
    back = [float(cell) if cell not in ('""', "") else np.nan for cell in cells]
    np.testing.assert_array_equal(back, values)


def test_a_table_shows_what_is_missing_as_an_empty_cell(tmp_path):
    rows = [[1, None, float("nan")], [True, np.False_, "a,b"]]
    store.write_csv(tmp_path / "table.csv", ["x", "y", "z"], rows)
    assert (tmp_path / "table.csv").read_text() == 'x,y,z\n1,,\ntrue,false,"a,b"\n'


@given(values=arrays.arrays(np.float64, (3, 2)) | arrays.arrays(np.int64, 4))
def test_arrays_come_back_exactly(folder, values):
    store.write_npz(folder / "arrays.npz", {"values": values})
    back = store.read_npz(folder / "arrays.npz")["values"]
    assert back.dtype == values.dtype
    np.testing.assert_array_equal(back, values)


def test_arrays_give_the_same_bytes_whenever_they_are_written(tmp_path):
    store.write_npz(tmp_path / "one.npz", {"a": np.arange(3), "b": np.eye(2)})
    store.write_npz(tmp_path / "two.npz", {"b": np.eye(2), "a": np.arange(3)})
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.npz") as archive:
        assert {member.date_time for member in archive.infolist()} == {store.ZIP_EPOCH}


def test_arrays_of_objects_are_neither_written_nor_read(tmp_path):
    with pytest.raises(ValueError, match="allow_pickle"):
        store.write_npz(tmp_path / "objects.npz", {"a": np.array([{}])})
    assert list(tmp_path.iterdir()) == []
    np.savez(tmp_path / "objects.npz", a=np.array([{}]))
    with pytest.raises(PairwrightError, match=r"objects\.npz: not a readable NPZ file"):
        store.read_npz(tmp_path / "objects.npz")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "value.txt"
    store.write_text(path, "old")
    with pytest.raises(ZeroDivisionError), store.atomic_path(path) as temporary:
        temporary.write_text(f"half of the n{1 / 0}")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "value.txt"
    store.write_text(path, "old")
    with store.atomic_path(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"


def test_folders_are_made_and_files_are_readable_like_any_other(tmp_path):
    store.write_text(tmp_path / "a" / "b" / "value.txt", "x")
    (tmp_path / "ordinary.txt").write_text("x")
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "a" / "b" / "value.txt", tmp_path / "ordinary.txt")
    ]
    assert modes[0] == modes[1]


def test_an_output_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "results").write_text("a file, not a folder")
    with pytest.raises(PairwrightError, match=r"cannot be written .*make its folder writable"):
        store.write_text(tmp_path / "results" / "value.txt", "x")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"a": 1'])
def test_a_damaged_json_file_is_named(tmp_path, content):
    (tmp_path / "value.json").write_bytes(content)
    with pytest.raises(PairwrightError, match=r"value\.json: not a readable JSON file"):
        store.read_json(tmp_path / "value.json")


# numpy leaves a damaged archive to the garbage collector, which complains that it is still open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_truncated_array_file_is_named(tmp_path, size):
    path = tmp_path / "arrays.npz"
    store.write_npz(path, {"a": np.arange(100)})
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(PairwrightError, match=r"arrays\.npz: not a readable NPZ file"):
        store.read_npz(path)


@pytest.mark.parametrize("read", [store.read_json, store.read_npz, store.sha256])
def test_a_missing_file_is_named(tmp_path, read):
    with pytest.raises(PairwrightError, match="absent"):
        read(tmp_path / "absent")


def test_the_checksum_is_that_of_the_content(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert store.sha256(tmp_path / "empty") == known
