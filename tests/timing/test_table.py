"""measurements.csv is read back as it was written."""

import pytest

from pairwright.errors import PairwrightError
from pairwright.store import write_csv
from pairwright.timing.cases import case
from pairwright.timing.contestants import OWN
from pairwright.timing.measure import as_records, measurements
from pairwright.timing.table import COLUMNS, family, read, rows


def test_measurements_come_back(tmp_path):
    found = measurements(case("cluster-13"), {"ase": OWN["ase"]}, seconds=0.005, seed=1)
    path = tmp_path / "measurements.csv"
    write_csv(path, COLUMNS, rows(as_records(found)))
    table = read(path)
    assert list(table["median_s"]) == [row.median_s for row in found]
    assert list(table["remark"]) == [row.remark for row in found]
    assert family(table, "cluster", "energy_forces").loc[13, "ase"] == found[1].median_s


def test_the_names_other_programs_rely_on_come_first():
    assert COLUMNS[:9] == (
        "system",
        "natoms",
        "implementation",
        "quantity",
        "median_s",
        "q1_s",
        "q3_s",
        "repeats",
        "agreement",
    )


@pytest.mark.parametrize("text", [None, "", "system,natoms\nfcc-1,1\n"])
def test_a_file_that_is_no_table_is_named(tmp_path, text):
    path = tmp_path / "mine.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(PairwrightError, match=r"mine\.csv"):
        read(path)
