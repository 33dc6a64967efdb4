"""The page on memory and time says what was measured, and what each rule asks for."""

import json
import re

import pytest

from pairwright.cluster.resources import Use, combined, stated, table, used
from pairwright.errors import PairwrightError


def benchmark(path, *jobs):
    """Write a benchmark file with jobs of these seconds and megabytes."""
    lines = [json.dumps({"s": seconds, "max_rss": memory}) for seconds, memory in jobs]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_longest_and_the_largest_job_count(tmp_path):
    first = benchmark(tmp_path / "a.jsonl", (3.0, 100.0))
    second = benchmark(tmp_path / "b.jsonl", (2.0, 250.0), (1.0, None))
    assert combined(iter([("fit", first), ("fit", second)])) == {"fit": Use(3, 3.0, 250.0)}


@pytest.mark.parametrize("text", ["{", ""])
def test_a_damaged_benchmark_is_named(tmp_path, text):
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    with pytest.raises(PairwrightError, match="not a readable benchmark"):
        combined(iter([("fit", path)]))


def test_a_run_that_did_not_end_is_refused(tmp_path):
    with pytest.raises(PairwrightError, match="missing; let a run come to its end"):
        used(tmp_path)


def test_every_rule_of_the_workflow_is_found_with_what_it_asks_for(root):
    asked = stated(root / "workflow" / "rules")
    names = {path.stem for path in (root / "scripts").glob("*.py")}
    assert set(asked) == names
    assert asked["dft_calculate"] == (2000, 60)


def test_a_row_has_both():
    assert table({"fit": Use(3, 3.4, 250.2)}, {"fit": (4000, 60)}).endswith(
        "| `fit` | 3 | 3 | 250 | 4000 | 60 |\n"
    )


def test_every_row_of_the_page_has_what_its_rule_states(root):
    page = (root / "docs" / "resources.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \| (\d+) \|$", page, flags=re.MULTILINE)
    asked = stated(root / "workflow" / "rules")
    assert len(rows) > 50
    assert {rule: (int(memory), int(time)) for rule, memory, time in rows} == {
        rule: asked[rule] for rule, _, _ in rows
    }
