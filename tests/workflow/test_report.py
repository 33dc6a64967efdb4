"""The report shows every figure of a run with its caption, and a browser opens it."""

import html
import json
import re

import pytest
from browser import console, needs_chromium, open_page
from runs import run

# What Snakemake's own page says in any case: nobody's error.
NOTICES = ("cdn.tailwindcss.com should not be used", "The input spec uses Vega-Lite v3")

# Goes through the report as a reader does: opens each category, and looks at each of its results.
READER = """
<script>
addEventListener('load', async () => {
  const pause = () => new Promise(done => setTimeout(done, 30));
  while (typeof app === 'undefined' || !document.querySelector('nav')) await pause();
  const seen = {};
  for (const category of Object.keys(categories)) {
    app.setView({navbarMode: 'menu'});
    await pause();
    app.showCategory(category);
    await pause();
    for (const row of document.querySelectorAll('#app tbody tr')) {
      row.querySelector('a').click();
      await pause();
      const path = app.state.resultPath;
      const pages = [...document.querySelectorAll('#app img, #app iframe')];
      const shown = pages.find(page => page.src === results[path].data_uri);
      if (shown && shown.tagName === 'IMG') await shown.decode().catch(() => {});
      const content = atob(results[path].data_uri.split(';base64,')[1]);
      seen[path] = [shown?.tagName, shown?.naturalWidth ?? 0, content.length];
    }
  }
  for (const content of ['rulegraph', 'stats']) {
    app.setView({content});
    await pause();
  }
  const outcome = document.createElement('output');
  outcome.id = 'seen';
  outcome.textContent = JSON.stringify(seen);
  document.body.append(outcome);
});
</script>
"""


@pytest.fixture(scope="module")
def report(finished, tmp_path_factory):
    """Return the text of the report of a finished run."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    done = run(finished, "all", f"--report={path}")
    assert done.returncode == 0, done.stdout + done.stderr
    return path.read_text(encoding="utf-8")


def variable(report, script, name=None):
    """Return the variable that one of the report's scripts holds."""
    start = re.search(rf'<script id="{script}">\s*var {name or script} = ', report).end()
    return json.JSONDecoder().raw_decode(report, start)[0]


@pytest.fixture(scope="module")
def results(report):
    return variable(report, "results")


def test_every_figure_of_the_run_is_in_the_report(finished, results):
    figures = {str(path.relative_to(finished)) for path in finished.glob("results/figures/*.svg")}
    assert len(figures) > 20
    assert figures <= set(results)


def test_the_certificate_comes_first(report):
    categories = variable(report, "categories")
    first = min(categories)  # the menu sorts them
    assert first == "1 Reproduction"
    assert list(categories[first].values()) == [["results/reproduction/reproduction.html"]]
    assert all(re.match(r"\d [A-Z]", name) for name in categories)


def test_every_result_has_labels_and_a_caption(results):
    for path, result in results.items():
        assert result["labels"]["figure"], path
        assert len(re.sub(r"<[^>]*>", "", result["caption"])) > 80, path
        assert "{{" not in result["caption"], path


def test_the_first_page_leads_to_every_category(report):
    page = variable(report, "workflow-desc", "workflow_desc")
    for name in variable(report, "categories"):
        assert f">{html.escape(name)}</a>" in page


@needs_chromium
def test_a_browser_shows_the_report_and_each_result_without_complaint(report, results, tmp_path):
    head, _, tail = report.rpartition("</body>")
    page = tmp_path / "report.html"
    page.write_text(f"{head}{READER}</body>{tail}", encoding="utf-8")
    done = open_page(page, tmp_path)
    unexpected = [line for line in console(done) if not any(text in line for text in NOTICES)]
    assert unexpected == []
    seen = json.loads(html.unescape(re.search(r'<output id="seen">(.*?)</output>', done.stdout)[1]))
    assert set(seen) == set(results)
    for path, (kind, width, length) in seen.items():
        assert length > 500, path
        assert (kind, width > 100) == (
            ("IMG", True) if path.endswith(".svg") else ("IFRAME", False)
        )
