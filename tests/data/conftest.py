"""Databases for the tests of reading them."""

import pytest
from samples import database_options, write_lennard_jones_database


@pytest.fixture
def options(tmp_path):
    """The ``database`` section of a configuration for a database that a test writes."""
    return database_options(tmp_path / "data.db")


@pytest.fixture
def lennard_jones_rows(options):
    """The same, with 18 bulk rows in the database and an isolated atom that is not selected."""
    write_lennard_jones_database(options["path"])
    return options | {"selection": "kind=bulk"}
