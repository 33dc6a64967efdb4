"""Structures of one file in blocks: neighbours in time are alike, so they are held out together."""

from collections.abc import Iterator, Mapping

from pairwright.data.rows import Text

BLOCK_KEY = "block"
MOST_BLOCKS, SMALLEST_BLOCK = 10, 2
"""Ten blocks leave a tenth to be held out, and few neighbours across the borders."""


def blocks(files: Mapping[str, int]) -> Iterator[Text]:
    """Yield the blocks of files whose rows follow each other, ``files`` their numbers of rows.

    A file of n > 1 structures has min(10, n // 2) blocks of consecutive ones, equal in length to
    one structure, with the text ``<file>-<k>``, k from 1; a file of one has none.
    """
    before = 0
    for name, rows in files.items():
        number = min(MOST_BLOCKS, rows // SMALLEST_BLOCK)
        for k in range(number):
            first, last = before + k * rows // number, before + (k + 1) * rows // number
            yield Text(BLOCK_KEY, f"{name}-{k + 1}", first + 1, last)
        before += rows
