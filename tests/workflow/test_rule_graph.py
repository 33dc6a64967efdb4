"""Which rule needs which other is what Snakemake says of a run."""

import pytest
from runs import CONFIG, ROOT, prepare

from pairwright.config import validated
from pairwright.errors import PairwrightError
from pairwright.figures.rule_edges import edges_of_rules, file_of_rules


def test_the_edges_of_a_run_and_the_files_of_its_rules(tmp_path):
    prepare(tmp_path)
    database = CONFIG["database"] | {"path": str(tmp_path / "data.db")}
    settings = validated(CONFIG | {"database": database, "studies": ["fit"]})
    edges = edges_of_rules(ROOT / "Snakefile", settings)
    assert {("extract_database", "fit_pair_form"), ("fit_pair_form", "export_fit")} <= set(edges)
    assert not any("timing_measure" in edge for edge in edges)
    files = file_of_rules((ROOT / "workflow/rules").glob("*.smk"))
    assert files["fit_pair_form"] == "fit"
    assert files["draw_fit_pareto"] == files["draw_parity"] == "figures"
    assert {name for edge in edges for name in edge} - set(files) <= {"all", "fit", "figures"}


def test_a_refusal_of_the_workflow_is_passed_on(tmp_path):
    settings = {"database": {"path": str(tmp_path / "data.db")}, "sead": 1}
    with pytest.raises(PairwrightError, match="sead"):
        edges_of_rules(ROOT / "Snakefile", settings)
