"""Whether error bars on predictions are as long as the errors that held-out rows show.

Four error bars are tried on every number that grouped cross-validation held out: the spread of
predictions by the covariance, by resampled groups, and by the ensemble of potentials, and what
least squares says of a new number, the covariance's variance plus that of its residual. A z-score
is the error over the error bar; honest ones have a root mean square of 1, and 68 and 95 % of them
are within 1 and 1.96. The factor is the 68 % quantile of |z| in one half of the groups: error bars
longer by it cover 68 % there, and what they cover in the other half tells whether they are honest.
Source of the factor: split conformal prediction, J. Lei et al., J. Am. Stat. Assoc. 113, 1094
(2018), with groups for exchangeable units.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, spearmanr

from pairwright.data.splits import child_generator
from pairwright.fit.targets import Quantities, Targets
from pairwright.judging.bootstrap import Resamples
from pairwright.judging.clustered import UNITS, errors_of, numbers_of, rows_of_numbers
from pairwright.judging.cross_validation import HeldOut
from pairwright.judging.judged import Judged, Units
from pairwright.judging.sampling import Samples
from pairwright.judging.spread import covariance_deviations, sample_deviations, spread
from pairwright.judging.words import two_digits

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

COVARIANCE, RESIDUALS = "covariance", "covariance_and_residuals"
BOOTSTRAP, ENSEMBLE = "bootstrap", "sampling"
WORDS = {
    COVARIANCE: "The covariance's error bars",
    RESIDUALS: "Error bars of covariance and residuals",
    BOOTSTRAP: "Error bars from resampled groups",
    ENSEMBLE: "Error bars from the ensemble",
}
BINS = 10
"""Numbers are sorted by error bar and cut into so many parts of equal size."""
ONE, TWO = 1.0, float(norm.ppf(0.975))
"""Error bars within which 68 and 95 % of normal errors are."""
SHARE = float(norm.cdf(ONE) - norm.cdf(-ONE))
NOTHING = 1e-9
"""Numbers whose resampled predictions scatter by a smaller share of the widest scatter are zero by
symmetry and say nothing."""


def error_bars(judged: Judged, found: Resamples, samples: Samples) -> dict[str, Quantities]:
    """Return each kind of error bar on every number of the database, in eV and Å.

    Those of the covariance are missing when the data leave a parameter open.
    """
    fit, data = judged.fit, judged.data
    deviations = {
        COVARIANCE: covariance_deviations(fit),
        BOOTSTRAP: sample_deviations(fit, found.parameters, found.reference_energies),
        ENSEMBLE: sample_deviations(fit, samples.values.T, samples.reference_energies),
    }
    nodes = fit.problem.sums.nodes
    bars = {
        name: spread(data, nodes, columns)
        for name, columns in deviations.items()
        if columns is not None
    }
    if COVARIANCE in bars:
        bars[RESIDUALS] = with_residuals(judged, bars[COVARIANCE])
    return bars


def with_residuals(judged: Judged, bars: Quantities) -> Quantities:
    """Add the variance that the fit gives to a number's residual, s^2 over its squared weight.

    Numbers that the fit does not aim at are NaN.
    """
    dataset, solution = judged.data.dataset, judged.fit.solution
    everything = np.ones(len(dataset), dtype=bool)
    targets = Targets.of_rows(dataset, everything, judged.options["weights"])
    degrees = max(solution.count - solution.jacobian.shape[1], 1)
    scale = float(np.sqrt(solution.sum_of_squares / degrees))

    def residual(factors: FloatArray) -> FloatArray:
        return scale / np.where(factors > 0, factors, np.nan)

    return Quantities(
        np.hypot(bars.energies, residual(targets.energy_factors) * dataset.natoms),
        np.hypot(bars.forces, residual(targets.force_factors)[:, None]),
        np.hypot(bars.stresses, residual(targets.stress_factors)[:, None, None]),
    )


def calibration(judged: Judged, held: HeldOut, bars: dict[str, Quantities]) -> dict[str, Any]:
    """Return, for each kind of error bar and each quantity, how honest it is.

    See :func:`calibration_record`; ``sentence`` says it in words.
    """
    dataset = judged.data.dataset
    errors, rows = errors_of(dataset, held.predicted), rows_of_numbers(dataset)
    first = halves(judged.units, judged.options["seed"])[judged.units.number]
    varying = {
        name: lengths > NOTHING * lengths.max(initial=0.0)
        for name, lengths in numbers_of(dataset, bars[BOOTSTRAP]).items()
    }
    record: dict[str, Any] = {}
    for kind, quantities in bars.items():
        found = {}
        for name, lengths in numbers_of(dataset, quantities).items():
            known = np.isfinite(errors[name]) & np.isfinite(lengths) & varying[name]
            if known.any():
                numbers = errors[name][known], lengths[known], first[rows[name][known]]
                found[name] = {"unit": UNITS[name], **calibration_record(*numbers)}
        record[kind] = {**found, "sentence": _sentence(kind, found)}
    return record


def halves(units: Units, seed: int) -> Mask:
    """Mark half of the units (g,) of each structure, drawn at random."""
    generator = child_generator(seed, "halves of the calibration")
    first = np.zeros(len(units), dtype=bool)
    for structure in np.unique(units.structures):
        mine = generator.permutation(np.flatnonzero(units.structures == structure))
        first[mine[::2]] = True
    return first


def calibration_record(errors: FloatArray, bars: FloatArray, first: Mask) -> dict[str, Any]:
    """Compare errors (v,) with error bars (v,); ``first`` (v,) marks the half that sets the factor.

    Returns ``rms_z``, ``within_68`` and ``within_95`` (shares of errors in such intervals),
    ``rank_correlation`` (Spearman's, of error bar and size of the error), the ``factor`` of the
    first half and of the other; ``checked``, the same shares in the other half with error bars
    longer by the factor; and ``bins``, root mean squares of error bar and error.
    """
    z = np.abs(errors / bars)
    factor, other = factor_of(z[first]), factor_of(z[~first])
    ranks = spearmanr(bars, np.abs(errors)).statistic if len(np.unique(bars)) > 1 else np.nan
    return {
        **_coverage(z),
        "rank_correlation": float(ranks) if np.isfinite(ranks) else None,
        "factor": factor,
        "factor_of_other_half": other,
        "checked": _coverage(z[~first] / factor) if factor and other is not None else None,
        "bins": _bins(errors, bars),
    }


def factor_of(z: FloatArray) -> float | None:
    """Return the 68 % quantile of sizes of z-scores (v,), None of none."""
    return float(np.quantile(z, SHARE)) if len(z) else None


def _coverage(z: FloatArray) -> dict[str, Any]:
    return {
        "numbers": len(z),
        "rms_z": float(np.sqrt(np.mean(z**2))),
        "within_68": float(np.mean(z <= ONE)),
        "within_95": float(np.mean(z <= TWO)),
    }


def _bins(errors: FloatArray, bars: FloatArray) -> dict[str, list[float]]:
    """Return root mean squares of error bars and errors of equal shares, by rising error bars."""
    parts = np.array_split(np.argsort(bars, kind="stable"), min(BINS, len(bars)))
    return {
        name: [float(np.sqrt(np.mean(values[part] ** 2))) for part in parts]
        for name, values in (("error_bar", bars), ("error", errors))
    }


def _sentence(kind: str, found: dict[str, Any]) -> str:
    known = {name: part for name, part in found.items() if part["checked"]}
    if not known:
        return f"{WORDS[kind]} have no held-out rows to be compared with."
    factors = ", ".join(f"{two_digits(part['factor'])} for {name}" for name, part in known.items())
    within = ", ".join(
        f"{100 * part['checked']['within_68']:.0f} and {100 * part['checked']['within_95']:.0f} % "
        f"of {name}"
        for name, part in known.items()
    )
    return (
        f"{WORDS[kind]} are honest on one half of the groups when multiplied by {factors}; in the "
        f"other half 68 and 95 % intervals then hold {within} errors."
    )
