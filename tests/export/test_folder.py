"""The files of an export folder that are not for LAMMPS, and what its README says."""

import io
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from ase.build import bulk

from pairwright import load_potential
from pairwright.errors import PairwrightError
from pairwright.export.folder import export_folder
from pairwright.export.potential import Potential
from pairwright.export.table import PAIR_PART, TAIL_PART, distances
from pairwright.potentials.calculator import calculator_of
from pairwright.store import write_json

OWN = """
from pairwright.potentials.forms import Form, Parameter

def inverse(r, parameters):
    \"\"\"Return a / r^12 in eV, for r in Å.\"\"\"
    return parameters[0] / r**12

FORMS = {"inverse": Form(inverse, (Parameter("a", "eV Å^12", 1.0),))}
"""
TRIPLES = ("morse-axilrod-teller", "tail")


def columns_of(text):
    """Read the table as pandas does when it is told of comments."""
    return pd.read_csv(io.StringIO(text), comment="#")


def run_example(readme, folder):
    """Run the ASE example of a README in the export folder and return the energy it prints."""
    program = readme.split("```python\n")[1].split("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    energy, unit = done.stdout.split()
    assert unit == "eV"
    return float(energy), float(program.split("a=")[1].split(")")[0])


def test_columns_are_distance_energy_and_force_of_a_pair(combination, potential_of, folder_of):
    table, potential = columns_of(folder_of(*combination).columns), potential_of(*combination)
    assert list(table) == ["r_A", "energy_eV", "force_eV_per_A"]
    r = table.r_A.to_numpy()
    assert r[0] < potential.shortest_distance < r[-1] == potential.radius
    np.testing.assert_array_equal(table.energy_eV, potential.energies(r))
    np.testing.assert_array_equal(table.force_eV_per_A, potential.forces(r))


def test_distances_are_whole_hundredths_and_the_radius():
    assert distances(1.406, 1.4321).tolist() == [1.41, 1.42, 1.43, 1.4321]
    assert distances(1.4, 1.42).tolist() == [1.4, 1.41, 1.42]


def test_what_the_columns_leave_out_is_said(folder_of):
    plain, both = folder_of("mie", "cut").columns, folder_of(*TRIPLES).columns
    for part in (PAIR_PART, TAIL_PART):
        assert part not in plain
        assert part in both
    assert "C9 = 0.03 eV Å^9" in both
    assert "from 0.8 of the distance 8 Å" in both.replace("\n#   ", " ")


@pytest.mark.parametrize("name", ["mie", "spline", "tang-toennies-axilrod-teller"])
@pytest.mark.parametrize("scheme", ["force-shift", "switch", "tail"])
def test_the_copy_loads_as_the_fit_does(name, scheme, fit_of, folder_of, tmp_path):
    write_json(tmp_path / "potential.json", folder_of(name, scheme).potential)
    loaded = load_potential(tmp_path / "potential.json")
    ours = calculator_of(fit_of(name, scheme))
    atoms = bulk("Ar", "hcp", a=3.6, c=6.0)
    atoms.positions[0] += [0.1, 0.2, 0.05]
    for quantity in ("energy", "forces", "stress"):
        np.testing.assert_array_equal(
            loaded.get_property(quantity, atoms), ours.get_property(quantity, atoms)
        )


def test_the_copy_names_the_database_but_no_folder(fit_of, summary):
    fit = fit_of(database={"path": "/somewhere/else/argon.db", "sha256": "0f" * 32, "rows": 1})
    folder = export_folder(fit, summary)
    assert folder.potential["database"] == {"name": "argon.db", "sha256": "0f" * 32}
    said = [folder.lammps, folder.table, folder.columns, folder.readme]
    said += [json.dumps(folder.potential), json.dumps(folder.record)]
    assert not any("somewhere" in text for text in said)


@pytest.mark.parametrize("name", ["buckingham", "morse-axilrod-teller"])
def test_the_example_for_ase_runs_in_the_folder(name, fit_of, folder_of, tmp_path):
    exported = folder_of(name, "tail")
    write_json(tmp_path / "potential.json", exported.potential)
    energy, constant = run_example(exported.readme, tmp_path)
    ours = calculator_of(fit_of(name, "tail"))
    assert energy == ours.get_property("energy", bulk("Ar", "fcc", a=constant))


def test_the_example_for_a_form_of_one_s_own_runs_beside_its_file(fit_of, summary, tmp_path):
    (tmp_path / "mine.py").write_text(OWN, encoding="utf-8")
    fit = fit_of(scheme="cut", form="inverse", parameters={"a": {"value": 1e4}})
    exported = export_folder(fit, summary, [str(tmp_path / "mine.py")])
    assert "with a copy of your `mine.py`" in exported.readme
    assert str(tmp_path) not in exported.readme
    write_json(tmp_path / "potential.json", exported.potential)
    energy, constant = run_example(exported.readme, tmp_path)
    form = {"inverse": Potential.of(fit, summary, [str(tmp_path / "mine.py")]).model.form}
    expected = calculator_of(fit, form).get_property("energy", bulk("Ar", "fcc", a=constant))
    assert energy == expected


def test_files_of_own_forms_are_not_asked_for_by_others(fit_of, summary, tmp_path):
    (tmp_path / "mine.py").write_text(OWN, encoding="utf-8")
    assert "mine.py" not in export_folder(fit_of(), summary, [str(tmp_path / "mine.py")]).readme


def test_the_readme_says_why_lammps_is_refused(folder_of):
    text = folder_of(*TRIPLES).readme
    assert "LAMMPS cannot compute this potential: its pair_style atm" in text
    assert "```lammps" not in text
    assert "| `potential.table` | holds nothing: see below |" in text


def test_the_readme_says_how_exact_the_table_is(folder_of):
    text = folder_of("buckingham", "tail").readme
    assert "LAMMPS's buck falls to minus infinity" in text
    assert "off by at most 2e-7 meV" in text
    assert "ASE's energy is LAMMPS's plus -0.0048 eV" in text


def test_the_record_is_for_programs(folder_of):
    record = folder_of("buckingham", "tail").record
    assert record["cutoff"] == {"scheme": "tail", "radius_A": 12.0}
    assert record["lammps"]["style"] == "table spline"
    assert record["lammps"]["table"]["largest_energy_error_meV"] < 1e-6
    assert record["shortest_distance_A"] == 2.8112


@pytest.mark.parametrize("shortest", [None, 12.5])
def test_a_database_without_pairs_is_refused(shortest, fit_of):
    summary = {"structures": {"all": {"shortest_distance_A": shortest}}}
    with pytest.raises(PairwrightError, match=r"closer than cutoff\.radius_A, 12\.0; choose"):
        export_folder(fit_of(), summary)


def test_the_same_fit_gives_the_same_files(fit_of, summary):
    assert export_folder(fit_of("mie"), summary) == export_folder(fit_of("mie"), summary)
