"""What the Murnaghan equation says of a database's crystals, and how certain that is, as JSON."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pairwright.autodiff.murnaghan import (
    bulk_modulus,
    bulk_modulus_derivative,
    fit_murnaghan,
    murnaghan,
    pressure,
)
from pairwright.autodiff.records import Record, quantity
from pairwright.autodiff.sensitivities import (
    covariance,
    data_sensitivities,
    monte_carlo,
    propagated_error,
)
from pairwright.units import GPA_PER_EV_A3, MEV_PER_EV

FloatArray = npt.NDArray[np.float64]

POST = np.array([-56.466, 0.49, 4.753, 16.573])
"""E0 (eV), B0 (eV/Å^3), B0' and V0 (Å^3) of J. Kitchin, More auto-differentiation goodness for
science and engineering (2017) ..."""
POST_GPA = 160.21773
"""... and its 1 eV/Å^3 in GPa."""
REPEATS = 20_000
"""Fits to noisy energies."""
PARAMETERS = (("E0", "eV/atom"), ("B0", "eV/Å^3"), ("B0_prime", "1"), ("V0", "Å^3/atom"))
"""Names and units of the fitted parameters."""


def murnaghan_record(
    points: pd.DataFrame, configurations: pd.DataFrame, equations: Record
) -> Record:
    """Fit each crystal of a database and compare its pressures with those of the DFT stress.

    ``points`` is energy_volume.csv, ``configurations`` configurations.csv and ``equations``
    equation_of_state.json of the database study. Crystals without an equation there have none here.
    """
    pressures = configurations.set_index("id")["pressure_GPa"]
    crystals = {
        str(name): _crystal_record(rows, pressures, equations["structures"][name])
        for name, rows in fitted_crystals(points)
    }
    return {"post": _post_record(), "crystals": crystals}


def fitted_crystals(points: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the names and rows of those crystals of energy_volume.csv that were fitted."""
    groups = points.groupby("structure", sort=True)
    return [(str(name), rows) for name, rows in groups if rows["used_in_fit"].any()]


def sensitivities_record(points: pd.DataFrame, seed: int) -> Record:
    """Give each fit's standard errors, what its V0 owes to each energy, and a predicted pressure.

    The pressure is that at the smallest volume of the data, which lies outside the fit;
    ``seed`` starts the noise of the Monte Carlo check.
    """
    return {
        "repeats": quantity(REPEATS),
        "crystals": {
            name: _sensitivity_record(rows, seed) for name, rows in fitted_crystals(points)
        },
    }


def _post_record() -> Record:
    at_minimum = float(pressure(POST[3], POST)) * POST_GPA
    compressed = float(pressure(0.99 * POST[3], POST)) * POST_GPA
    modulus = float(bulk_modulus(POST[3], POST))
    return {
        "pressure_at_V0": quantity(at_minimum, "GPa"),
        "pressure_at_0.99_V0": quantity(compressed, "GPa"),
        "bulk_modulus_at_V0": quantity(modulus, "eV/Å^3"),
        "bulk_modulus_derivative_at_V0": quantity(float(bulk_modulus_derivative(POST[3], POST))),
    }


def _crystal_record(rows: pd.DataFrame, pressures: Any, birch: Record) -> Record:
    volumes, energies = window(rows)
    parameters = fit_murnaghan(volumes, energies)
    residuals = (murnaghan(volumes, parameters) - energies) * MEV_PER_EV
    all_volumes = rows["volume_per_atom_A3"].to_numpy(float)
    predicted = pressure(all_volumes, parameters) * GPA_PER_EV_A3
    calculated = pressures.loc[rows["id"]].to_numpy(float)
    used = rows["used_in_fit"].to_numpy(bool)
    return {
        "points": quantity(len(volumes)),
        "E0": quantity(parameters[0], "eV/atom"),
        "B0": quantity(parameters[1] * GPA_PER_EV_A3, "GPa"),
        "B0_prime": quantity(parameters[2]),
        "V0": quantity(parameters[3], "Å^3/atom"),
        "rms_residual": quantity(_rms(residuals), "meV/atom"),
        "birch_murnaghan": {
            "B0": quantity(birch["B0_GPa"], "GPa"),
            "B0_prime": quantity(birch["B0_prime"]),
            "V0": quantity(birch["V0_A3"], "Å^3/atom"),
            "rms_residual": quantity(birch["rms_residual_meV_per_atom"], "meV/atom"),
        },
        "pressures": {
            "volume": quantity(all_volumes, "Å^3/atom"),
            "from_energy": quantity(predicted, "GPa"),
            "from_dft_stress": quantity(calculated, "GPa"),
            "in_fit": used,
            "rms_difference_in_fit": quantity(_rms((predicted - calculated)[used]), "GPa"),
            "rms_difference_outside": quantity(_rms((predicted - calculated)[~used]), "GPa"),
        },
    }


def window(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return volumes (Å^3) and energies (eV) per atom of the rows that are fitted."""
    used = rows[rows["used_in_fit"].astype(bool)]
    volumes = used["volume_per_atom_A3"].to_numpy(float)
    return volumes, used["energy_per_atom_eV"].to_numpy(float)


def _sensitivity_record(rows: pd.DataFrame, seed: int) -> Record:
    volumes, energies = window(rows)
    parameters = fit_murnaghan(volumes, energies)
    errors = covariance(murnaghan, volumes, energies, parameters)
    smallest = float(rows["volume_per_atom_A3"].min())

    def predicted(p: Any) -> Any:
        return pressure(smallest, p) * GPA_PER_EV_A3

    residuals = murnaghan(volumes, parameters) - energies
    noise = float(np.sqrt(residuals @ residuals / (len(volumes) - len(parameters))))
    samples = monte_carlo(murnaghan, volumes, parameters, noise, REPEATS, seed)
    scatter = pressure(np.full(REPEATS, smallest), samples) * GPA_PER_EV_A3
    of_volume = data_sensitivities(murnaghan, volumes, energies, parameters)[3] / MEV_PER_EV
    return {
        "parameters": {
            name: quantity(value, unit)
            | {"standard_error": float(np.sqrt(errors[i, i])), "monte_carlo": float(spread)}
            for i, ((name, unit), value, spread) in enumerate(
                zip(PARAMETERS, parameters, samples.std(axis=1), strict=True)
            )
        },
        "noise": quantity(noise * MEV_PER_EV, "meV/atom"),
        "volume": quantity(volumes, "Å^3/atom"),
        "V0_per_energy": quantity(of_volume, "Å^3/meV"),
        "predicted_pressure": {
            "volume": quantity(smallest, "Å^3/atom"),
            "pressure": quantity(float(predicted(parameters)), "GPa"),
            "standard_error": quantity(propagated_error(predicted, parameters, errors), "GPa"),
            "monte_carlo": quantity(float(np.std(scatter)), "GPa"),
        },
    }


def _rms(values: FloatArray) -> float | None:
    """Return the root mean square of the numbers among ``values``, None if there are none."""
    known = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(known**2))) if known.size else None
