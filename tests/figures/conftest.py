"""Tables such as the workflow writes, for any labels and any number of rows."""

import numpy as np
import pandas as pd
import pytest

from pairwright.properties.eos import birch_murnaghan, fit_record, fitting_window


class Tables:
    """Made-up tables of some structures, the same for the same arguments.

    Energies are such that each structure is less stable, and worse predicted, than the one before.
    """

    def __init__(self, labels, rows=20, points=12, held_out=True):
        generator = np.random.default_rng(5)
        self.reference = {"mode": "isolated_atom", "value_eV": -0.01}
        configurations, predictions, points_table, curves = [], [], [], []
        self.equations, self.potential = {}, {}
        for number, label in enumerate(labels):
            v0, e0 = 38.0 + 4 * number, -0.09 + 0.005 * number
            for row in range(rows):
                energy = e0 + generator.gamma(2, 0.008)
                error = generator.normal(0, 1 + number)
                split = "test" if held_out and row % 5 == 0 else "train"
                configurations.append((label, energy))
                predictions.append((label, split, 2, 2 * energy, 2 * (energy + error / 1e3), error))
            volumes = np.linspace(0.75, 1.4, points) * v0
            energies = birch_murnaghan(volumes, v0, e0, 0.015, 7.0)
            self.equations[label] = fit_record(label, volumes, energies, -0.01)
            used = fitting_window(volumes, energies) & (self.equations[label]["reason"] is None)
            points_table += [(label, *row) for row in zip(volumes, energies, used, strict=True)]
            volumes = np.linspace(0.73, 1.43, 60) * v0
            energies = birch_murnaghan(volumes, 0.98 * v0, 0.97 * e0, 0.018, 8.0)
            self.potential[label] = fit_record(label, volumes, energies, -0.01)
            curves += [(label, *row) for row in zip(volumes, energies, strict=True)]
        energy_volume = ["structure", "volume_per_atom_A3", "energy_per_atom_eV"]
        self.configurations = pd.DataFrame(
            configurations, columns=["structure", "energy_per_atom_eV"]
        )
        self.predictions = pd.DataFrame(
            predictions,
            columns=[
                "structure",
                "split",
                "natoms",
                "energy_eV",
                "predicted_energy_eV",
                "energy_error_meV_per_atom",
            ],
        )
        self.points = pd.DataFrame(points_table, columns=[*energy_volume, "used_in_fit"])
        self.curves = pd.DataFrame(curves, columns=energy_volume)


@pytest.fixture
def tables():
    """Return the class that makes the tables."""
    return Tables


@pytest.fixture
def options():
    """Return the figures section of the configuration, at a resolution that is fast to draw."""
    return {"width_mm": 170, "font_size_pt": 8, "dpi": 60, "data_label": "DFT"}
