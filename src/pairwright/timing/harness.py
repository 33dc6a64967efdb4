"""Timing that can be believed: warm, calibrated, interleaved at random, with quartiles.

1. Each call is made before anything counts, until it is warm and it is known how often it has to
   be repeated for the clock to see it well.
2. Rounds follow in which each call has its turn once, in a new random order each time, so that a
   slow minute of the machine hits everybody.
3. The median and the quartiles of the rounds are reported; garbage is not collected meanwhile.
"""

import gc
import math
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import numpy as np

SHORTEST_SAMPLE_S = 2e-3
"""The clock ticks in tens of nanoseconds, and the system interrupts at every few milliseconds."""

FEWEST, MOST = 3, 31
"""Rounds: fewer say nothing about their spread, more are not worth the time."""


@dataclass(frozen=True)
class Timing:
    """Seconds of one call: the middle half of all ``repeats`` rounds.

    A round calls ``loops`` times and is divided by it.
    """

    q1_s: float
    median_s: float
    q3_s: float
    repeats: int
    loops: int


def _seconds(call: Callable[[], object], loops: int) -> float:
    start = perf_counter()
    for _ in range(loops):
        call()
    return (perf_counter() - start) / loops


def calibrated_loops(
    call: Callable[[], object], sample_s: float = SHORTEST_SAMPLE_S, warm: bool = False
) -> tuple[int, float]:
    """Return how many calls make a sample of ``sample_s``, and the seconds of one call."""
    if not warm:
        call()  # compiles, or loads, what is needed later
    loops = 1
    while True:
        seconds = _seconds(call, loops)
        if seconds * loops >= sample_s:
            return loops, seconds
        loops = max(2 * loops, math.ceil(0.5 * sample_s / max(seconds, 1e-9)))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def interleaved(
    calls: Mapping[str, Callable[[], object]],
    seconds: float,
    seed: int,
    report: Callable[[str], None] = lambda _: None,
    warm: bool = False,
) -> dict[str, Timing]:
    """Time ``calls``, each for about ``seconds``, with their rounds interleaved at random.

    Those that were made before are ``warm``, and need no call that does not count.
    """
    loops, rounds = {}, {}
    # The rounds of fast calls take their time too: a short disturbance then hits few of them.
    sample = max(SHORTEST_SAMPLE_S, seconds / MOST)
    with _no_garbage_collection():
        for name, call in calls.items():
            report(name)
            loops[name], once = calibrated_loops(call, sample, warm)
            rounds[name] = min(MOST, max(FEWEST, int(seconds / (once * loops[name]))))
        samples: dict[str, list[float]] = {name: [] for name in calls}
        order = np.random.default_rng(seed)
        waiting = list(calls)
        while waiting:
            for index in order.permutation(len(waiting)):
                name = waiting[index]
                samples[name].append(_seconds(calls[name], loops[name]))
            waiting = [name for name in waiting if len(samples[name]) < rounds[name]]
    return {
        name: Timing(*_quartiles(samples[name]), len(samples[name]), loops[name]) for name in calls
    }


def _quartiles(samples: list[float]) -> tuple[float, float, float]:
    low, middle, high = statistics.quantiles(samples, n=4, method="inclusive")
    return low, middle, high
