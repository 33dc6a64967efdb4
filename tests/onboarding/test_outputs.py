"""Outputs of programs are found in a folder, in order, and what cannot be read is told."""

import os
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
from pairwright.onboarding.blocks import blocks
from pairwright.onboarding.outputs import Reading, structures
from pairwright.onboarding.reading_notes import reading_notes

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


def outcar_beside(folder, *vaspruns, outcars=("OUTCAR",)):
    """Write outputs of VASP into one folder and return the files that are read."""
    folder.mkdir()
    for name in outcars:
        (folder / name).write_bytes((SHIPPED / "vasp" / "OUTCAR_example_1").read_bytes())
    for name, content in vaspruns:
        (folder / name).write_bytes(content)
    return list(read(folder)[1].files)


@pytest.mark.parametrize(
    ("name", "cut", "files"),
    [
        ("vasprun.xml", None, ["vasprun.xml"]),
        ("vasprun.xml.bak", None, ["OUTCAR"]),
        ("vasprun.xml", 1000, ["OUTCAR"]),
        ("vasprun.xml.1", None, ["vasprun.xml.1", "OUTCAR"]),
        ("vasprun_2.xml", None, ["vasprun_2.xml", "OUTCAR"]),
    ],
)
def test_outcar_is_left_out_only_beside_a_vasprun_of_the_same_run(tmp_path, name, cut, files):
    vasprun = (SHIPPED / "vasp" / "vasprun_pstress.xml").read_bytes()
    assert outcar_beside(tmp_path / "run", (name, vasprun[:cut])) == files


def test_restarts_beside_a_vasprun_are_read(tmp_path):
    vasprun = (SHIPPED / "vasp" / "vasprun_pstress.xml").read_bytes()
    outcars = ("OUTCAR", "OUTCAR.1", "OUTCAR_2")
    runs = [("vasprun.xml", vasprun), ("vasprun.2.xml", vasprun)]
    found = outcar_beside(tmp_path / "run", *runs, outcars=outcars)
    assert found == ["vasprun.2.xml", "vasprun.xml", "OUTCAR.1"]


def test_steps_that_did_not_converge_are_noted(outputs):
    outcar = outputs / "vasp" / "one" / "OUTCAR"
    outcar.write_bytes(outcar.read_bytes().replace(b"because EDIFF is reached", b""))
    _, reading = read(outputs)
    assert reading.unconverged == {"vasp/one/OUTCAR": 1}
    (note,) = (note for note in reading_notes(reading) if "converged" in note)
    assert note.startswith("vasp/one/OUTCAR: 1 of 1 steps ended before")


def test_links_are_followed_and_hidden_folders_are_not(tmp_path):
    runs = tmp_path / "runs"
    (runs / "a").mkdir(parents=True)
    (runs / ".trash").mkdir()
    (tmp_path / "elsewhere").mkdir()
    for folder in (runs / "a", runs / ".trash", tmp_path / "elsewhere"):
        write(folder / "data.extxyz", frames(1))
    (runs / "b").symlink_to(tmp_path / "elsewhere")
    (runs / "a" / "loop").symlink_to(runs)
    (runs / "nowhere").symlink_to(tmp_path / "none")
    assert list(read(runs)[1].files) == ["a/data.extxyz", "b/data.extxyz"]


def test_a_hidden_folder_that_was_given_is_read(tmp_path):
    (tmp_path / ".hidden").mkdir()
    write(tmp_path / ".hidden" / "data.extxyz", frames(1))
    assert list(read(tmp_path / ".hidden")[1].files) == ["data.extxyz"]


def test_names_that_are_not_unicode_are_written_as_bytes(tmp_path):
    write(tmp_path / "data.extxyz", frames(2))
    (tmp_path / "data.extxyz").rename(tmp_path / os.fsdecode(b"caf\xe9.extxyz"))
    found, reading = read(tmp_path)
    assert reading.files == {r"caf\xe9.extxyz": 2}
    write_rows(tmp_path / "data.db", found, lambda: blocks(reading.files))
    assert connect(tmp_path / "data.db").count(block=r"caf\xe9.extxyz-1") == 2


@pytest.mark.parametrize("alone", [True, False])
def test_a_file_that_ends_early_is_read_as_far_as_it_goes(tmp_path, alone):
    write(tmp_path / "data.extxyz", frames(5))
    whole = (tmp_path / "data.extxyz").read_bytes()
    (tmp_path / "data.extxyz").write_bytes(whole[:-20])
    found, reading = read(tmp_path / "data.extxyz" if alone else tmp_path)
    assert len(found) == reading.files["data.extxyz"] == 4
    assert reading.skipped == {}
    (note,) = (note for note in reading_notes(reading) if "ends" in note)
    assert note.startswith("data.extxyz ends after 4 structures: the rest is not readable")


def named(count, **info):
    """Return structures whose numbers have names of their own."""
    made = frames(count)
    for atoms in made:
        atoms.info = {name: value * atoms.get_potential_energy() for name, value in info.items()}
        atoms.calc = None
    return made


def test_every_name_that_was_taken_is_noted_with_its_rows(tmp_path):
    write(tmp_path / "data.extxyz", [*named(4, dft_energy=1.0), *named(3, qm_energy=1.0)])
    _, reading = read(tmp_path)
    assert reading.names == {"energy": {"dft_energy": 4, "qm_energy": 3}}
    notes = reading_notes(reading)
    assert notes[0] == (
        "energy: taken from dft_energy (in 4 structures), qm_energy (in 3 structures); they must "
        "be results of one method, or one name has to go"
    )


def test_names_that_were_not_taken_are_noted(tmp_path):
    write(tmp_path / "data.extxyz", named(2, potential_energy=1.0, total_energy=1.1))
    found, reading = read(tmp_path)
    energies = [atoms.get_potential_energy() for atoms in frames(2)]
    assert [atoms.calc.results["energy"] for atoms, _ in found] == pytest.approx(energies)
    assert reading_notes(reading)[:2] == [
        "energy: taken from potential_energy, which ASE does not know for one",
        "energy: not taken from total_energy (in 2 structures)",
    ]


def test_numbers_are_remembered_where_there_is_no_energy(tmp_path):
    write(tmp_path / "data.extxyz", named(2, Etot=1.0))
    _, reading = read(tmp_path)
    assert reading.energies == 0
    assert reading.numbers == {"Etot": 2}


def test_files_of_several_structures_are_counted(tmp_path):
    write(tmp_path / "one.extxyz", frames(1))
    write(tmp_path / "two.extxyz", frames(2))
    _, reading = read(tmp_path)
    assert reading.in_blocks == 1
    assert "files with several structures: 1." in reading_notes(reading)[0]


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
