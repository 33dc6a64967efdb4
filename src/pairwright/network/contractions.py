"""Products that sum over an index, seen as one: einsum, and its cotangents row by row."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.network.tape import TapeNode

FloatArray = npt.NDArray[np.float64]
Letters = tuple[list[str], str]
"""The indices of each operand, and of the result."""

CONTRACTIONS = (np.dot, np.matmul, np.inner, np.outer, np.tensordot, np.einsum)
_ALPHABET = "abcdefghijklmnopqrstuvwxy"
_ROW = "z"


def contraction_keeps_rows(node: TapeNode) -> bool:
    """Say that rows stay what they are, or raise PairwrightError."""
    _read(node)
    return True


def contraction_cotangents(
    node: TapeNode, cotangent: FloatArray
) -> Iterator[tuple[TapeNode, FloatArray]]:
    """Yield the cotangents of the operands that depend on parameters.

    The result is c_o = Σ Π_k a^k, so that of a^k is the cotangent of c times the other factors,
    summed over the indices that a^k has not; the row's index is one that nobody sums over.
    """
    operands, owners, letters, result = _read(node)
    for place, parent in owners.items():
        if parent.depends:
            target = _ROW + letters[place].replace(_ROW, "")
            others = [k for k in range(len(operands)) if k != place]
            words = [*(letters[k] for k in others), result]
            factors = [*(operands[k] for k in others), cotangent]
            for letter in set(target) - set("".join(words)):
                words.append(letter)
                factors.append(np.ones(np.shape(operands[place])[letters[place].index(letter)]))
            yield parent, np.einsum(f"{','.join(words)}->{target}", *factors)


def _read(node: TapeNode) -> tuple[list[Any], dict[int, TapeNode], list[str], str]:
    """Return operands, which of them are on the tape, their indices, and those of the result."""
    operands = list(node.arguments)
    letters, result = _letters_of(node, operands)
    shift = 0
    if node.function.fun is np.einsum:
        operands, shift = operands[1:], 1
    places = [place - shift for place in node.places]
    owners = dict(zip(places, node.parents, strict=True))
    return operands, owners, *_with_row_letter(letters, result, owners)


def _with_row_letter(letters: list[str], result: str, owners: dict[int, TapeNode]) -> Letters:
    """Give the index of rows its own letter, or add it to a result that has none.

    Raises PairwrightError where rows do not stay what they are: the first index of everything that
    has rows, and of nothing else.
    """
    rows = {place for place, parent in owners.items() if parent.is_row}
    if any(len(set(word)) < len(word) for word in (*letters, result)):
        raise PairwrightError("batch_jacobian knows no diagonals of einsum: use another form")
    if not rows:
        return letters, _ROW + result
    first = {letters[place][0] for place in rows}
    elsewhere = "".join(word for place, word in enumerate(letters) if place in owners.keys() - rows)
    if len(first) > 1 or not first == set(result[:1]) or first & set(elsewhere):
        raise PairwrightError(
            "the model does not act row by row on x: a product sums over rows or moves them from "
            "the first axis"
        )
    old = first.pop()
    return [word.replace(old, _ROW) for word in letters], result.replace(old, _ROW)


def _letters_of(node: TapeNode, operands: list[Any]) -> Letters:
    """Return the indices of a product of any kind."""
    if node.function.fun is np.einsum:
        return _einsum_letters(operands)
    first, second = (np.ndim(operand) for operand in operands[:2])
    if node.function.fun is np.tensordot:
        axes = operands[2] if len(operands) > 2 else node.keywords.get("axes", 2)
        del operands[2:]
        return _tensordot_letters(first, second, axes)
    if node.function.fun is np.outer:
        if first != 1 or second != 1:
            raise PairwrightError("batch_jacobian knows outer products of vectors only")
        return ["a", "b"], "ab"
    if first == 0 or second == 0:
        word = _ALPHABET[: max(first, second)]
        return [word if first else "", word if second else ""], word
    if node.function.fun is np.inner:
        return _tensordot_letters(first, second, ([-1], [-1]))
    if node.function.fun is np.matmul and max(first, second) > 2:
        return _stacked_letters(first, second)
    return _tensordot_letters(first, second, ([-1], [max(-2, -second)]))


def _tensordot_letters(first: int, second: int, axes: Any) -> Letters:
    if isinstance(axes, int):
        axes = (list(range(first - axes, first)), list(range(axes)))
    ours, theirs = ([entry] if isinstance(entry, int) else list(entry) for entry in axes)
    letters = iter(_ALPHABET)
    one = list(itertools.islice(letters, first))
    two = list(itertools.islice(letters, second))
    for mine, other in zip(ours, theirs, strict=True):
        two[other] = one[mine]
    free = [letter for letter in one + two if (letter in one) != (letter in two)]
    return ["".join(one), "".join(two)], "".join(free)


def _stacked_letters(first: int, second: int) -> Letters:
    """Return the indices of a matmul of stacks: leading axes in common, then matrices."""
    stack = _ALPHABET[3 : 1 + max(first, second)]
    one = stack[len(stack) + 2 - first :] + "ab" if first > 1 else "b"
    two = stack[len(stack) + 2 - second :] + "bc" if second > 1 else "b"
    return [one, two], stack + ("a" if first > 1 else "") + ("c" if second > 1 else "")


def _einsum_letters(operands: list[Any]) -> Letters:
    """Read the indices of einsum, of the form "ij,jk->ik" or "ij,jk"."""
    text = operands[0]
    if not isinstance(text, str) or "." in text or len(operands) < 2:
        raise PairwrightError(
            'batch_jacobian reads einsum of the form "ij,jk->ik" only, with a letter for each axis'
        )
    inputs, arrow, result = text.replace(" ", "").partition("->")
    if not arrow:
        result = "".join(sorted(k for k in set(inputs) - {","} if inputs.count(k) == 1))
    words = inputs.split(",")
    used = set(inputs + result) - {","}
    names = dict(zip(sorted(used), _ALPHABET, strict=False))
    return ["".join(names[k] for k in word) for word in words], "".join(names[k] for k in result)
