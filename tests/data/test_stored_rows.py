"""Rows are read of any file that is an ASE database, whatever its name."""

import pytest
from samples import write_lennard_jones_database

from pairwright.data.stored_rows import stored_rows
from pairwright.errors import PairwrightError


@pytest.mark.parametrize("name", ["a.sqlite", "a.sqlite3", "a.DB", "a", "a.db.old", "a.300K"])
def test_a_file_of_sqlite_may_have_any_name(tmp_path, name):
    write_lennard_jones_database(tmp_path / "a.db")
    (tmp_path / "a.db").rename(tmp_path / name)
    assert len(list(stored_rows(tmp_path / name))) == 19


@pytest.mark.parametrize("name", ["a.json", "a.JSON"])
def test_a_file_of_json_is_known_by_its_ending(tmp_path, name):
    write_lennard_jones_database(tmp_path / "a.json")
    (tmp_path / "a.json").rename(tmp_path / name)
    assert len(list(stored_rows(tmp_path / name))) == 19


@pytest.mark.parametrize("name", ["a.db", "a.DB"])
def test_a_text_with_the_ending_of_a_database_is_none(tmp_path, name):
    (tmp_path / name).write_text("no database")
    with pytest.raises(PairwrightError, match=r"not a readable ASE database \(no SQLite file\)"):
        list(stored_rows(tmp_path / name))


def test_what_the_system_does_not_open_is_told():
    with pytest.raises(PairwrightError, match="cannot be read"):
        list(stored_rows(f"{'a' * 300}.db"))
