"""The demonstration of ASE's cache reports what it timed."""

from pairwright.timing.cache import cache_demonstration


def test_each_question_is_timed_cold_cached_and_reset():
    record = cache_demonstration(0.01, 1)
    assert record["unit"] == "s"
    for quantity in ("energy", "forces"):
        times = record[quantity]
        assert min(times["cold"], times["cached"], times["reset"]) > 0
        assert times["results_cleared"] > 0
        assert times["reset_over_cached"] == times["reset"] / times["cached"]
