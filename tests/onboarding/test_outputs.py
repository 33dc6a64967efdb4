"""Outputs of programs are found in a folder, in order, and what cannot be read is told."""

from pathlib import Path

import ase
import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.db import connect
from ase.io import write
from ase.test.fio.test_espresso import pw_output_cell

from pairwright.data.rows import write_rows
from pairwright.errors import PairwrightError
from pairwright.onboarding.outputs import Reading, structures

SHIPPED = Path(ase.__file__).parent / "test" / "testdata"


def frames(count=2):
    """Return argon with ASE's Lennard-Jones results."""
    made = []
    for number in range(count):
        atoms = bulk("Ar", "fcc", a=5.2 + 0.1 * number)
        atoms.calc = LennardJones(rc=8.0, sigma=3.4, epsilon=0.01)
        atoms.get_stress()
        made.append(atoms)
    return made


def read(source):
    """Return what a source gives, and what was noted on the way."""
    reading = Reading()
    return list(structures(source, reading)), reading


@pytest.fixture
def outputs(tmp_path):
    """A folder with outputs of three programs, and files that are none."""
    folder = tmp_path / "outputs"
    for name in ("vasp/one", "espresso", "castep"):
        (folder / name).mkdir(parents=True)
    outcar = (SHIPPED / "vasp" / "OUTCAR_example_1").read_bytes()
    (folder / "vasp" / "one" / "OUTCAR").write_bytes(outcar)
    (folder / "vasp" / "one" / "INCAR").write_text("ENCUT = 400\n")
    (folder / "espresso" / "relax.out").write_text(pw_output_cell)
    castep = (SHIPPED / "castep" / "md.castep").read_bytes()
    (folder / "castep" / "md.castep").write_bytes(castep)
    (folder / "notes.txt").write_text("to do\n")
    return folder


def test_the_outputs_of_a_folder_are_read_by_what_they_are(outputs):
    found, reading = read(outputs)
    assert reading.files == {"castep/md.castep": 3, "espresso/relax.out": 3, "vasp/one/OUTCAR": 1}
    assert reading.skipped == {}
    programs = [atoms.calc.name for atoms, _ in found]
    assert programs == ["castep"] * 3 + ["espresso"] * 3 + ["vasp"]
    assert [keys["step"] for _, keys in found] == [1, 2, 3, 1, 2, 3, 1]
    assert all("energy" in atoms.calc.results for atoms, _ in found[:3])


def test_numbers_are_those_of_the_output(outputs):
    found, _ = read(outputs / "vasp")
    (nickel, keys) = found[0]
    expected = ase.io.read(SHIPPED / "vasp" / "OUTCAR_example_1")
    assert keys["source"] == "one/OUTCAR"
    assert nickel.calc.results["energy"] == expected.get_potential_energy()
    assert np.array_equal(nickel.calc.results["forces"], expected.get_forces())
    assert np.array_equal(nickel.calc.results["stress"], expected.get_stress())


def test_of_one_vasp_run_only_vasprun_is_read(outputs):
    vasprun = (SHIPPED / "vasp" / "vasprun_pstress.xml").read_bytes()
    (outputs / "vasp" / "one" / "vasprun.xml").write_bytes(vasprun)
    _, reading = read(outputs / "vasp")
    assert reading.files == {"one/vasprun.xml": 1}
    assert reading.skipped == {"one/OUTCAR": "vasprun.xml beside it has the same calculation"}


def test_a_damaged_file_is_left_out_with_the_reason(outputs):
    (outputs / "castep" / "broken.extxyz").write_text("2\nLattice=oops\nAr 0 0 0\n")
    _, reading = read(outputs)
    assert list(reading.skipped) == ["castep/broken.extxyz"]
    assert "not readable as extxyz" in reading.skipped["castep/broken.extxyz"]
    assert reading.files["castep/md.castep"] == 3


def test_a_damaged_file_alone_is_an_error(tmp_path):
    path = tmp_path / "broken.extxyz"
    path.write_text("2\nLattice=oops\nAr 0 0 0\n")
    with pytest.raises(PairwrightError, match="not readable as extxyz after 0 structures"):
        read(path)


def test_a_file_of_no_known_format_is_refused(tmp_path):
    (tmp_path / "notes.md").write_text("# Notes\n")
    with pytest.raises(PairwrightError, match="neither an ASE database nor an output"):
        read(tmp_path / "notes.md")


@pytest.mark.parametrize("name", ["data.extxyz", "data.xyz", "data.traj", "data.extxyz.gz"])
def test_a_file_of_several_structures_is_read_whole(tmp_path, name):
    made = frames()
    write(tmp_path / name, made, format="traj" if name.endswith("traj") else "extxyz")
    found, reading = read(tmp_path / name)
    assert reading.files == {name: 2}
    for (atoms, _), expected in zip(found, made, strict=True):
        energy = expected.get_potential_energy()
        assert atoms.calc.results["energy"] == pytest.approx(energy, abs=1e-7)


def test_what_a_file_says_of_a_structure_becomes_keys_that_a_database_takes(tmp_path):
    atoms = frames(1)[0]
    atoms.info = {"config type": "flüssig", "id": 7, "2nd": "x", "flag": True, "n": "3"}
    write(tmp_path / "data.extxyz", atoms)
    found, _ = read(tmp_path / "data.extxyz")
    write_rows(tmp_path / "data.db", found)
    (row,) = connect(tmp_path / "data.db").select()
    assert row.key_value_pairs == {
        "config_type": "flüssig",
        "info_id": 7,
        "info_2nd": "x",
        "flag": 1,
        "n": 3,
        "source": "data.extxyz",
        "step": 1,
    }
