"""The paper in the workflow: what it is made again after, and that a result is in all of it."""

import json
import re
import runpy
import shutil
import subprocess
from types import SimpleNamespace

import pytest
import yaml
from made_results import numbered_results, write_results
from matplotlib.figure import Figure
from runs import ROOT, planned_rules, prepare, run, stand_in

from pairwright import config as configuration
from pairwright.figures.style import save_figure
from pairwright.reproduce.number_sources import read_source
from pairwright.reproduce.numbers import source_files
from pairwright.reproduce.paper import compiled, figure_names, text_files

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed"
)


# What a missing figure brings


def test_a_deleted_figure_is_drawn_again_and_nothing_else(finished, tmp_path):
    figures = list((finished / "results/figures").glob("fit-pareto.*"))
    assert len(figures) == 4
    for path in figures:
        path.rename(tmp_path / path.name)
    try:
        planned = planned_rules(run(finished, "all", "--dry-run").stdout)
    finally:
        for path in figures:
            (tmp_path / path.name).rename(path)
    assert planned == {"draw_fit_pareto", "provenance"}


def test_with_the_shipped_configuration_the_paper_is_made_again_too(tmp_path):
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    folder = prepare(tmp_path, shipped)
    (folder / "resources").symlink_to(ROOT / "resources")
    stand_in(folder, "all")
    figures = list((folder / "results/figures").glob("fit-pareto.*"))
    assert len(figures) == 4
    for path in figures:
        path.unlink()
    planned = planned_rules(run(folder, "all", "--dry-run").stdout)
    assert planned == {"draw_fit_pareto", "provenance", "paper"}


# A number that changes


@pytest.fixture(scope="module")
def paper_of(tmp_path_factory):
    """A function that makes the paper from result files: its numbers as texts, and its words."""
    folder = tmp_path_factory.mktemp("paper")
    figure = folder / "figure.pdf"
    save_figure(Figure(figsize=(6.7, 1.0)), figure)
    # What a sentence takes for granted is not so of numbers that only count up.
    table = read_source(ROOT / "paper/numbers.yaml") | {"premises": []}
    (folder / "numbers.yaml").write_text(yaml.safe_dump(table, sort_keys=False), encoding="utf-8")
    texts = text_files(ROOT / "paper")
    certificate = {"claims": 1, "reproduced": 1, "differs": 0, "not_comparable": 0}
    certificate |= {"numbers": 1, "same": 1, "rows": []}

    def paper(contents):
        write_results(folder, contents)
        look_up(folder)
        numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
        figures = dict.fromkeys(figure_names(texts), figure)
        pdf = compiled(texts, folder / "numbers.json", figures, certificate)
        (folder / "paper.pdf").write_bytes(pdf)
        command = ["pdftotext", folder / "paper.pdf", "-"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return {name: number["text"] for name, number in numbers.items()}, shown.split()

    return paper


def look_up(folder):
    """Write numbers.json from the result files of a folder, as the workflow's script does."""
    script = runpy.run_path(str(ROOT / "scripts/paper_numbers.py"), run_name="imported")
    settings = configuration.load(ROOT / "config.yaml")
    names = [n for n in source_files(read_source(folder / "numbers.yaml")) if n != "config"]
    arguments = SimpleNamespace(
        table=folder / "numbers.yaml",
        sources=[(folder if name.startswith("results/") else ROOT) / name for name in names],
        numbers=folder / "numbers.json",
        tex=folder / "numbers.tex",
        figures=[],
        **{name: settings[name] for name in script["SETTINGS"]},
    )
    script["main"](arguments)


def uses(names):
    """Return how often the text asks for one of some numbers by its whole name."""
    text = "".join(path.read_text(encoding="utf-8") for path in text_files(ROOT / "paper"))
    return sum(len(re.findall(rf'\("{re.escape(name)}"\)', text)) for name in names)


@needs_pdftotext
@pytest.mark.parametrize(
    ("name", "file", "key", "followers"),
    [
        ("rows", "database/summary.json", "rows", set()),
        ("residuals", "fits/lennard-jones/fit.json", "optimiser.residuals", set()),
        (
            "fcc-cohesion",
            "database/equation_of_state.json",
            "structures.fcc.cohesive_energy_meV_per_atom",
            {"hcp-above-fcc"},
        ),
    ],
)
def test_a_number_that_changes_in_a_result_changes_everywhere_in_the_paper_and_nothing_else_does(
    paper_of, name, file, key, followers
):
    contents = numbered_results(read_source(ROOT / "paper/numbers.yaml"))
    papers = []
    for value in (4567, 8567):  # as many digits, so that no line moves, and no other number
        contents[f"results/{file}"][key] = value
        papers.append(paper_of(contents))
    (old, words), (new, new_words) = papers
    assert {n for n in old if old[n] != new[n]} == {name} | followers
    pairs = [pair for pair in zip(words, new_words, strict=True) if pair[0] != pair[1]]
    assert {(a.strip(".,;()%"), b.strip(".,;()%")) for a, b in pairs} <= {
        (old[n], new[n]) for n in {name} | followers
    }
    assert len(pairs) >= uses({name} | followers) >= 2
    assert [word for word in new_words if old[name] in word] == []
