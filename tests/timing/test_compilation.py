"""Compilation is timed in processes of its own."""

from pairwright.timing.compilation import compilation_seconds


def test_compiling_and_loading_are_timed_apart():
    record = compilation_seconds(["cluster-13"])
    assert set(record) == {"compiling_s", "loading_s"}
    assert min(record.values()) > 0
