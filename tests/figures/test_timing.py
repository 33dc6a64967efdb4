"""The figures of the timing study show what was measured, and the sentences say it."""

import matplotlib as mpl
import pandas as pd
import pytest

from pairwright.figures.captions import brief
from pairwright.figures.style import save_figure, styled
from pairwright.figures.timing import (
    derivative_figure,
    in_order,
    memory_figure,
    readable,
    scaling_figure,
    speed_up_figure,
)
from pairwright.figures.timing_sentences import (
    derivative_sentence,
    memory_sentence,
    scaling_sentence,
    speed_up_sentence,
)
from pairwright.figures.trajectories import trajectory_figure, trajectory_sentence
from pairwright.timing.answers import answers
from pairwright.timing.production import COLUMNS, production
from pairwright.timing.table import read

OPTIONS = {"width_mm": 170, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}


@pytest.fixture(scope="module")
def measurements(root):
    return read(root / "reference/timing/measurements.csv")


@pytest.fixture(scope="module")
def found(measurements):
    return answers(measurements)


@pytest.fixture(scope="module")
def published():
    return {"energy": {"vectorised": 17.7}, "energy_forces": {"autodiff": 1.7}}


@pytest.fixture(scope="module")
def liquid():
    rows, record = production(1, 0.4)
    return pd.DataFrame(rows, columns=COLUMNS), record


@pytest.fixture(autouse=True)
def style():
    with styled(OPTIONS):
        yield


def drawn(figure):
    """Return each panel's labels of lines by their points."""
    return [[line.get_xydata().tolist() for line in axes.lines] for axes in figure.axes]


def test_bars_are_as_long_as_the_speed_ups(measurements, found, published):
    figure = speed_up_figure(measurements, published, OPTIONS)
    energy, forces = figure.axes
    names = [label.get_text() for label in forces.get_yticklabels()]
    ends = {
        name: bar.get_x() + bar.get_width() for name, bar in zip(names, forces.patches, strict=True)
    }
    factors = found["speed_up_13_atoms"]["energy_forces"]
    assert ends == pytest.approx({readable(n): f for n, f in factors.items() if n != "ase"})
    assert readable("analytic") not in [label.get_text() for label in energy.get_yticklabels()]


def test_every_time_is_a_point(measurements, found):
    clusters, crystals = drawn(scaling_figure(measurements, found["exponents"], OPTIONS))
    timed = measurements[
        (measurements["quantity"] == "energy_forces_stress") & measurements["median_s"].notna()
    ]
    points = {tuple(point) for line in crystals for point in line}
    assert points == set(zip(timed["natoms"], timed["median_s"], strict=True))
    assert clusters


def test_derivatives_are_drawn_over_the_price_of_an_energy(found):
    figure = derivative_figure(found["derivative_cost"], OPTIONS)
    points = {tuple(point) for line in drawn(figure)[1] for point in line}
    expected = found["derivative_cost"]["fcc"]["neighbours_autodiff"]
    assert {(int(n), ratio) for n, ratio in expected.items()} <= points


def test_memory_is_drawn_where_it_was_seen(measurements):
    figure = memory_figure(measurements, OPTIONS)
    assert all(y > 0.5 for panel in drawn(figure) for line in panel for _, y in line)


def test_trajectories_are_drawn_in_microelectronvolts_per_atom(liquid):
    table, record = liquid
    energies, distances = drawn(trajectory_figure(table, record["natoms"], OPTIONS))
    assert len(energies) == 3
    assert energies[0][0] == [0.0, 0.0]
    change = table["analytic_total_energy_eV"].iloc[-1] - table["analytic_total_energy_eV"].iloc[0]
    assert energies[0][-1][1] == pytest.approx(1e6 * change / record["natoms"])
    assert len(distances) == 2


def test_the_same_table_gives_the_same_bytes(measurements, found, tmp_path):
    for name in ("one", "two"):
        figure = scaling_figure(measurements, found["exponents"], OPTIONS)
        save_figure(figure, tmp_path / f"{name}.svg", tmp_path / f"{name}.pdf")
    for suffix in (".svg", ".pdf"):
        one, two = ((tmp_path / f"{name}{suffix}").read_bytes() for name in ("one", "two"))
        assert one == two


def test_sentences_hold_the_numbers(measurements, found, published, liquid):
    cache = {"forces": {"reset_over_cached": 12.34}}
    text = speed_up_sentence(found, published, cache)
    assert f"{brief(found['speed_up_13_atoms']['energy']['vectorised'])} (then 17.7)" in text
    assert "12 times" in text
    assert "neighbour list, autodiff" in derivative_sentence(found)
    assert f"compiled {found['exponents']['fcc']['compiled']:.2f}" in scaling_sentence(found)
    assert "KiB an atom" in memory_sentence(measurements)
    assert "0.40 of 0.40 ps" in trajectory_sentence(liquid[1])


def test_nothing_timed_is_said():
    assert derivative_sentence({"derivative_cost": {"fcc": {}}}) == "Nothing was timed."
    empty = {"exponents": {"fcc": {}}, "crossovers": {"cluster": {}}}
    assert scaling_sentence(empty).startswith("Too few sizes")


def test_our_own_come_first_and_others_have_names():
    assert in_order(["zeta", "compiled", "lammps", "ase"]) == ["ase", "compiled", "lammps", "zeta"]
    assert readable("jax-md") == "JAX MD"


def test_powers_of_ten_are_plain_text(measurements, found):
    figure = scaling_figure(measurements, found["exponents"], OPTIONS)
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert mpl.rcParams["text.usetex"] is False
    assert any(label.startswith("10") and "$" not in label for label in labels)


@pytest.mark.parametrize("width", [85, 170])
def test_legends_of_long_names_stay_within_the_figure(measurements, found, published, width):
    options = OPTIONS | {"width_mm": width}
    for figure in (
        scaling_figure(measurements, found["exponents"], options),
        memory_figure(measurements, options),
        derivative_figure(found["derivative_cost"], options),
        speed_up_figure(measurements, published, options),
    ):
        figure.draw_without_rendering()
        drawn, frame = figure.get_tightbbox(), figure.bbox_inches.padded(0.02)
        assert frame.contains(drawn.x0, drawn.y0)
        assert frame.contains(drawn.x1, drawn.y1)
