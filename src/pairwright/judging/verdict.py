"""What the comparison of all models comes to, in words, each with its numbers."""

from typing import Any

from pairwright.judging.cross_validation import GROUPED
from pairwright.judging.selection import NEURAL
from pairwright.potentials.library import TRIPLE_DIPOLE
from pairwright.potentials.spline import SPLINE

Judgements = dict[str, dict[str, Any]]

CLOSE_PACKED, OPEN = ("fcc", "hcp"), ("sc", "diamond")
ENERGY, ENERGY_ERROR = "energy_rmse_meV_per_atom", "energy_rmse_standard_error_meV_per_atom"
FORCE, FORCE_ERROR = "force_rmse_meV_per_A", "force_rmse_standard_error_meV_per_A"


def verdict(
    judgements: Judgements, neural: dict[str, Any] | None, ranked: dict[str, Any]
) -> list[str]:
    """Return the sentences; ``ranked`` is :func:`pairwright.judging.selection.ranking`."""
    models = judgements | ({NEURAL: neural} if neural else {})
    sentences = [_best(models, ranked), _errors_of(models, ranked["best_form"])]
    if SPLINE in judgements:
        sentences += _floor(judgements, neural)
    first = next(iter(judgements))
    sentences += _packing(first, judgements[first])
    if ranked["best"] != first:
        sentences.append(_more_sophisticated(first, models, ranked["best"]))
    return sentences


def _best(models: Judgements, ranked: dict[str, Any]) -> str:
    scores, best, taken = ranked["scores"], ranked["best"], ranked["taken"]
    text = (
        f"Of {len(models)} models {best} has the lowest error on rows that no fit has seen (score "
        f"{_pm(scores[best]['score'], scores[best]['standard_error'])})"
    )
    if taken != best:
        text += (
            f"; {taken} has fewer parameters ({scores[taken]['parameters']} against "
            f"{scores[best]['parameters']}) and is as good within the error bar"
        )
    form = ranked["taken_form"]
    if NEURAL in models and form != taken:
        text += f"; of the forms that are formulas, take {form}"
    return f"{text}."


def _errors_of(models: Judgements, name: str) -> str:
    errors = _grouped(models[name])
    text = f"{name} errs by {_pm(errors[ENERGY], errors[ENERGY_ERROR])} meV/atom"
    if errors.get(FORCE) is not None:
        text += f" and {_pm(errors[FORCE], errors[FORCE_ERROR])} meV/Å"
    return f"{text} on such rows."


def _floor(judgements: Judgements, neural: dict[str, Any] | None) -> list[str]:
    """Say how much of each form's error is its form, and what is beyond pairs."""
    column = FORCE if _grouped(judgements[SPLINE]).get(FORCE) is not None else ENERGY
    unit = "meV/Å" if column == FORCE else "meV/atom"
    floor = _grouped(judgements[SPLINE])[column]
    first = next(iter(judgements))
    mine = _grouped(judgements[first])[column]
    share = 100 * (1 - (floor / mine) ** 2)
    sentences = [
        f"The spline can be any pair potential and errs by {floor:.2g} {unit}, {first} by "
        f"{mine:.2g}: {share:.0f} % of the latter's squared error is its form, the rest is what no "
        "pair potential says."
    ]
    richer = {"triple dipoles on top of it": judgements.get(SPLINE + TRIPLE_DIPOLE)}
    richer["the neural potential"] = neural
    told = [
        f"with {words} {_grouped(model)[column]:.2g} {unit}"
        for words, model in richer.items()
        if model is not None
    ]
    if told:
        sentences.append(f"Beyond pairs the error is {', '.join(told)}.")
    return sentences


def _packing(name: str, judgement: dict[str, Any]) -> list[str]:
    """Test whether close-packed crystals fit better than open ones."""
    errors = judgement["cross_validation"][GROUPED]["by_structure"]
    if not all(structure in errors for structure in (*CLOSE_PACKED, *OPEN)):
        return []
    packed, packed_error = _mean(errors, CLOSE_PACKED)
    loose, loose_error = _mean(errors, OPEN)
    difference, deviation = packed - loose, (packed_error**2 + loose_error**2) ** 0.5
    words = "fit better than" if difference < 0 else "fit worse than"
    if abs(difference) < 2 * deviation:
        words = "cannot be told apart from"
    return [
        f"By {name}, close-packed crystals (fcc, hcp) {words} open ones (sc, diamond): "
        f"{_pm(packed, packed_error)} against {_pm(loose, loose_error)} meV/atom on rows that no "
        "fit has seen."
    ]


def _mean(errors: dict[str, Any], names: tuple[str, ...]) -> tuple[float, float]:
    """Return the mean error of some structures and its standard error."""
    values = [errors[name][ENERGY] for name in names]
    deviations = [errors[name][ENERGY_ERROR] or 0.0 for name in names]
    count = len(names)
    return sum(values) / count, sum(d**2 for d in deviations) ** 0.5 / count


def _more_sophisticated(first: str, models: Judgements, best: str) -> str:
    simple, rich = _grouped(models[first]), _grouped(models[best])
    text = f"A more sophisticated model helps: {best} errs {simple[ENERGY] / rich[ENERGY]:.1f}"
    if rich.get(FORCE):
        text += f" times less in energy and {simple[FORCE] / rich[FORCE]:.1f} times less in force"
    else:
        text += " times less in energy"
    return f"{text} than {first}."


def _grouped(judgement: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = judgement["cross_validation"][GROUPED]["all"]
    return found


def _pm(value: float, error: float | None) -> str:
    return f"{value:.2g}" if error is None else f"{value:.2g} ± {error:.1g}"
