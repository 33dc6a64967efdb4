"""A Lennard-Jones crystal has the minimum that lattice sums give, up to the pairs cut off.

With a shifted cutoff at rc, the pairs left out and the shift of those within raise the energy per
atom by C / V, C = 16/3 pi epsilon sigma^6 / rc^3 (the neighbours beyond rc counted as a smooth
density). To first order in C this raises E0 by C / V0 and V0 by C / (V0 B0), and changes
B = V E'' by (3 - B0') C / V0^2: C / V0^2 of it times 3, because the pairs within the cutoff at V0
are held when the energy is differentiated, and -B0' of it because V0 grows.
"""

import numpy as np
import pytest

from pairwright.data.crystals import dimer, primitive_cell
from pairwright.potentials.calculator import calculator_of
from pairwright.potentials.model import model_of
from pairwright.properties.curves import CURVE_COLUMNS, energy_volume_curves
from pairwright.properties.eos import fit_record
from pairwright.properties.lattice import minimum, shells_of
from pairwright.properties.prototypes import VOLUMES

# V0, E0, B0 per atom at infinite range, in units of epsilon and sigma, from the lattice sums of
# A. Burrows et al., J. Math. Phys. 2020, 10.1063/5.0021159.
EXACT = {
    "fcc": (0.916159770, -8.610200157, 75.185141),
    "hcp": (0.916144448, -8.611069732, 75.193992),
    "bcc": (0.938899123, -8.237291910, 70.186811),
}


def fit(radius, scheme="shift", epsilon=1.0, sigma=1.0, reference=0.0):
    """Return what a fit.json holds that a calculator needs."""
    return {
        "form": "lennard-jones",
        "element": "Ar",
        "parameters": {"epsilon": {"value": epsilon}, "sigma": {"value": sigma}},
        "cutoff": {"scheme": scheme, "radius_A": radius},
        "reference_energy": {"mode": "value", "value_eV": reference},
    }


def lattice_minimum(structure, radius, scheme="shift"):
    model, values = model_of(fit(radius, scheme))
    volumes = np.linspace(0.85, 1.05, 20)
    shells = shells_of(primitive_cell("Ar", structure, 0.95), model, volumes[0])
    parameters, reason = minimum(shells, model, values, volumes)
    assert reason is None
    return parameters


def cutoff_energy_times_volume(radius):
    return 16 / 3 * np.pi / radius**3


@pytest.mark.parametrize("structure", EXACT)
@pytest.mark.parametrize("radius", [10.0, 20.0])
def test_the_minimum_is_that_of_the_lattice_up_to_the_cutoff(structure, radius):
    v0, e0, b0, b0_prime = lattice_minimum(structure, radius)
    exact_v0, exact_e0, exact_b0 = EXACT[structure]
    c = cutoff_energy_times_volume(radius)
    assert e0 - exact_e0 == pytest.approx(c / exact_v0, rel=0.1)
    assert v0 - exact_v0 == pytest.approx(c / (exact_v0 * exact_b0), rel=0.1)
    assert b0 - exact_b0 == pytest.approx((3 - 8) * c / exact_v0**2, rel=0.1)
    assert b0 * v0 == pytest.approx(8 * abs(e0), rel=2 * c)
    assert b0_prime == pytest.approx(8, rel=2 * c)


def test_the_error_falls_with_the_third_power_of_the_cutoff():
    errors = [lattice_minimum("fcc", radius)[1] - EXACT["fcc"][1] for radius in (10.0, 20.0)]
    assert errors[0] / errors[1] == pytest.approx(8, rel=0.05)


def test_a_cut_without_shift_has_half_the_error_in_energy():
    _, e0, _, _ = lattice_minimum("fcc", 20.0, "cut")
    c = cutoff_energy_times_volume(20.0)
    assert e0 - EXACT["fcc"][1] == pytest.approx(0.5 * c / EXACT["fcc"][0], rel=0.1)


def test_units_and_the_reference_energy(dataset_of):
    rows = [("fcc", primitive_cell("Ar", "fcc", volume), 0.0) for volume in (30.0, 36.0, 45.0)]
    classic = fit(60.0, epsilon=0.0104, sigma=3.40, reference=-0.5)
    records, _ = energy_volume_curves(dataset_of(rows), classic)
    record = records["fcc"]
    assert record["a0_A"] == pytest.approx(5.242, abs=0.002)
    assert record["cohesive_energy_meV_per_atom"] == pytest.approx(89.55, abs=0.05)
    assert record["E0_eV"] == pytest.approx(-0.5 - 0.08955, abs=5e-5)
    assert record["B0_GPa"] == pytest.approx(3.187, abs=0.01)


def test_the_curve_covers_the_data_and_is_the_calculators_energy(dataset_of):
    rows = [("bcc", primitive_cell("Ar", "bcc", volume), volume) for volume in (30.0, 50.0)]
    potential = fit(9.0, epsilon=0.01, sigma=3.4, reference=-0.2)
    _, table = energy_volume_curves(dataset_of(rows), potential)
    curve = [dict(zip(CURVE_COLUMNS, row, strict=True)) for row in table]
    assert len(curve) == VOLUMES
    assert curve[0]["volume_per_atom_A3"] < 30 < 50 < curve[-1]["volume_per_atom_A3"]
    atoms = primitive_cell("Ar", "bcc", curve[7]["volume_per_atom_A3"])
    atoms.calc = calculator_of(potential)
    assert curve[7]["energy_per_atom_eV"] == pytest.approx(atoms.get_potential_energy(), abs=1e-12)


def test_birch_murnaghan_through_the_curve_agrees(dataset_of):
    rows = [("fcc", primitive_cell("Ar", "fcc", volume), 0.0) for volume in (0.75, 0.9, 1.15)]
    records, table = energy_volume_curves(dataset_of(rows), fit(20.0))
    volumes, energies = (np.array([row[column] for row in table]) for column in (1, 2))
    fitted = fit_record("fcc", volumes, energies, 0.0)
    assert fitted["V0_A3"] == pytest.approx(records["fcc"]["V0_A3"], rel=2e-3)
    assert fitted["B0_GPa"] == pytest.approx(records["fcc"]["B0_GPa"], rel=0.05)


def test_no_minimum_within_the_volumes_is_told(dataset_of):
    rows = [("fcc", primitive_cell("Ar", "fcc", volume), 0.0) for volume in (0.6, 0.7)]
    records, table = energy_volume_curves(dataset_of(rows), fit(5.0))
    assert records["fcc"]["V0_A3"] is None
    assert records["fcc"]["reason"].startswith("no minimum between 0.582 and 0.721")
    assert len(table) == VOLUMES


def test_a_minimum_that_is_a_jump_is_not_taken_for_smooth(dataset_of):
    # The nearest neighbours leave the cutoff while the energy still falls.
    rows = [("fcc", primitive_cell("Ar", "fcc", volume), 0.0) for volume in (0.8, 1.2)]
    records, _ = energy_volume_curves(dataset_of(rows), fit(1.1, "cut"))
    assert records["fcc"]["V0_A3"] is None
    assert "the energy jumps" in records["fcc"]["reason"]


def test_structures_without_a_volume_are_left_out(dataset_of):
    rows = [("pair", dimer("Ar", 1.0, [9, 9, 9]), 0.0), ("sc", primitive_cell("Ar", "sc", 1.2), 0)]
    records, table = energy_volume_curves(dataset_of(rows), fit(3.0))
    assert set(records) == {"sc"} == {row[0] for row in table}
