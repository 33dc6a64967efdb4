"""Records and keys."""

from pathlib import Path

import pytest
from literate.programs import document, example, ran, using

from pairwright.literate.keys import key, same_code, text_hash
from pairwright.literate.model import LiterateError
from pairwright.literate.record import from_json, times_to_json, to_json
from pairwright.literate.runner import run


def keys_of(tmp_path, text):
    return [block.key for block in run(document(tmp_path, text)).blocks]


def test_a_record_survives_being_written_and_read(tmp_path):
    record = ran(tmp_path, "print('a')\n5\n1 / 0\n# end", module="b = 1")
    assert from_json(to_json(record)) == record


def test_times_are_apart_from_the_record(tmp_path):
    record = ran(tmp_path, "5")
    assert "seconds" not in to_json(record)
    assert "10 x" in times_to_json(record) or "9 x" in times_to_json(record)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 0}'])
def test_what_is_no_record_is_refused(text):
    with pytest.raises(LiterateError, match="run"):
        from_json(text)


def test_a_change_gives_another_key_to_its_block_and_to_those_below(tmp_path):
    text = using("x", "y") + example("1", "x") + example("2", "y")
    before = keys_of(tmp_path, text)
    after = keys_of(tmp_path, text.replace("\n1\n", "\n1 + 0\n"))
    assert before[0] == after[0]
    assert not same_code(before[1], after[1])
    assert before[2] != after[2]
    assert same_code(before[2], after[2])


def test_text_around_the_blocks_changes_no_key(tmp_path):
    text = using("x") + example("1")
    assert keys_of(tmp_path, text) == keys_of(tmp_path, "Words.\n\n" + text + "More.\n")


def test_declared_inputs_count_as_code(tmp_path):
    paper = document(tmp_path, example("1", "x", ":inputs a.csv b.csv"))
    block = paper.blocks[0]
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    first = key(block, block.body, [], tmp_path)
    (tmp_path / "b.csv").write_text("1", encoding="utf-8")
    assert key(block, block.body, [], tmp_path) != first
    assert key(block, block.body, [], Path("/nowhere")) != first


def test_blanks_at_the_ends_of_lines_do_not_change_a_text():
    assert text_hash("a  \nb\n") == text_hash("a\nb")
    assert text_hash("a\n b") != text_hash("a\nb")
