"""What is recorded of the machine, and that one thread is one thread."""

import os

from threadpoolctl import threadpool_info, threadpool_limits

from pairwright.timing.environment import (
    THREAD_VARIABLES,
    cores,
    environment,
    installed_version,
    pin_threads,
)


def test_pinned_libraries_use_one_thread(monkeypatch):
    for name in THREAD_VARIABLES:
        monkeypatch.setenv(name, "2")
    with threadpool_limits():
        pin_threads()
        assert all(os.environ[name] == "1" for name in THREAD_VARIABLES)
        pools = threadpool_info()
        assert pools
        assert {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"} == {1}


def test_the_machine_is_described():
    record = environment(["no-such-package"])
    assert record["processor"]
    assert record["cores"] == cores() >= 1
    assert record["versions"]["no-such-package"] is None
    assert record["versions"]["numba"] == installed_version("numba")
    assert record["load_average_1min"] is None or record["load_average_1min"] >= 0


def test_no_path_of_the_machine_is_recorded():
    assert os.sep not in str(environment([])["thread_pools"])
