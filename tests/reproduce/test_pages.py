"""The certificate as Markdown and as a page: counts first, nothing of the text is markup."""

import re
from html.parser import HTMLParser

import pypandoc
import pytest
import small_run

from pairwright.reproduce.certificate import certificate
from pairwright.reproduce.chapters import SHOWN, chapters_of, summary
from pairwright.reproduce.comparison import comparison, reference_of
from pairwright.reproduce.pages import markdown, page

HOSTILE = "<script>alert(1)</script> | *bold* _low_ `code` [a](b) $x$ & \\ # ~~gone~~\nnext"


@pytest.fixture
def record_of(tmp_path):
    """Return the function that makes the record of a run with changed files and claims."""

    def record_of(changes=None, content=None, settings=small_run.SETTINGS):
        content = content or small_run.claims()
        small_run.write_run(tmp_path / "first")
        references = [reference_of(study, tmp_path / "first") for study in small_run.STUDIES]
        results = small_run.write_run(tmp_path / "second", changes)
        compared = comparison(
            references, content["conditions"], results, settings, small_run.SETTINGS
        )
        return certificate(content, results, settings) | {"comparison": compared}

    return record_of


class Texts(HTMLParser):
    """The tags of a page, and the texts between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, _attributes):
        """Keep a tag."""
        self.tags.append(tag)

    def handle_data(self, data):
        """Keep a text."""
        self.texts.append(data)


def both(record):
    """Return the Markdown and the page of a record."""
    chapters = chapters_of(record)
    return markdown(chapters), page(chapters)


def test_counts_come_first(record_of):
    text, html = both(record_of())
    first = "4 claims of the posts and the literature: 2 reproduced, 1 different, 1 not comparable."
    assert text.startswith(f"# What reproduced\n\n{first}\n")
    assert f"<h1>What reproduced</h1>\n<p>{first}</p>" in html


def test_both_say_the_same(record_of):
    text, html = both(record_of())
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    rows = [line for line in lines if not line.startswith("| ---")]
    assert len(rows) == Texts(html).tags.count("tr")
    for said in ("sigma is 3.4 Å.", "3.41 Å", "It has improved.", "The data are not public."):
        assert said in text
        assert said in html


def test_every_claim_is_there_with_its_status(record_of):
    record = record_of()
    text, _ = both(record)
    for each in record["claims"]:
        assert re.search(rf"\| {each['status']} \| {re.escape(each['statement'])}", text)


def test_a_lost_claim_is_told_at_the_top_with_what_it_was(record_of):
    wrong = {"autodiff/root.json": {"root": [1.2, 0.8], "forces": []}}
    record = record_of(wrong)
    text, html = both(record)
    assert text.index("No longer reproduced: autodiff.root.") < text.index("## Counts")
    assert "Claims that did hold and no longer do" in html
    assert "Every claim that was reproduced" not in text


def test_what_holds_again_is_told(record_of):
    slow = "way,quantity,median_s\nase,energy,0.4\nours,energy,0.5\n"
    said = summary(record_of({"timing/measurements.csv": slow}))
    assert "Reproduced now, and not before: timing.ratio." in said


def test_moved_and_missing_numbers_and_settings_are_listed(record_of):
    fit = {"parameters": {"sigma": {"value": 3.5}}, "optimiser": {"iterations": 28}}
    settings = small_run.SETTINGS | {"seed": None}
    text, html = both(record_of({"fits/simplex/fit.json": fit}, settings=settings))
    assert "## Numbers that have moved" in text
    assert "| fits/simplex/fit.json | parameters/sigma/value | 3.4 | 3.5 | 29.4 |" in text
    assert "## Numbers that are missing" in text
    assert "| seed | 1 | null |" in text
    assert (
        "6 numbers of the reference run: 3 the same within their tolerances, 1 moved, 2 missing."
        in html
    )


def test_long_lists_are_cut_and_say_so(record_of):
    record = record_of()
    place = {"file": "a/b.json", "key": "c", "reference": 1.0, "found": 2.0, "tolerances": 9.0}
    record["comparison"]["studies"]["fits"]["moved"] = [place] * (SHOWN + 3)
    text, _ = both(record)
    assert f"The first {SHOWN}; 3 more are in reproduction.json." in text
    assert text.count("| a/b.json | c |") == SHOWN


def test_nothing_of_a_text_becomes_markup(record_of):
    content = small_run.claims()
    content["claims"][0]["statement"] = HOSTILE
    content["sources"]["post"]["title"] = HOSTILE
    text, html = both(record_of(content=content))
    shown = " ".join(HOSTILE.split())
    for made in (html, pypandoc.convert_text(text, "html5", format="gfm")):
        parsed = Texts(made)
        assert not {"script", "em", "strong", "code", "a", "del"} & set(parsed.tags)
        assert shown in " ".join("".join(parsed.texts).split())


def test_the_page_loads_nothing_and_runs_nothing(record_of):
    _, html = both(record_of())
    assert "default-src 'none'" in html
    assert not re.search(r"<(script|link|img|iframe)|url\(", html)


def test_rows_have_marks_of_their_status(record_of):
    _, html = both(record_of())
    assert html.count('<tr class="reproduced">') == 2
    assert html.count('<tr class="not-comparable">') == 1
    assert html.count('<tr class="differs">') == 2  # among those that differ, and at its source
