"""The harness calls everyone in turn, often enough, and reports the middle of what it saw."""

import gc
import itertools

import pytest

from pairwright.timing import harness
from pairwright.timing.harness import FEWEST, MOST, SHORTEST_SAMPLE_S, calibrated_loops, interleaved

TICK = 2.0**-6
"""Seconds; sums of it are exact."""


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still unless it is told how long something took."""

    class Clock:
        now = 0.0

        def takes(self, seconds, log=None, name=None):
            def call():
                self.now += seconds
                if log is not None:
                    log.append(name)

            return call

    clock = Clock()
    monkeypatch.setattr(harness, "perf_counter", lambda: clock.now)
    return clock


def test_a_fast_call_is_repeated_until_the_clock_sees_it(clock):
    loops, seconds = calibrated_loops(clock.takes(1e-6))
    assert loops * 1e-6 >= SHORTEST_SAMPLE_S
    assert seconds == pytest.approx(1e-6)


def test_a_slow_call_is_not_repeated(clock):
    assert calibrated_loops(clock.takes(0.5)) == (1, pytest.approx(0.5))


def test_only_a_call_that_is_not_warm_is_made_once_for_nothing(clock):
    for warm, calls in ((False, 2), (True, 1)):
        log = []
        calibrated_loops(clock.takes(0.5, log, "call"), warm=warm)
        assert len(log) == calls


def test_the_time_of_one_call_is_reported(clock):
    found = interleaved({"fast": clock.takes(2e-6), "slow": clock.takes(0.2)}, 0.1, 1)
    assert found["fast"].median_s == pytest.approx(2e-6)
    assert found["slow"].median_s == pytest.approx(0.2)
    assert found["fast"].repeats <= MOST
    assert found["slow"].repeats == FEWEST


def test_quartiles_are_those_of_the_rounds(clock):
    lengths = itertools.cycle([1.0, 2.0, 3.0, 4.0, 5.0])

    def call():
        clock.now += next(lengths)

    # Two calls come before the rounds, which see 3, 4, 5, 1, 2.
    timing = interleaved({"call": call}, 10.0, 1)["call"]
    assert (timing.q1_s, timing.median_s, timing.q3_s) == (2.0, 3.0, 4.0)
    assert (timing.repeats, timing.loops) == (5, 1)


def test_rounds_are_interleaved_in_changing_order(clock):
    log = []
    names = "abcd"
    interleaved({name: clock.takes(TICK, log, name) for name in names}, 16 * TICK, 1)
    rounds = ["".join(log[k : k + 4]) for k in range(8, len(log), 4)]
    assert all(sorted(order) == list(names) for order in rounds)
    assert len(set(rounds)) > 5


def test_the_order_follows_from_the_seed(clock):
    logs = []
    for seed in (1, 1, 2):
        log = []
        interleaved({name: clock.takes(TICK, log, name) for name in "abcd"}, 16 * TICK, seed)
        logs.append(log)
    assert logs[0] == logs[1] != logs[2]


@pytest.mark.usefixtures("clock")
def test_garbage_is_collected_again_afterwards():
    with pytest.raises(ZeroDivisionError):
        interleaved({"bad": lambda: 1 / 0}, 0.1, 1)
    assert gc.isenabled()
