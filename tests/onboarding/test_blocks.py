"""Rows of one file are in blocks of neighbours."""

from hypothesis import given
from hypothesis import strategies as st

from pairwright.onboarding.blocks import blocks


def spans(files):
    return [(text.value, text.first, text.last) for text in blocks(files)]


def test_a_file_of_one_structure_has_no_block():
    assert spans({"a": 1, "b": 1}) == []


def test_blocks_have_two_structures_or_more():
    assert spans({"a": 1, "b": 2, "c": 5}) == [("b-1", 2, 3), ("c-1", 4, 5), ("c-2", 6, 8)]


def test_long_files_have_ten_blocks():
    assert spans({"md": 1000})[::9] == [("md-1", 1, 100), ("md-10", 901, 1000)]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5))
def test_blocks_follow_each_other_and_are_equally_long(counts):
    files = {f"f{number}": count for number, count in enumerate(counts)}
    first = 1
    for name, count in files.items():
        found = [text for text in blocks(files) if text.value.startswith(f"{name}-")]
        if count > 1:
            lengths = [text.last - text.first + 1 for text in found]
            assert max(lengths) - min(lengths) <= 1
            assert min(lengths) >= 2
            assert len(found) == min(10, count // 2)
            assert [text.first for text in found] == [first, *(t.last + 1 for t in found[:-1])]
            assert found[-1].last == first + count - 1
        else:
            assert found == []
        first += count
