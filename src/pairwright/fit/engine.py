"""A fit of one model to some rows of a dataset: sums, starts, optimum, and its own check."""

import logging
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.fit.global_search import global_start
from pairwright.fit.nodes import Nodes
from pairwright.fit.prediction import predict
from pairwright.fit.reference import reference_energy
from pairwright.fit.solve import Problem, Solution, solve
from pairwright.fit.start import natural_scales, natural_units, starting_values
from pairwright.fit.sums import Sums, database_sums, joined
from pairwright.fit.targets import SIX, Quantities, Targets
from pairwright.fit.triple_sums import triple_dipole_quantities
from pairwright.fit.uncertainty import undetermined
from pairwright.fit.variables import Variables
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.library import own_forms, pair_form_name
from pairwright.potentials.model import Model, model_named
from pairwright.potentials.spline import SPLINE, placed_knots
from pairwright.potentials.tail import check_tail

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
LOGGER = logging.getLogger("pairwright")

AGREEMENT = 1e-6
"""How closely residuals from sums over nodes must be those over all pairs, in their weights."""
MOST_PANELS = 16


@dataclass(frozen=True)
class Data:
    """A dataset with its pairs and what a model needs of them.

    ``triples`` are triple-dipole quantities for C9 = 1, None without. ``length`` (Å) and ``depth``
    (eV) are the natural units, ``reference_energy`` (eV) is None when it is to be fitted.
    """

    dataset: Dataset
    pairs: PairTable
    triples: Quantities | None
    length: float
    depth: float
    reference_energy: float | None


def prepared(
    form_name: str,
    dataset: Dataset,
    pairs: PairTable,
    options: dict[str, Any],
    rows: Mask | None = None,
) -> tuple[Model, Data]:
    """Return the model that ``form_name`` asks for, and the data it is to be fitted to.

    Natural units, and with them starts and the knots that nobody gave, are those of ``rows`` (m,),
    without them of all rows. ``options`` holds what :data:`pairwright.fit.options.PARAMETERS`
    names.
    Raises PairwrightError for an unknown form, options that make no sense for it, or data that give
    no scale.
    """
    zero = reference_energy(options["reference"], dataset)
    everything = np.ones(len(dataset), dtype=bool)
    length, depth = natural_scales(dataset, pairs, everything if rows is None else rows, zero)
    cutoff = replace(Cutoff.of(options["cutoff"]), radius=pairs.cutoff_radius)
    knots = None
    if pair_form_name(form_name) == SPLINE:
        knots = options["spline"]["knots_A"] or placed_knots(
            options["spline"]["number"], length, pairs.cutoff_radius
        )
    model = model_named(
        form_name,
        cutoff,
        triple_radius=options["triple_dipole"]["radius_A"],
        knots=knots,
        own=own_forms(options["form_files"]),
    )
    triples = None
    if model.triple_radius:
        triples = triple_dipole_quantities(dataset, model.triple_radius)
    return model, Data(dataset, pairs, triples, length, depth, zero)


def variables_of(model: Model, data: Data, options: dict[str, Any]) -> Variables:
    """Return how the fit varies a model's parameters.

    Raises PairwrightError for constraints that cannot be met, or that a linear form does not take.
    """
    constraints = options["constraints"].get(model.name, {})
    if constraints and model.form.linear:
        raise PairwrightError(
            f"fit.constraints.{model.name}: its parameters are found by one linear solve and take "
            "no constraints; leave them out"
        )
    variables = Variables.of(
        model, natural_units(model.parameters, data.length, data.depth), constraints
    )
    variables.bounds()
    return variables


@dataclass(frozen=True)
class Fit:
    """An optimum with the sums it was found on, all rows and free numbers of its problem."""

    problem: Problem
    solution: Solution


def nodes_of(model: Model, data: Data, panels: int = 1, values: FloatArray | None = None) -> Nodes:
    """Return nodes that span the distances of the data, with an edge wherever a derivative jumps.

    Where that depends on the parameters, it is where it is for ``values`` (k,).
    """
    shortest = min(shortest_distance(data.pairs), 0.999 * model.cutoff.radius)
    breaks = [*model.cutoff.breaks, *model.form.breaks]
    if values is not None and model.form.moving_break is not None:
        breaks.append(model.form.moving_break(model.split(values)[0]))
    return Nodes.spanning(shortest, model.cutoff.radius, breaks, panels)


def shortest_distance(pairs: PairTable) -> float:
    """Return the shortest distance (Å) of a pair table, infinity when it is empty."""
    shortest = np.inf
    for block in pairs.blocks():
        vectors = pairs.vectors[pairs.starts[block.start] : pairs.starts[block.stop]]
        if len(vectors):
            shortest = min(shortest, float(np.einsum("pi,pi->p", vectors, vectors).min()))
    return float(np.sqrt(shortest))


def sums_of_parts(
    model: Model,
    data: Data,
    parts: IndexArray,
    options: dict[str, Any],
    nodes: Nodes | None = None,
) -> list[Sums]:
    """Boil the data down for each part, numbered by ``parts`` (m,); negative rows are left out.

    Without ``nodes`` they are those of :func:`nodes_of`.
    """
    targets = Targets.of_rows(data.dataset, parts >= 0, options["weights"])
    return database_sums(targets, data.pairs, nodes or nodes_of(model, data), parts, data.triples)


def fit_sums(
    model: Model,
    data: Data,
    sums: Sums,
    options: dict[str, Any],
    starts: list[FloatArray] | None = None,
) -> Fit:
    """Fit a model to sums, from ``starts`` (k,) or else from as many as the options say.

    Raises PairwrightError when the data do not determine the parameters; it names the direction.
    So it does when the optimum has no tail although the cutoff scheme wants one.
    """
    variables = variables_of(model, data, options)
    problem = Problem(sums, variables, data.reference_energy)
    if starts is None and not model.form.linear:
        starts = starting_values(variables, options["starts"], options["seed"])
        if options["global_search"] and variables.free:
            starts.append(global_start(problem, options["seed"]))
    solution = solve(problem, starts or [])
    if model.cutoff.has_tail:
        check_tail(model, model.split(solution.parameters)[0])
    _check_directions(problem, solution)
    return Fit(problem, solution)


def fit_rows(model: Model, data: Data, rows: Mask, options: dict[str, Any]) -> Fit:
    """Fit a model to the given rows (m,) of the data.

    The sum of squares over all pairs at the optimum must be that of the sums; where it is not, the
    nodes are too few and doubled, with an edge where a derivative jumps for the parameters found.
    Raises PairwrightError when that does not help: the form has a kink that it does not tell of.
    """
    parts = np.where(rows, 0, -1)
    panels, values = 1, None
    while panels <= MOST_PANELS:
        nodes = nodes_of(model, data, panels, values)
        sums = joined(sums_of_parts(model, data, parts, options, nodes))
        fit = fit_sums(model, data, sums, options)
        exact = sum_of_squares(model, data, fit.solution, rows, options)
        count = fit.solution.count
        allowed = 2 * AGREEMENT * np.sqrt(exact * count) + AGREEMENT**2 * count
        if abs(fit.solution.sum_of_squares - exact) <= allowed:
            _warn_of_no_wall(model, fit.solution, shortest_distance(data.pairs))
            return fit
        panels, values = 2 * panels, fit.solution.parameters
    raise PairwrightError(
        f"{model.name}: the form is not smooth between {nodes_of(model, data).edges[0]:.3f} Å and "
        "the cutoff; name the distances where a derivative jumps as its breaks"
    )


def _warn_of_no_wall(model: Model, solution: Solution, shortest: float) -> None:
    """Say so when atoms would attract each other however close they are."""
    r = np.linspace(0.1, 1.0, 91) * min(shortest, model.cutoff.radius)
    with np.errstate(all="ignore"):
        energies = np.asarray(model.form.function(r, model.split(solution.parameters)[0]))
        repulsive = np.diff(energies) <= 0
    if not repulsive[0] and np.isfinite(energies[0]):
        LOGGER.warning(
            "warning: %s: has no wall, it pulls atoms together that are closer than %.2f Å; keep "
            "them apart, add rows that are compressed, or change the form",
            model.name,
            r[np.argmax(repulsive)] if repulsive.any() else r[-1],
        )


def sum_of_squares(
    model: Model, data: Data, solution: Solution, rows: Mask, options: dict[str, Any]
) -> float:
    """Return the sum of squared scaled residuals over all pairs of ``rows`` (m,), and priors."""
    dataset = data.dataset
    targets = Targets.of_rows(dataset, rows, options["weights"])
    found = predict(dataset, data.pairs, model, list(solution.parameters), data.triples, rows)
    energies = (found.energies - dataset.energies) / dataset.natoms + solution.reference_energy
    stresses = (found.stresses - dataset.stresses)[:, SIX[0], SIX[1]]
    total = 0.0
    for factors, errors in (
        (targets.energy_factors, energies),
        (targets.force_factors[:, None], found.forces - dataset.forces),
        (targets.stress_factors[:, None], stresses),
    ):
        total += float(np.sum(np.where(factors > 0, factors * errors, 0.0) ** 2))
    variables = variables_of(model, data, options)
    for place, mean, deviation in variables.priors():
        total += ((solution.parameters[place] - mean) / deviation) ** 2
    return total


def _check_directions(problem: Problem, solution: Solution) -> None:
    """Refuse an optimum along a line; warn of parameters that went as far as they may."""
    model = problem.variables.model
    names = [model.parameters[place].name for place in problem.variables.free]
    names += ["reference_energy"] if problem.reference_energy is None else []
    if solution.at_bound:
        LOGGER.warning(
            "warning: %s: %s went to the end of what is allowed; the data want less or more",
            model.name,
            ", ".join(solution.at_bound),
        )
    inside = [place for place, name in enumerate(names) if name not in solution.at_bound]
    direction = undetermined(solution.jacobian[:, inside])
    if direction is None or model.form.linear:
        return
    text = " ".join(
        f"{number:+.2g} {names[place]}"
        for number, place in zip(direction, inside, strict=True)
        if abs(number) > 1e-3
    )
    raise PairwrightError(
        f"{model.name}: the data do not determine its parameters: nothing changes along {text} "
        "(logarithms); fix one of them in fit.constraints, or fit more rows"
    )
