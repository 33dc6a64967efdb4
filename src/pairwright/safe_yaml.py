"""YAML read without trusting it: plain values only.

That is all for files that come with the project, which are read fast. In a user's own a key that is
given twice is refused instead of the last one winning, and so are files that are small but large
when their aliases are followed.
"""

from pathlib import Path
from typing import Any

import yaml

from pairwright.errors import PairwrightError

MOST_BYTES = 1 << 20
MOST_VALUES = 100_000
DEEPEST = 100

_FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parsed(text: str) -> Any:
    """Return what YAML of the project's own says; raises yaml.YAMLError where it is none."""
    return _data(_FAST_LOADER(text))


class _StrictLoader(yaml.SafeLoader):
    """The safe loader, with what it lets pass refused."""

    def get_single_node(self) -> Any:
        node = super().get_single_node()
        if node is not None:
            _refuse_expansion(node)
            _refuse_repetition(node)
        return node


def read_yaml(path: str | Path) -> Any:
    """Return what a YAML file holds.

    Raises PairwrightError naming the file when it is missing, too large, or not readable, or when
    a mapping has a key twice.
    """
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise PairwrightError(f"{path}: larger than {MOST_BYTES} bytes; give a shorter file")
        return _data(_StrictLoader(content.decode()))
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such configuration file") from None
    except RecursionError:
        raise PairwrightError(f"{path}: not readable as YAML (nested too deeply)") from None
    except PairwrightError:
        raise
    except Exception as error:
        # Values that are said to be dates or numbers and are not raise what Python's types do.
        raise PairwrightError(f"{path}: not readable as YAML ({error})") from None


def _data(loader: Any) -> Any:
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [item for pair in node.value for item in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _refuse_expansion(root: yaml.Node) -> None:
    """Count the values there are when every alias is followed, each node once."""
    sizes: dict[int, int] = {}
    entered: set[int] = set()

    def size(node: yaml.Node, depth: int) -> int:
        if id(node) in sizes:
            return sizes[id(node)]
        if id(node) in entered or depth > DEEPEST:
            raise yaml.MarkedYAMLError(
                problem=f"it contains itself, or more than {DEEPEST} levels",
                problem_mark=node.start_mark,
            )
        entered.add(id(node))
        sizes[id(node)] = 1 + sum(size(child, depth + 1) for child in _children(node))
        return sizes[id(node)]

    if size(root, 0) > MOST_VALUES:
        raise yaml.YAMLError(f"more than {MOST_VALUES} values when its aliases are followed")


def _refuse_repetition(root: yaml.Node) -> None:
    """Refuse a mapping that has a key twice."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        waiting += _children(node)
        if isinstance(node, yaml.MappingNode):
            _refuse_repeated_keys(node)


def _refuse_repeated_keys(node: yaml.MappingNode) -> None:
    names: set[tuple[str, str]] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        if (key.tag, key.value) in names:
            raise yaml.MarkedYAMLError(
                problem=f"the key {key.value!r} is given twice", problem_mark=key.start_mark
            )
        names.add((key.tag, key.value))
