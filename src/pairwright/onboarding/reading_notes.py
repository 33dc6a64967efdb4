"""What is worth knowing about the files that were read, in sentences."""

from collections import Counter
from collections.abc import Iterator

from pairwright.onboarding.blocks import MOST_BLOCKS
from pairwright.onboarding.foreign_names import KINDS
from pairwright.onboarding.outputs import Reading

MOST_NOTES = 20
"""How many files of one kind of trouble are listed."""


def reading_notes(reading: Reading) -> list[str]:
    """Return which names were taken for results, how rows are held out, and what went wrong."""
    return [
        *_names(reading),
        *_blocks(reading),
        *_some(
            f"{name}: {count} of {reading.files[name]} steps ended before their energies were "
            "converged. They are in the database all the same; compute them again, or remove them"
            for name, count in reading.unconverged.items()
        ),
        *_some(f"{name} ends {reason}" for name, reason in reading.ended.items()),
        *_some(f"{name} was left out: {reason}" for name, reason in reading.skipped.items()),
    ]


def _names(reading: Reading) -> Iterator[str]:
    for kind in KINDS:
        taken, unused = reading.names[kind], reading.unused[kind]
        if len(taken) > 1:
            yield (
                f"{kind}: taken from {_counted(taken)}; they must be results of one method, or "
                "one name has to go"
            )
        elif taken and kind not in taken:
            yield f"{kind}: taken from {next(iter(taken))}, which ASE does not know for one"
        if unused:
            yield f"{kind}: not taken from {_counted(unused)}"


def _counted(names: Counter[str]) -> str:
    """Return names with the numbers of structures, by alphabet."""
    return ", ".join(f"{name} (in {count} structures)" for name, count in sorted(names.items()))


def _blocks(reading: Reading) -> Iterator[str]:
    if reading.in_blocks:
        yield (
            f"files with several structures: {reading.in_blocks}. Neighbours in time are alike, so "
            f"a key block says for each row which of at most {MOST_BLOCKS} blocks of its file it "
            "belongs to"
        )


def _some(notes: Iterator[str]) -> Iterator[str]:
    listed = list(notes)
    yield from listed[:MOST_NOTES]
    if len(listed) > MOST_NOTES:
        yield f"and {len(listed) - MOST_NOTES} more files like this"
