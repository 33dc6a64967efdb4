"""A run makes the studies that the configuration names, and nothing of the others."""

import pytest
import yaml
from runs import CONFIG, ROOT, prepare, run

from pairwright.config import studies


def planned(folder, **changes):
    """Return the rules that a run of everything would take."""
    prepare(folder, CONFIG | changes)
    result = run(folder, "all", "--dry-run")
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.split("Job stats:")[1].split("total")[0].splitlines()[3:]
    return {line.split()[0] for line in lines if line.strip()}


def test_the_fits_alone_need_no_other_study(tmp_path):
    rules = planned(tmp_path, studies=["fit"])
    assert {"extract_database", "fit_pair_form", "select_model", "draw_parity"} <= rules
    others = ("network", "regression", "autodiff", "literate", "draw_network", "draw_timing")
    assert not [rule for rule in rules if rule.startswith(others)]
    assert not {"timing_measure", "timing_production", "reproduction", "paper"} & rules


def test_documents_alone_need_no_fit(tmp_path):
    rules = planned(tmp_path, studies=["literate"])
    assert "literate_doctest" in rules
    assert not {"fit_pair_form", "fit_simplex"} & rules


def test_all_studies_bring_the_certificate(tmp_path):
    assert "reproduction" in planned(tmp_path, studies=studies())


def test_an_unknown_study_is_refused_with_those_there_are(tmp_path):
    prepare(tmp_path, CONFIG | {"studies": ["fits"]})
    result = run(tmp_path, "all", "--dry-run")
    assert result.returncode == 1
    said = result.stdout + result.stderr
    assert "studies[0]: found 'fits'; allowed: " in said
    assert all(name in said for name in studies())
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["quick", "copper"])
def test_a_shipped_configuration_is_about_the_fits(name):
    settings = yaml.safe_load((ROOT / f"config/{name}.yaml").read_text())
    assert settings["studies"] == ["fit"]
