"""Made-up results of fits, as the judgement, the selection and the properties write them."""

import numpy as np
import pandas as pd

from pairwright.judging.calibration import BOOTSTRAP, COVARIANCE, ENSEMBLE, RESIDUALS
from pairwright.judging.cross_validation import GROUPED, HELD_OUT_COLUMNS, LEFT_OUT, RANDOM
from pairwright.judging.learning_curve import FITTED, HELD_OUT, LEARNING_COLUMNS
from pairwright.judging.selection import EVERYTHING, NEURAL, SELECTION_COLUMNS
from pairwright.judging.sensitivity import SENSITIVITY_COLUMNS
from pairwright.properties.dimer import DIMER_COLUMNS

FORMS = ("lennard-jones", "mie", "buckingham-axilrod-teller")
SCORES = {"lennard-jones": 5.0, "mie": 1.5, "buckingham-axilrod-teller": 0.8, NEURAL: 0.3}
PARAMETERS = {"lennard-jones": 2, "mie": 4, "buckingham-axilrod-teller": 4, NEURAL: 130}
FIVE = ["fcc", "hcp", "bcc", "sc", "diamond"]
WORSE = {GROUPED: 1.0, LEFT_OUT: 1.5, RANDOM: 0.9}
WORSE_STILL = {(NEURAL, LEFT_OUT): 4.0, ("mie", RANDOM): 0.8}
OPEN_IS_WORSE = {"sc": 3.0, "diamond": 3.0}


def score_of(model):
    return SCORES.get(model, 2.0)


def selection_of(structures=FIVE, forms=FORMS, neural=True, forces=True, errors=True):
    """Return selection.csv and selection.json; open crystals are worse by all but lennard-jones."""
    models = [*forms, NEURAL] if neural else list(forms)
    rows = []
    for model in models:
        for split in (GROUPED, LEFT_OUT, RANDOM):
            if (len(structures) == 1 and split == LEFT_OUT) or (model, split) == (NEURAL, RANDOM):
                continue
            for name in [EVERYTHING, *structures]:
                worse = 1.0 if model == "lennard-jones" else OPEN_IS_WORSE.get(name, 1.0)
                value = score_of(model) * worse * WORSE_STILL.get((model, split), WORSE[split])
                values = (value, *((4 * value, 0.02 * value) if forces else (None, None)))
                scatter = [0.1 * v if errors and v is not None else None for v in values]
                rows.append((model, PARAMETERS.get(model, 3), split, name, *values, *scatter))
    table = pd.DataFrame(rows, columns=SELECTION_COLUMNS)
    return table.astype(dict.fromkeys(SELECTION_COLUMNS[4:], float)), record_of(models)


def record_of(models):
    forms = [name for name in models if name != NEURAL]
    best, best_form = min(models, key=score_of), min(forms, key=score_of)
    return {
        "scores": {
            name: {
                "score": score_of(name),
                "standard_error": 0.1 * score_of(name),
                "parameters": PARAMETERS.get(name, 3),
            }
            for name in models
        },
        "best": best,
        "taken": best,
        "best_form": best_form,
        "taken_form": best_form,
        "shares": {},
        "verdict": [],
    }


def costs_of(models):
    return {
        "natoms": 250,
        "models": {
            name: {
                "us_per_atom": 60.0 + 40 * place,
                "q1_us_per_atom": 50.0 + 40 * place,
                "q3_us_per_atom": 80.0 + 40 * place,
                "repeats": 3,
            }
            for place, name in enumerate(models)
        },
    }


def dimers_of(forms=FORMS, data=()):
    """Return dimer.csv and properties.json of each form: wells of 10, 11, ... meV."""
    curves, properties = {}, {}
    distances = np.linspace(2.2, 12, 300)
    for place, form in enumerate(forms):
        depth, position = 10.0 + place, 3.8 + 0.1 * place
        powers = (position / distances) ** 6
        curve = depth * (powers**2 - 2 * powers)
        curves[form] = pd.DataFrame({"distance_A": distances, "energy_meV": curve})
        properties[form] = {
            "crystals": {},
            "dimer": {
                "well_depth_meV": depth,
                "position_A": position,
                "shortest_distance_of_data_A": 2.8,
                "longest_distance_of_data_A": 12.0,
                "data": list(data),
            },
        }
    assert list(curve_columns(curves)) == list(DIMER_COLUMNS)
    return curves, properties


def curve_columns(curves):
    return next(iter(curves.values())).columns


def properties_of(structures=FIVE, forms=FORMS, minimum=True):
    """Return properties.json of each form: lengths 1, 2, ... % too long, moduli 10, 20, ... %."""
    _, properties = dimers_of(forms)
    for place, form in enumerate(forms):
        for name in structures:
            data = {"V0_A3": 40.0, "B0_GPa": 2.0, "cohesive_energy_meV_per_atom": 80.0}
            factors = (1.01 ** (3 * (place + 1)), 1 + 0.1 * (place + 1), 1 - 0.02 * (place + 1))
            potential = {
                column: value * factor if minimum else None
                for (column, value), factor in zip(data.items(), factors, strict=True)
            }
            properties[form]["crystals"][name] = {"potential": potential, "data": data}
    return properties


def judgements_of(structures=FIVE, forms=FORMS, forces=True, held_out=True):
    """Return what figures read of judgement.json; the covariance's error bars are too short."""
    quantities = ("energy", "force", "stress") if forces else ("energy",)
    ratios = {COVARIANCE: 100.0, RESIDUALS: 0.5, BOOTSTRAP: 5.0, ENSEMBLE: 1.25}
    return {
        form: {
            "directions": {
                "directions": [
                    {"eigenvalue": 10.0 ** (8 - 3 * number)} for number in range(place + 2)
                ],
                "decades": 3.0 * (place + 1),
                "held": ["C8"] if place == 1 else [],
            },
            "calibration": {
                kind: {name: {"rms_z": ratio} for name in quantities if held_out} | {"sentence": ""}
                for kind, ratio in ratios.items()
            },
            "properties": {
                "by_structure": {
                    name: {"V0_A3": {"bootstrap": {"lower_68": 40.0, "upper_68": 42.0}}}
                    for name in structures
                }
            },
        }
        for place, form in enumerate(forms)
    }


def learning_of(forms=FORMS, fractions=(0.25, 0.5, 1.0), forces=True):
    """Return learning_curve.csv of each form; lennard-jones has learnt all it can."""
    tables = {}
    for form in forms:
        rows = []
        for fraction in fractions:
            for kind in (HELD_OUT, FITTED):
                learnt = 1.0 if form == "lennard-jones" or kind == HELD_OUT else 0.5
                error = score_of(form) * learnt / (fraction if kind == HELD_OUT else 1)
                values = [error, 0.1 * error, 4 * error, 0.4 * error, 0.02 * error, 0.002 * error]
                if not forces:
                    values[2:] = [None] * 4
                rows.append((fraction, 40 * fraction, 200 * fraction, kind, 5, 0, *values))
        table = pd.DataFrame(rows, columns=LEARNING_COLUMNS)
        tables[form] = table.astype(dict.fromkeys(LEARNING_COLUMNS[6:], float))
    return tables


def held_out_of(dataset, error, force=2.0):
    """Return held_out.csv: an energy error (meV/atom) for each row, once as grouped, once not."""
    rows = [
        (number, structure, "g", kind, "fold-0", 1, 0.0, 0.0, value, force, 0.0, 0.0)
        for kind in (GROUPED, LEFT_OUT)
        for number, structure, value in zip(dataset.ids, dataset.structures, error, strict=True)
    ]
    return pd.DataFrame(rows, columns=HELD_OUT_COLUMNS)


def sensitivity_of(schemes=("cut", "shift", "force-shift", "switch", "tail")):
    """Return cutoff_sensitivity.csv and .json; the last radius of a scheme could not be fitted."""
    rows = []
    for place, scheme in enumerate(schemes):
        for radius in (8.6, 10.0, 12.0):
            rows.append(
                (
                    *(scheme, radius, radius / 3.4, 0.01 + 0.001 * place, 3.4, 0.0, 2.0, 5.3, 85.0),
                    0.1 * (place - 1),
                )
            )
        rows.append((scheme, 14.0, *[None] * (len(SENSITIVITY_COLUMNS) - 2)))
    table = pd.DataFrame(rows, columns=SENSITIVITY_COLUMNS)
    record = {
        "configured": {"scheme": "shift", "radius_A": 12.0},
        "hcp_minus_fcc": {"without_cutoff_in_epsilon": -0.0009},
        "sentence": "Said elsewhere.",
    }
    return table.astype(dict.fromkeys(SENSITIVITY_COLUMNS[2:], float)), record
