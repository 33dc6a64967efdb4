"""Exact Jacobians and fits of x^(1/3): how fast, written to docs/regression-benchmark.md.

Run it alone on a quiet machine: .venv/bin/python benchmarks/regression.py [--write]

Everything in one run and one thread. Jacobians: medians of rounds in random order. Fits: the same
20 random starts for everyone; each run stops at a mean squared error of 6e-7, when it is converged
by its own rules, or after 1000 evaluations (scipy: Jacobians), and its time counts in any case.
"""

import argparse
from pathlib import Path
from time import perf_counter

import numpy as np
from autograd import jacobian as autograd_jacobian
from scipy.optimize import least_squares

from pairwright.network import mlp
from pairwright.network.jacobian import batch_jacobian
from pairwright.network.methods import METHODS, Outcome, Watch
from pairwright.network.regression import cube_root, scalar_model
from pairwright.timing.environment import environment, pin_threads
from pairwright.timing.harness import interleaved

PAGE = Path(__file__).resolve().parents[1] / "docs" / "regression-benchmark.md"
GOAL, LIMIT, STARTS, SCALE, SEED = 6e-7, 1000, 20, 0.1, 1710
AIMS = {50: 25, 1000: 300}
AIM_OF_BACKPROPAGATION, AIM_OF_FITS = 100, 5
LAYERS = (1, 3, 1)
PLAIN = "least squares without Jacobian, network in numpy"


def shown(lines):
    """Show a part of the page as soon as it is known, and return it."""
    print("\n".join(lines), end="\n\n", flush=True)
    return lines


def jacobians(rows, seconds):
    """Return calls' times and largest deviations from autograd's Jacobian, at so many rows."""
    x = np.linspace(0, 1, rows)
    flat = np.random.default_rng(SEED).standard_normal(10)
    network = mlp.unflatten(flat, LAYERS)
    column = x[:, None]
    ours = batch_jacobian(scalar_model)
    matrices = batch_jacobian(mlp.forward)
    calls = {
        "scalar, autograd": lambda: autograd_jacobian(lambda p: scalar_model(p, x))(flat),
        "scalar, batch_jacobian": lambda: ours(flat, x),
        "network, autograd": lambda: autograd_jacobian(
            lambda p: mlp.forward(mlp.unflatten(p, LAYERS), column)[:, 0]
        )(flat),
        "network, batch_jacobian": lambda: matrices(network, column)[:, 0],
        "network, backpropagation": lambda: mlp.jacobian(network, column),
    }
    reference = {kind: calls[f"{kind}, autograd"]() for kind in ("scalar", "network")}
    deviations = {
        name: float(np.abs(call() - reference[name.split(",")[0]]).max())
        for name, call in calls.items()
    }
    timings = interleaved(calls, seconds, 1)
    return {name: timing.median_s for name, timing in timings.items()}, deviations


def prices(seconds):
    """Compare the ways to a Jacobian."""
    lines = [
        "## A Jacobian",
        "",
        "The model with 10 parameters, one number at a time (scalar) as the post writes it, and in",
        "matrices (network). autograd's `jacobian` makes one reverse pass for each row.",
        "",
        "| rows | model | way | µs | times faster than autograd | aim | largest deviation |",
        "|---|---|---|---|---|---|---|",
    ]
    for rows, aim in AIMS.items():
        taken, deviations = jacobians(rows, seconds)
        for name, time in taken.items():
            kind, way = name.split(", ")
            factor = taken[f"{kind}, autograd"] / time
            wanted = ""
            if name == "scalar, batch_jacobian":
                wanted = aim
            elif way == "backpropagation" and rows == 50:
                wanted = AIM_OF_BACKPROPAGATION
            lines.append(
                f"| {rows} | {kind} | {way} | {1e6 * time:.1f} | {factor:.1f} | {wanted} "
                f"| {deviations[name]:.1g} |"
            )
    return lines


def in_plain_numpy(problem, start, watch):
    """Fit by scipy's least squares, the network in matrices of numpy: the fastest model we have."""

    def look(intermediate_result):
        if watch.seen(2 * intermediate_result.cost / len(problem.targets)):
            raise StopIteration

    residuals = watch.counted(problem.residuals)
    found = least_squares(residuals, start, max_nfev=watch.limit, callback=look)
    return Outcome(found.x, "")


CONTESTANTS = {
    PLAIN: in_plain_numpy,
    "least squares without Jacobian, as in the post": METHODS["least-squares"],
    "least squares with batch_jacobian": METHODS["least-squares-batch-jacobian"],
    "L-BFGS": METHODS["lbfgs"],
    "Levenberg-Marquardt": METHODS["levenberg-marquardt"],
    "variable projection": METHODS["variable-projection"],
}


def start_of(number, attempt):
    """Return the parameters of a start; attempts after the first are new ones."""
    random = np.random.default_rng([SEED, number, attempt])
    return mlp.flatten(mlp.initialise(LAYERS, SCALE, random))


def run(name, problem, number, attempt=0):
    """Return the time (s), the evaluations, and whether the goal was reached."""
    watch = Watch(GOAL, LIMIT)
    outcome = CONTESTANTS[name](problem, start_of(number, attempt), watch)
    taken = perf_counter() - watch.began
    return taken, watch.evaluations, problem.mean_squared_error(outcome.parameters) <= GOAL


def until_reached(name, problem, number, first):
    """Return the time (s) until a run reaches the goal: the first, or one from a new start."""
    total, attempt, reached = first[0], 0, first[2]
    while not reached:
        attempt += 1
        taken, _, reached = run(name, problem, number, attempt)
        total += taken
    return total, attempt


def fits():
    """Compare the methods on the same starts."""
    problem = cube_root(50, 3, GOAL)
    for name in CONTESTANTS:
        run(name, problem, STARTS)  # once before it counts
    firsts = {name: [] for name in CONTESTANTS}
    order = np.random.default_rng(1)
    for number in range(STARTS):
        for name in order.permutation(list(CONTESTANTS)):
            firsts[name].append(run(name, problem, number))
    all_reached = {
        name: [until_reached(name, problem, number, first) for number, first in enumerate(found)]
        for name, found in firsts.items()
    }
    lines = [
        "## Fits from the same 20 starts",
        "",
        f"Starts: normal, standard deviation {SCALE:g}. A run stops at a mean squared error of "
        f"{GOAL:g}, when it is converged by its own rules, or after {LIMIT} iterations (L-BFGS: "
        "ten times as many); its time counts however it ends. In the last columns a run that does "
        "not reach the goal is followed by one from a new random start, the same for everybody, "
        "until one does. The first line has the model in plain numpy, where it is fastest; the "
        "factors are against it.",
        "",
        "| method | reach the goal | evaluations | time of the 20 runs (s) | times faster "
        "| time until all 20 are there (s) | runs | times faster | aim |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, found in firsts.items():
        taken = sum(first[0] for first in found)
        whole = sum(total for total, _ in all_reached[name])
        aimed = AIM_OF_FITS if name in ("Levenberg-Marquardt", "variable projection") else ""
        plain = sum(first[0] for first in firsts[PLAIN])
        plain_whole = sum(total for total, _ in all_reached[PLAIN])
        lines.append(
            f"| {name.replace('batch_jacobian', '`batch_jacobian`')} "
            f"| {sum(first[2] for first in found)} | {sum(first[1] for first in found)} "
            f"| {taken:.3f} | {plain / taken:.1f} | {whole:.3f} "
            f"| {STARTS + sum(attempts for _, attempts in all_reached[name])} "
            f"| {plain_whole / whole:.1f} | {aimed} |"
        )
    return [*lines, "", *common(firsts)]


def common(firsts):
    """Compare the two of ours with scipy on the starts from which both reach the goal."""
    lines = []
    for name in ("Levenberg-Marquardt", "variable projection"):
        both = [
            (theirs[0], ours[0])
            for theirs, ours in zip(firsts[PLAIN], firsts[name], strict=True)
            if theirs[2] and ours[2]
        ]
        theirs, ours = map(sum, zip(*both, strict=True)) if both else (float("nan"), float("nan"))
        lines.append(
            f"- From the {len(both)} starts where both reach the goal at once, {name} takes "
            f"{ours:.3f} s and scipy without Jacobian {theirs:.3f} s: {theirs / ours:.1f} times."
        )
    return lines


def adam(count=5):
    """Say when Adam stops by the rule of the post."""
    problem = cube_root(50, 3, GOAL)
    lines = [
        "## Adam, by the rule of the post",
        "",
        "Layers 1, 3, 1, normal starts of 0.1, steps of 0.01, at most 20 rounds of 500 iterations.",
        "It stops after a round that ends below 2e-5.",
        "",
        "| start | end | mean squared error | time (s) |",
        "|---|---|---|---|",
    ]
    for number in range(count):
        watch = Watch(GOAL)
        outcome = METHODS["adam"](problem, start_of(number, 0), watch)
        taken = perf_counter() - watch.began
        loss = problem.mean_squared_error(outcome.parameters)
        lines.append(f"| {number + 1} | {outcome.reason} | {loss:.3g} | {taken:.2f} |")
    return lines


def main():
    """Measure everything and print the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    parser.add_argument("--seconds", type=float, default=1.0, help="for each way to a Jacobian")
    options = parser.parse_args()
    pin_threads()
    parts = [shown(prices(options.seconds)), shown(fits()), shown(adam())]
    machine = environment(())
    versions = ", ".join(
        f"{name} {machine['versions'][name]}" for name in ("autograd", "numpy", "scipy")
    )
    head = [
        "<!-- Written by benchmarks/regression.py; never edit. -->",
        "",
        "# Exact Jacobians, and fits of x^(1/3): how fast?",
        "",
        f"{machine['processor']}, {machine['cores']} cores, load {machine['load_average_1min']:.1f}"
        f"; Python {machine['python']}, {versions}. One thread. What it means is told in "
        "[regression.md](regression.md). Made by",
        "",
        "    .venv/bin/python benchmarks/regression.py --write",
    ]
    if options.write:
        text = "\n\n".join("\n".join(part) for part in [head, *parts]) + "\n"
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
