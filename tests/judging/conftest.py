"""Small databases whose noise is known, and Lennard-Jones fitted to them."""

import pytest
from judging_data import crystals, exact_data, judged_fit, with_noise


@pytest.fixture(scope="session")
def geometry(tmp_path_factory):
    """Two structures at eight volumes, three copies of each."""
    return crystals(tmp_path_factory.mktemp("geometry"), volumes=8, copies=3)


@pytest.fixture(scope="session")
def single_copies(tmp_path_factory):
    """Two structures at thirty volumes, one copy of each: every row is a group."""
    return crystals(tmp_path_factory.mktemp("single"), volumes=30, copies=1)


@pytest.fixture(scope="session")
def exact(geometry):
    """Numbers without noise."""
    return exact_data(geometry)


@pytest.fixture(scope="session")
def noisy(exact):
    """Numbers with independent noise."""
    return with_noise(exact, 11)


@pytest.fixture(scope="session")
def noisy_fit(noisy):
    """Lennard-Jones fitted to numbers with independent noise."""
    return judged_fit("lennard-jones", noisy)


@pytest.fixture(scope="session")
def lonely(single_copies):
    """Lennard-Jones fitted to independent noise where every row is a group of its own."""
    return judged_fit("lennard-jones", with_noise(exact_data(single_copies), 3))
