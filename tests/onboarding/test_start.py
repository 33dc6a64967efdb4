"""``pairwright init``: three files, or one clear line."""

import os
import signal
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import ase
import numpy as np
import pytest
import yaml
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.db import connect
from ase.io import write
from samples import stored, write_lennard_jones_database

from pairwright import config
from pairwright.onboarding.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def frames(count=4):
    """Return copper with results of effective-medium theory."""
    made = []
    for number in range(count):
        atoms = bulk("Cu", "fcc", a=3.4 + 0.1 * number)
        atoms.calc = EMT()
        atoms.get_stress()
        made.append(atoms)
    return made


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_database_gets_a_configuration_and_a_page(folder, capsys):
    write_lennard_jones_database(folder / "argon.db")
    assert main(["init", "argon.db"]) == 0
    assert names(folder) == ["argon-quality.md", "argon.db", "argon.yaml"]
    printed = capsys.readouterr().out
    assert printed.startswith((folder / "argon-quality.md").read_text())
    assert printed.endswith("Written: argon.yaml, argon-quality.md\n")
    settings = config.load("argon.yaml")
    assert settings["database"]["path"] == "argon.db"
    assert settings["database"]["structure_key"] == "structure"


def test_a_database_may_be_a_json_file(folder):
    write_lennard_jones_database(folder / "argon.json")
    assert main(["init", "argon.json"]) == 0
    assert names(folder) == ["argon-quality.md", "argon.json", "argon.yaml"]


def test_another_file_becomes_a_database_beside_the_configuration(folder):
    (folder / "from").mkdir()
    write(folder / "from" / "copper.extxyz", frames())
    assert main(["init", "from/copper.extxyz"]) == 0
    assert names(folder) == ["copper-quality.md", "copper.db", "copper.yaml", "from"]
    assert len(connect("copper.db")) == 4
    assert config.load("copper.yaml")["database"]["recognise"] is True


def test_rows_of_one_file_are_held_out_in_blocks(folder):
    write(folder / "copper.traj", frames(8))
    assert main(["init", "copper.traj"]) == 0
    assert config.load("copper.yaml")["database"]["group_key"] == "block"
    found = [row.block for row in connect("copper.db").select()]
    assert found == [f"copper.traj-{k}" for k in (1, 1, 2, 2, 3, 3, 4, 4)]
    assert "| groups | 4 |" in (folder / "copper-quality.md").read_text()


def test_rows_of_files_with_one_structure_are_in_no_blocks(folder):
    (folder / "runs").mkdir()
    for number, atoms in enumerate(frames()):
        write(folder / "runs" / f"{number}.extxyz", atoms)
    assert main(["init", "runs"]) == 0
    assert config.load("runs.yaml")["database"]["group_key"] is None
    assert "| groups | 4 |" in (folder / "runs-quality.md").read_text()


def test_two_rows_are_fitted_without_the_classic_fit(folder):
    with connect(folder / "copper.db") as database:
        for atoms in frames(2):
            database.write(atoms)
    assert main(["init", "copper.db"]) == 0
    text = (folder / "copper-quality.md").read_text()
    assert "| groups | 2 |" in text
    assert "-- results/fits/lennard-jones/fit.json" in text.split("## What to run")[1]


def test_the_same_data_give_the_same_files(folder):
    write(folder / "copper.extxyz", frames())
    for where in ("one", "two"):
        assert main(["init", "copper.extxyz", "--folder", where]) == 0
    for name in ("copper.db", "copper.yaml"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


def test_files_go_to_another_folder_with_a_path_that_leads_back(folder):
    write_lennard_jones_database(folder / "argon.db")
    assert main(["init", "argon.db", "--folder", "a b/c"]) == 0
    text = (folder / "a b" / "c" / "argon.yaml").read_text()
    assert yaml.safe_load(text)["database"]["path"] == "../../argon.db"
    assert "cd 'a b/c'" in (folder / "a b" / "c" / "argon-quality.md").read_text()


def test_nothing_is_overwritten_unless_forced(folder, capsys):
    write_lennard_jones_database(folder / "argon.db")
    (folder / "argon.yaml").write_text("mine: true\n")
    assert main(["init", "argon.db"]) == 1
    assert (folder / "argon.yaml").read_text() == "mine: true\n"
    error = capsys.readouterr().err
    assert error.startswith("error: argon.yaml: exists already")
    assert error.count("\n") == 1
    assert main(["init", "argon.db", "--force"]) == 0
    assert config.load("argon.yaml")["database"]["path"] == "argon.db"


def test_a_forced_run_that_fails_leaves_what_was_there(folder):
    write(folder / "data.extxyz", frames())
    assert main(["init", "data.extxyz"]) == 0
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    write(folder / "data.extxyz", [*frames(), Atoms("Kr", cell=[9, 9, 9], pbc=True)])
    assert main(["init", "data.extxyz", "--force"]) == 1
    before["data.extxyz"] = (folder / "data.extxyz").read_bytes()
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before


def test_dots_in_a_name_stay(folder):
    for name in ("Cu_300.5K.extxyz", "Cu_300.7K.extxyz"):
        write(folder / name, frames())
        assert main(["init", name]) == 0
    assert {"Cu_300.5K.db", "Cu_300.7K.yaml", "Cu_300.7K-quality.md"} <= set(names(folder))


@pytest.mark.parametrize("name", ["copper.extxyz.gz", "copper.XYZ", "copper.traj"])
def test_the_ending_of_a_format_is_no_part_of_the_name(folder, name):
    write(folder / name, frames(), format="traj" if name.endswith("traj") else "extxyz")
    assert main(["init", name]) == 0
    assert "copper.db" in names(folder)


@pytest.mark.parametrize("name", ["argon.sqlite", "argon.DB", "argon"])
def test_a_database_may_have_any_ending(folder, name):
    write_lennard_jones_database(folder / "argon.db")
    (folder / "argon.db").rename(folder / name)
    assert main(["init", name]) == 0
    assert config.load("argon.yaml")["database"]["path"] == name


@pytest.mark.parametrize("name", ["E", "Etot", "pbe_energy", "energy_cp2k"])
def test_the_numbers_that_may_be_an_energy_are_listed(folder, capsys, name):
    atoms = bulk("Cu", "fcc", a=3.6)
    atoms.info = {name: -1.0, "phase": "fcc", "temperature": 300}
    write(folder / "data.extxyz", [atoms])
    assert main(["init", "data.extxyz"]) == 1
    message = capsys.readouterr().err
    assert message.startswith("error: data.extxyz: no structure has an energy")
    assert f"numbers found: {name}, temperature. Rename" in message
    assert names(folder) == ["data.extxyz"]


def test_a_message_names_the_file_that_was_given(folder, capsys):
    dimer = Atoms("Cu2", positions=[[0, 0, 0], [0, 0, 0.1]])
    write(folder / "data.extxyz", [stored(dimer, energy=-1.0)])
    assert main(["init", "data.extxyz"]) == 1
    assert "data.extxyz: none of the 1 selected rows is usable" in capsys.readouterr().err


def test_a_name_that_is_too_long_is_told_in_one_line(folder, capsys):
    for name in ("a" * 300, f"{'a' * 247}.extxyz"):
        if len(name) < 256:
            write(folder / name, frames())
        assert main(["init", name]) == 1
        message = capsys.readouterr().err
        assert "File name too long" in message
        assert message.count("\n") == 1


def test_a_name_that_is_not_unicode_is_told_in_one_line(folder, capsys):
    name = os.fsdecode(b"caf\xe9.extxyz")
    write(folder / "copper.extxyz", frames())
    (folder / "copper.extxyz").rename(folder / name)
    assert main(["init", name]) == 1
    message = capsys.readouterr().err
    assert "is not UTF-8" in message
    assert names(folder) == [name]


def several_elements(folder):
    with connect(folder / "data.db") as database:
        database.write(stored(Atoms("CuAu", cell=[3, 3, 3], pbc=True), energy=-1.0))


def no_energies(folder):
    with connect(folder / "data.db") as database:
        database.write(bulk("Cu", "fcc", a=3.6))


def no_pairs(folder):
    with connect(folder / "data.db") as database:
        database.write(stored(Atoms("Cu"), energy=-1.0))


def no_rows(folder):
    with connect(folder / "data.db") as database:
        del database[database.write(Atoms("Cu"))]


def nothing(folder):
    assert names(folder) == []


BAD = [
    (nothing, "no such file or folder"),
    (lambda folder: (folder / "data.db").write_bytes(b""), "the file is empty"),
    (lambda folder: (folder / "data.db").write_text("no database"), "not a readable ASE database"),
    (no_rows, "the database has no rows"),
    (several_elements, "Pairs of elements found: Au-Au in 1 rows"),
    (no_energies, "none of the 1 selected rows is usable; row 1: no energy"),
    (no_pairs, "no row has two atoms closer than"),
]


@pytest.mark.parametrize(("make", "message"), BAD)
def test_bad_input_ends_in_one_line_and_writes_nothing(folder, capsys, make, message):
    make(folder)
    assert main(["init", "data.db"]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not {"data.yaml", "data-quality.md"} & set(names(folder))


def test_a_folder_without_outputs_is_refused(folder, capsys):
    (folder / "runs").mkdir()
    (folder / "runs" / "INCAR").write_text("ENCUT = 400\n")
    assert main(["init", "runs"]) == 1
    assert "nothing in it that ASE reads" in capsys.readouterr().err
    assert names(folder) == ["runs"]


def test_what_cannot_be_used_leaves_no_database_behind(folder, capsys):
    gold = Atoms("Au2", positions=[[0, 0, 0], [0, 0, 2.5]])
    gold.calc = EMT()
    gold.get_potential_energy()
    write(folder / "data.extxyz", [*frames(), gold])
    assert main(["init", "data.extxyz"]) == 1
    assert "Choose one of these with --element" in capsys.readouterr().err
    assert names(folder) == ["data.extxyz"]
    assert main(["init", "data.extxyz", "--element", "Cu"]) == 0
    assert "| element Au is not Cu | 1 | 5 |" in (folder / "data-quality.md").read_text()


def test_it_is_a_command_of_the_package(folder):
    write_lennard_jones_database(folder / "argon.db")
    command = [sys.executable, "-m", "pairwright", "init", "argon.db"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert (folder / "argon.yaml").is_file()


def test_the_page_is_printed_on_a_terminal_of_any_encoding(folder):
    write_lennard_jones_database(folder / "argon.db")
    command = [sys.executable, "-m", "pairwright", "init", "argon.db"]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=False, env=ascii_only)
    assert done.returncode == 0, done.stderr
    assert b"Written: argon.yaml" in done.stdout


def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(folder):
    write(folder / "copper.extxyz", frames())
    program = (
        "import resource, sys\n"
        "from pairwright.onboarding.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "sys.exit(main(['init', 'copper.extxyz']))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: copper.db: cannot be written")
    assert done.stderr.count("\n") == 1
    assert names(folder) == ["copper.extxyz"]


def test_an_interruption_is_told_in_one_line_and_leaves_nothing(folder):
    # A pipe in place of a file: the command waits for it to be written.
    os.mkfifo(folder / "data.extxyz")
    # Whoever runs the tests may ignore Ctrl-C, which programs inherit.
    program = (
        "import signal, sys\n"
        "from pairwright.onboarding.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.exit(main(['init', 'data.extxyz']))\n"
    )
    command = [sys.executable, "-c", program]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process,
        (folder / "data.extxyz").open("wb"),
    ):
        process.send_signal(signal.SIGINT)
        try:
            _, message = process.communicate(timeout=60)
        finally:
            process.kill()
    assert message == "error: interrupted; run it again\n"
    assert process.returncode == 130
    assert names(folder) == ["data.extxyz"]


def test_the_command_that_is_installed_is_this_one(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    module, name = project["scripts"]["pairwright"].split(":")
    assert getattr(import_module(module), name) is main


def damaged(content, generator):
    """Return the bytes of a file with some of them changed, cut off or set to zero."""
    broken = bytearray(content)
    place = int(generator.integers(len(content)))
    kind = generator.integers(3)
    if kind == 0:
        for place in generator.integers(0, len(content), 50):
            broken[place] = int(generator.integers(256))
    elif kind == 1:
        del broken[place:]
    else:
        broken[place : place + 2000] = bytes(len(broken[place : place + 2000]))
    return bytes(broken)


@pytest.mark.parametrize("name", ["data.db", "data.extxyz", "data.traj", "OUTCAR"])
def test_a_damaged_file_ends_in_one_line_or_in_what_can_be_read(folder, capsys, name):
    write_lennard_jones_database(folder / "sound.db")
    write(folder / "sound.extxyz", frames())
    write(folder / "sound.traj", frames())
    outcar = Path(ase.__file__).parent / "test" / "testdata" / "vasp" / "OUTCAR_example_1"
    sound = outcar if name == "OUTCAR" else folder / name.replace("data", "sound")
    content, generator = sound.read_bytes(), np.random.default_rng(3)
    statuses = []
    for _ in range(30):
        (folder / name).write_bytes(damaged(content, generator))
        statuses.append(main(["init", name, "--force"]))
        assert capsys.readouterr().err.count("\n") == statuses[-1]
    assert 1 in statuses
