"""The regression study as a user runs it."""

import json

import pandas as pd
from runs import CONFIG, ROOT, prepare, run

from pairwright.network.methods import METHODS
from pairwright.network.starts import FROM_MANY_STARTS


def test_every_method_writes_its_fit(finished):
    for name in METHODS:
        record = json.loads((finished / f"results/regression/{name}.json").read_text())
        assert record["method"] == name
        assert record["mean_squared_error"] < 0.1


def test_every_method_meets_every_start(finished):
    starts = pd.read_csv(finished / "results/regression/starts.csv")
    assert dict(starts["method"].value_counts()) == dict.fromkeys(FROM_MANY_STARTS, 2)


def test_the_reference_times_are_taken_byte_for_byte(finished):
    ours = (finished / "results/regression/timings.csv").read_bytes()
    assert ours == (ROOT / "reference/regression/timings.csv").read_bytes()


def test_the_reference_times_are_of_every_method():
    times = pd.read_csv(ROOT / "reference/regression/timings.csv")
    assert list(times["method"].unique()) == list(METHODS)
    assert (times["time_s"] > 0).all()


def test_the_figures_are_drawn(finished):
    for name in ("fits", "losses", "starts", "ensemble"):
        for suffix in ("pdf", "svg", "png", "rst"):
            assert (finished / f"results/figures/regression-{name}.{suffix}").stat().st_size > 50


def test_measured_times_are_gathered(tmp_path):
    config = CONFIG | {"timing": {"source": "measured"}}
    folder = prepare(tmp_path, config)
    result = run(folder, "results/regression/timings.csv")
    assert result.returncode == 0, result.stdout + result.stderr
    times = pd.read_csv(tmp_path / "results/regression/timings.csv")
    assert set(times["method"]) == set(METHODS)
    for _, rows in times.groupby("method"):
        assert rows["time_s"].is_monotonic_increasing


def test_what_cannot_be_studied_is_told_in_one_line(tmp_path):
    folder = prepare(tmp_path, CONFIG | {"regression": CONFIG["regression"] | {"points": 9}})
    result = run(folder, "results/regression/lbfgs.json")
    assert result.returncode == 1
    assert "9 points cannot determine 10 parameters" in result.stderr
    assert "Traceback" not in result.stderr + result.stdout
