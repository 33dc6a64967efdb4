"""A woven document shows what it should, needs nothing beside itself, and its links lead there."""

import builtins
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pairwright.literate.model import Finding, LiterateError
from pairwright.literate.orgfile import scan
from pairwright.literate.reader import read
from pairwright.literate.weave import woven_html, woven_pdf

SOURCE = Path(__file__).with_name("woven.org")
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120">'
    b'<path d="M10 110 L100 20 L290 90" stroke="#c33" fill="none"/></svg>'
)
FIGURES = {"drawn": [("drawn.svg", PICTURE)]}
FINDINGS = [
    Finding("woven.org", 0, "listed", "code changed", "the code changed since it was stored"),
    Finding("woven.org", 0, "", "example not used", "nothing refers to it"),
]
CHROMIUM = Path("/usr/bin/chromium")
EMACS = shutil.which("emacs")


class Page(HTMLParser):
    """What a page has: identifiers, addresses, elements, and its text."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.sources, self.tags, self.words = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        attributes = dict(attrs)
        self.tags.append(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        self.sources += [attributes["src"]] if "src" in attributes else []

    def handle_data(self, data):
        """Note text."""
        self.words.append(data)

    @property
    def text(self):
        """All text of the page."""
        return "".join(self.words)


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    (folder / "pic.svg").write_bytes(PICTURE)
    shutil.copy(SOURCE, folder)
    return read(folder / SOURCE.name)


@pytest.fixture(scope="module")
def html(document):
    return woven_html(document, FINDINGS, FIGURES)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def short(text):
    """Return the page of a short Org text."""
    return woven_html(scan(text, Path("short.org")))


def test_identifiers_are_unique_and_internal_links_lead_to_them(page):
    assert len(page.ids) == len(set(page.ids))
    internal = [link[1:] for link in page.links if link.startswith("#")]
    assert set(internal) - set(page.ids) == set()
    assert {"code-adder", "code-add-two", "deeper-one"} <= set(internal)


def test_a_placeholder_is_a_link_to_its_example(html):
    assert (
        '<a class="reference" href="#code-add-two">&lt;&lt;doctest(&quot;add-two&quot;)&gt;&gt;</a>'
        in html
    )


def test_a_reference_to_a_block_that_is_not_shown_is_plain_text(page):
    assert "<<hidden>>" in page.text
    assert "code-hidden" not in page.ids


def test_lines_of_code_have_the_numbers_of_the_document(document, page):
    line = document.lines.index("def add(a, b):\n") + 1
    assert f"line-{line}" in page.ids
    assert f"#line-{line}" in page.links


def test_exports_are_obeyed(html):
    assert re.findall(r"HIDDEN\w*", html) == []
    assert "only_code" in html
    assert "1.25" in html


def test_code_and_result_are_shown_where_nothing_is_said_of_exports():
    text = "#+name: a\n#+begin_src python\nx\n#+end_src\n\n#+RESULTS: a\n: 41 + 1\n"
    assert "41 + 1" in short(text)
    assert "41 + 1" not in short("#+property: header-args :exports code\n" + text)
    assert "41 + 1" not in short(text.replace("python", "python :exports none"))


def test_output_keeps_its_white_space_and_is_no_markup(page):
    assert "3    spaced   <out>\n  more" in page.text
    assert "\n* star" in page.text.replace("star\n", "star") or "* star" in page.text


def test_every_result_has_its_state(html):
    assert re.search(r'listed</a></span> <span class="badge bad">code changed</span>', html)
    assert "the code changed since it was stored" in html
    assert re.search(r'add-two</a></span> <span class="badge good">fresh</span>', html)
    assert "nothing refers to it" in html


def test_nothing_is_said_about_states_that_were_not_checked(document):
    assert 'class="badge' not in woven_html(document, None, FIGURES)


def test_the_page_has_no_scripts_and_loads_nothing(html, page):
    assert "script" not in page.tags
    assert "default-src 'none'" in html
    assert len(page.sources) == 2
    assert all(source.startswith("data:image/svg+xml;base64,") for source in page.sources)
    assert [tag for tag in page.tags if tag in ("link", "iframe", "object")] == []


def test_formulas_are_mathml(page):
    assert page.tags.count("math") >= 5


def test_the_table_of_contents_leads_to_the_headings(html):
    contents = html[html.index("<nav") : html.index("</nav>")]
    assert re.findall(r'href="#([\w-]+)"', contents) == ["first-heading", "deeper-one", "long"]


def test_a_link_to_another_document_leads_to_its_page(page):
    assert "other.html" in page.links
    assert "https://example.org" in page.links
    assert "a lost link" in page.text


def test_two_builds_give_the_same_bytes(document, html):
    assert woven_html(document, FINDINGS, FIGURES) == html
    pdf = woven_pdf(document, FINDINGS, FIGURES)
    assert pdf.startswith(b"%PDF-")
    assert woven_pdf(document, FINDINGS, FIGURES) == pdf


def test_no_folder_of_this_machine_is_in_the_page(document, html):
    assert str(document.path.parent) not in html
    assert str(document.path.parent).encode() not in woven_pdf(document, FINDINGS, FIGURES)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_says_what_the_page_says(document, tmp_path):
    path = tmp_path / "woven.pdf"
    path.write_bytes(woven_pdf(document, FINDINGS, FIGURES))
    command = ["pdftotext", "-layout", path, "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for words in ("Every kind of thing", "code changed", "fresh", '<<doctest("add-two")>>', "1.25"):
        assert words in text, words
    assert "HIDDEN" not in text


def test_an_image_that_is_not_there_is_named_with_its_line():
    document = scan("Text\n\n[[file:gone.png]]\n", Path("short.org"))
    for weave in (woven_html, woven_pdf):
        with pytest.raises(LiterateError, match=r"short\.org: line 3: the image gone\.png"):
            weave(document)


def test_an_image_of_another_machine_becomes_a_link():
    page = Page(short("[[https://example.org/a.png]]\n"))
    assert (page.sources, page.links) == ([], ["https://example.org/a.png"])


def test_without_pandoc_the_message_says_how_to_install_it(document, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name in ("pypandoc", "typst"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LiterateError, match="pip install pypandoc_binary"):
        woven_html(document)
    with pytest.raises(LiterateError, match="pip install typst"):
        woven_pdf(document)


@pytest.mark.parametrize("source", ["code #x", '"quoted" \\ back $d$', "tab\there", "\x0b \u202e"])
def test_any_text_of_code_and_result_can_be_shown(source):
    text = f"#+begin_src python\n{source}\n#+end_src\n\n#+RESULTS:\n: {source}\n"
    document = scan(text, Path("short.org"))
    assert "code" in woven_html(document, [])
    assert woven_pdf(document, []).startswith(b"%PDF")


def test_an_empty_document_is_a_page():
    assert "<title>short</title>" in short("")
    assert woven_pdf(scan("", Path("short.org"))).startswith(b"%PDF")


def chromium(folder, *arguments):
    """Run Chromium without a window; return what it writes."""
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += ["--enable-logging=stderr", f"--user-data-dir={folder / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)


@pytest.mark.skipif(not CHROMIUM.is_file(), reason="Chromium is not installed")
def test_a_browser_shows_the_page_and_its_figures_without_complaint(html, tmp_path):
    path = tmp_path / "woven.html"
    # A script of ours, which the page itself would not allow, counts the images that came up.
    probe = (
        "<script>addEventListener('load', () => { document.title = "
        "[...document.images].map(i => i.naturalWidth).join(' ') + ' of ' + "
        "document.documentElement.scrollWidth; });</script></body>"
    )
    path.write_text(html, encoding="utf-8")
    plain = chromium(tmp_path, "--dump-dom", path.as_uri())
    assert "CONSOLE" not in plain.stderr
    assert set(Page(plain.stdout).ids) == set(Page(html).ids)
    open_page = re.sub(r"<meta http-equiv=.*\n", "", html).replace("</body>", probe)
    path.write_text(open_page, encoding="utf-8")
    probed = chromium(tmp_path, "--window-size=500,900", "--dump-dom", path.as_uri())
    widths, width = re.search(r"<title>([\d ]+) of (\d+)</title>", probed.stdout).groups()
    assert widths == "300 300"
    assert int(width) <= 500
