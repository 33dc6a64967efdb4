"""A directed graph in layers: who stands in which row, in what order, and where lines pass.

Rows are numbered from the top, and every edge leads downwards. An edge that passes a row on its way
has a place of its own there, so that it leads around whoever stands in that row.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pairwright.errors import PairwrightError

Edge = tuple[str, str]
SWEEPS = 8
MOST_IN_A_ROW = 3


@dataclass(frozen=True)
class Layers:
    """``rows`` of names from left to right; ``paths`` name the places that each edge leads through.

    A place in a row that nobody stands at, where an edge passes, has the name ``from>to#row``.
    """

    rows: list[list[str]]
    paths: dict[Edge, list[str]]


def is_lane(place: str) -> bool:
    """Say whether a place of :class:`Layers` is one where an edge passes."""
    return ">" in place


def essential(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges that say something: those that no longer way says already, in order.

    Raises PairwrightError when edges lead in a circle.
    """
    unique = sorted({(a, b) for a, b in edges if a != b})
    reach = _reached(unique)
    return [
        (a, b) for a, b in unique if not any(b in reach[c] for other, c in unique if other == a)
    ]


def _reached(edges: Sequence[Edge]) -> dict[str, set[str]]:
    """Return who can be reached from everyone, in one step or more."""
    found: dict[str, set[str]] = {}

    def reached(name: str, way: tuple[str, ...]) -> set[str]:
        if name in way:
            raise PairwrightError(f"these depend on each other: {', '.join(way)}")
        if name not in found:
            after = [b for a, b in edges if a == name]
            found[name] = set(after).union(*(reached(b, (*way, name)) for b in after))
        return found[name]

    for name in sorted({name for edge in edges for name in edge}):
        reached(name, ())
    return found


def layers(edges: Sequence[Edge]) -> Layers:
    """Return rows in which everyone stands as low as those allow that depend on it.

    Of more than ``MOST_IN_A_ROW`` those move up that can, first those that need least.
    Raises PairwrightError when edges lead in a circle.
    """
    height = _heights(edges)
    lowest = max(height.values(), default=0)
    row = _with_room(edges, {name: lowest - value for name, value in height.items()})
    paths = {(a, b): [a, *(f"{a}>{b}#{k}" for k in range(row[a] + 1, row[b])), b] for a, b in edges}
    rows: list[list[str]] = [[] for _ in range(lowest + 1)]
    for name in sorted(row):
        rows[row[name]].append(name)
    for (a, _), path in paths.items():
        for k, place in enumerate(path[1:-1], start=row[a] + 1):
            rows[k].append(place)
    steps = [step for path in paths.values() for step in itertools.pairwise(path)]
    return Layers(_ordered(rows, steps), paths)


def _heights(edges: Sequence[Edge]) -> dict[str, int]:
    """Return how many steps the longest way down from everyone has."""
    _reached(edges)
    height = {name: 0 for edge in edges for name in edge}
    for _ in height:
        for a, b in edges:
            height[a] = max(height[a], height[b] + 1)
    return height


def _with_room(edges: Sequence[Edge], row: Mapping[str, int]) -> dict[str, int]:
    """Move names to the row above while there are too many in theirs."""
    found = dict(row)
    for k in range(max(found.values(), default=0), 0, -1):
        latest = {name: -1 for name in found if found[name] == k}
        for a, b in edges:
            if b in latest:
                latest[b] = max(latest[b], found[a])
        movable = sorted((last, name) for name, last in latest.items() if last < k - 1)
        for _, name in movable[: max(len(latest) - MOST_IN_A_ROW, 0)]:
            found[name] = k - 1
    return found


def _ordered(rows: list[list[str]], steps: Sequence[Edge]) -> list[list[str]]:
    """Put each row in the order of its neighbours' mean places, down and up, a few times."""
    above: Mapping[str, list[str]] = _neighbours([(b, a) for a, b in steps])
    below: Mapping[str, list[str]] = _neighbours(steps)
    ordered = [list(row) for row in rows]
    for _ in range(SWEEPS):
        for neighbours, direction in ((above, range(len(rows))), (below, range(len(rows))[::-1])):
            for k in direction:
                place = {
                    name: (number + 0.5) / len(row)
                    for row in ordered
                    for number, name in enumerate(row)
                }
                ordered[k].sort(key=lambda name: (_mean_place(neighbours, place, name), name))
    return ordered


def _neighbours(steps: Iterable[Edge]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for a, b in steps:
        found.setdefault(a, []).append(b)
    return found


def _mean_place(
    neighbours: Mapping[str, list[str]], place: Mapping[str, float], name: str
) -> float:
    """Return the mean place of someone's neighbours, or its own where there are none."""
    others = [place[other] for other in neighbours.get(name, [])]
    return sum(others) / len(others) if others else place[name]
