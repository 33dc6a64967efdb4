"""Properties with error bars, beside the database's."""

import numpy as np
import pytest
from judging_data import judged_fit

from pairwright.judging.bootstrap import resamples
from pairwright.judging.propagation import propagated
from pairwright.judging.sampling import sample
from pairwright.properties.propagation import property_samples


@pytest.fixture(scope="module")
def everything(noisy):
    judged = judged_fit("lennard-jones", noisy, judging={"bootstrap": 30})
    return judged, resamples(judged), sample(judged.fit, 0, kept=40)


def equations(**values):
    return {"structures": {"fcc": values}}


def test_they_are_the_properties_of_the_samples(everything):
    judged, found, samples = everything
    record = propagated(judged, "Ar", equations(), found, samples)["by_structure"]["fcc"]
    model, dataset = judged.fit.problem.variables.model, judged.data.dataset
    expected = property_samples(model, found.parameters, dataset, "Ar", found.reference_energies)[
        "fcc"
    ]
    assert list(record) == list(expected)
    for name in ("a0_A", "B0_GPa", "cohesive_energy_meV_per_atom"):
        said = record[name]["bootstrap"]
        assert said["standard_deviation"] == pytest.approx(np.std(expected[name], ddof=1))
        assert said["lower_95"] < record[name]["value"] < said["upper_95"]
        assert said["without"] == 0
    assert record["V0_A3"]["database"] == {
        "value": None,
        "within_bootstrap_95": None,
        "within_sampling_95": None,
    }


def test_a_value_of_the_database_lies_within_or_not(everything):
    judged, found, samples = everything
    known = propagated(judged, "Ar", equations(), found, samples)["by_structure"]["fcc"]
    near = known["a0_A"]["bootstrap"]["median"]
    far = known["B0_GPa"]["sampling"]["upper_95"] * 1.01
    record = propagated(judged, "Ar", equations(a0_A=near, B0_GPa=far), found, samples)
    fcc = record["by_structure"]["fcc"]
    assert fcc["a0_A"]["database"]["within_bootstrap_95"] is True
    assert fcc["B0_GPa"]["database"]["within_sampling_95"] is False
    assert record["sentence"].startswith("Of 2 lattice constants")


def test_a_database_without_values_has_nothing_to_compare(everything):
    judged, found, samples = everything
    record = propagated(judged, "Ar", equations(a0_A=None), found, samples)
    assert "gives no lattice constant" in record["sentence"]
