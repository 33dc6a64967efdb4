"""Least squares for any pair form, with the exact Jacobian."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.fit.targets import Targets, predict, predict_derivatives
from pairwright.potentials.forms import PairFunction

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Solution:
    """The optimum: parameters (k,), reference energy (eV an atom), and how it was reached.

    ``jacobian`` (t, k) or (t, k + 1) is that of the scaled residuals (t,) with respect to the
    parameters and, when it was fitted, the reference energy in the last column.
    """

    parameters: FloatArray
    reference_energy: float
    residuals: FloatArray
    jacobian: FloatArray
    evaluations: int


def solve(
    targets: Targets,
    pairs: PairTable,
    function: PairFunction,
    start: Sequence[float],
    reference_energy: float | None,
) -> Solution:
    """Minimise the sum of squared scaled residuals by Levenberg-Marquardt.

    Parameters are positive, and varied through their logarithms; the Jacobian is exact, by
    automatic differentiation of the pair function. The reference energy (eV) is varied too when
    it is None.
    Raises PairwrightError when the optimiser does not converge.
    """
    count = len(start)
    fitted = reference_energy is None
    observed = targets.observed(0.0 if reference_energy is None else reference_energy)
    column = targets.reference_column()

    def split(variables: FloatArray) -> tuple[FloatArray, float]:
        return np.exp(variables[:count]), float(variables[count]) if fitted else 0.0

    def residuals(variables: FloatArray) -> FloatArray:
        parameters, offset = split(variables)
        predicted = predict(targets.dataset, pairs, function, list(parameters))
        return targets.flatten(predicted) + offset * column - observed

    def parameter_jacobian(parameters: FloatArray) -> FloatArray:
        derivatives = predict_derivatives(targets.dataset, pairs, function, list(parameters))
        columns = [targets.flatten(derivative) for derivative in derivatives]
        return np.stack([*columns, column] if fitted else columns, axis=1)

    def jacobian(variables: FloatArray) -> FloatArray:
        parameters, _ = split(variables)
        matrix = parameter_jacobian(parameters)
        matrix[:, :count] *= parameters
        return matrix

    first_guess = np.log(np.asarray(start, dtype=float))
    if fitted:
        energies = targets.dataset.energies / targets.dataset.natoms
        first_guess = np.append(first_guess, energies.max())
    if len(observed) < len(first_guess):
        raise PairwrightError(
            f"{len(observed)} numbers cannot determine {len(first_guess)} parameters; "
            "fit more rows, or weight forces and stresses too"
        )
    result = least_squares(
        residuals, first_guess, jacobian, method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    if not result.success or not np.all(np.isfinite(result.x)):
        raise PairwrightError(f"the least-squares fit did not converge: {result.message}")
    parameters, offset = split(result.x)
    return Solution(
        parameters=parameters,
        reference_energy=offset if reference_energy is None else reference_energy,
        residuals=result.fun,
        jacobian=parameter_jacobian(parameters),
        evaluations=int(result.nfev),
    )
