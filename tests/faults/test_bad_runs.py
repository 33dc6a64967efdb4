"""Bad configurations and databases through Snakemake: exit status 1, no traceback, no hang."""

import pytest
from runs import run
from small_runs import fresh, refused
from test_bad_config import FILES
from test_bad_databases import CONTENTS

pytestmark = pytest.mark.slow

# What Snakemake reads first is told by Snakemake in its own words; the others in ours.
TOLD_BY_SNAKEMAKE = ("a tab", "a list", "an open bracket", "nothing", "two documents")
TOLD_BY_US = {
    "a key twice": "is given twice",
    "an inner key twice": "is given twice",
    "a bomb of lists": "when its aliases are followed",
    "expressions": "write values, not expressions",
    "a null key": "unknown key",
    "not a number": "a finite number",
}


@pytest.mark.parametrize("name", [*TOLD_BY_SNAKEMAKE, *TOLD_BY_US])
def test_a_configuration_that_means_nothing(tmp_path, name):
    folder = fresh(tmp_path)
    (folder / "settings.yaml").write_bytes(FILES[name])
    done = run(folder, "fit")
    printed = done.stdout + done.stderr
    assert done.returncode == 1, printed
    assert "Traceback" not in printed, printed
    assert TOLD_BY_US.get(name, "onfig") in printed
    assert not (folder / "results").exists()


@pytest.mark.parametrize("name", CONTENTS)
def test_a_database_that_is_none(tmp_path, name):
    folder = fresh(tmp_path)
    (folder / "data.db").write_bytes(CONTENTS[name])
    assert "data.db" in refused(folder, "fit")
