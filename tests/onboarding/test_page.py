"""The page says what is in a database, what is left out and why, and what that means."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.constraints import FixAtoms
from ase.db import connect
from samples import stored

from pairwright.data.stored_rows import stored_rows
from pairwright.onboarding.start import start


def argon(a=5.3, size=0.05, seed=0, repeat=(1, 1, 1)):
    """Return rattled argon with ASE's Lennard-Jones results."""
    atoms = bulk("Ar", "fcc", a=a, cubic=True) * repeat
    atoms.positions += np.random.default_rng(seed).normal(0, size, atoms.positions.shape)
    copy = atoms.copy()
    copy.calc = LennardJones(sigma=3.4, epsilon=0.0104, rc=8.0)
    results = {"energy": copy.get_potential_energy(), "forces": copy.get_forces()}
    return stored(atoms, **results, stress=copy.get_stress())


@pytest.fixture
def page(tmp_path):
    """Return a function that gives the page's text of a database of structures."""

    def text(*structures, **keys):
        with connect(tmp_path / "data.db") as database:
            for atoms in structures:
                database.write(atoms, **keys)
        return start(tmp_path / "data.db", tmp_path).text

    return text


def several():
    return [argon(5.2 + 0.1 * k, seed=k) for k in range(6)]


def test_counts_are_those_of_the_database(page):
    text = page(*several(), stored(Atoms("Ar"), energy=0.0))
    assert "| rows | 7, of which 7 can be fitted |" in text
    assert "| elements (rows) | Ar (7) |" in text
    assert "| isolated atom | 0.000000 eV |" in text
    assert "| kinds (rows) | bulk (6), cluster (1) |" in text
    assert "| fcc | 6 | 6 |" in text


def test_distances_are_drawn_as_a_histogram(page):
    lines = page(*several()).splitlines()
    start_of_histogram = lines.index("All pairs up to 11.5 Å, images included.") + 2
    bars = [line.split() for line in lines[start_of_histogram : start_of_histogram + 24]]
    counts = [int(words[4]) for words in bars]
    assert bars[0][:4] == ["0.00", "to", "0.48", "Å"]
    assert counts[:6] == [0] * 6
    assert sum(counts) > 6 * 4 * 54
    assert max(len(words[5]) for words in bars if len(words) > 5) == 40


def test_rows_that_are_left_out_are_listed_with_the_reason(page):
    close = Atoms("Ar2", positions=[[0, 0, 0], [0, 0, 0.1]])
    text = page(*several(), stored(close, energy=1.0), argon(5.2, seed=0))
    assert "| two atoms are … Å apart, less than … Å | 1 | 7 |" in text
    assert "| duplicate of row … | 1 | 8 |" in text
    assert "Rows that repeat the geometry of another one, and are left out: 8." in text
    assert "Of these some" not in text


def test_duplicates_with_another_energy_are_pointed_out(page):
    again = argon(5.2, seed=0)
    again.calc.results["energy"] += 0.1
    assert "calculations were set differently: 7." in page(*several(), again)


def test_forces_far_above_the_others_are_pointed_out(page):
    rows = [*several(), argon(5.3, size=0.2, seed=8), argon(5.3, size=0.5, seed=9)]
    text = page(*rows)
    assert "Rows with a force more than ten times the median, up to" in text


def test_forces_out_of_proportion_are_pointed_out(page):
    text = page(*several(), argon(5.3, size=0.5, seed=9))
    assert "farther off than all others: energy per atom in 7 (such as 0.6" in text
    assert ", force in 7 (such as 12.9 eV/Å), pressure in 7 (such as 13.3 GPa). They" in text


def test_units_that_do_not_belong_together_are_pointed_out(page):
    rows = [argon(5.3, seed=seed) for seed in range(10)]
    rows += [argon(5.1 + 0.1 * k, size=0.0) for k in range(6)]
    for atoms in rows:
        atoms.calc.results["forces"] *= 0.529
        atoms.calc.results["stress"] *= 160.2
    text = page(*rows)
    assert "may be in units that do not belong together" in text
    assert "Stresses are 16" in text


def test_energies_per_atom_are_pointed_out_though_cells_differ_in_size(page):
    rows = [argon(5.3, seed=seed) for seed in range(6)]
    rows += [argon(5.3, seed=seed, repeat=(2, 1, 1)) for seed in range(6)]
    for atoms in rows:
        atoms.calc.results["energy"] /= len(atoms)
    assert "Energies look as if they were per atom" in page(*rows)


def test_nothing_is_said_of_units_that_do(page):
    rows = [argon(5.3, seed=seed) for seed in range(10)]
    text = page(*rows, *[argon(5.1 + 0.1 * k, size=0.0) for k in range(6)])
    assert "may be in units" not in text
    assert "per atom: only" not in text
    assert "Stresses are" not in text


def test_held_atoms_and_moments_are_pointed_out(page):
    held = argon(5.9)
    held.set_constraint(FixAtoms([0]))
    held.calc.results["forces"][0] = 0.0
    magnetic = argon(6.0)
    magnetic.set_initial_magnetic_moments([1.0] * 4)
    magnetic.calc.atoms = magnetic.copy()
    text = page(*several(), held, magnetic)
    assert "zeros in place of forces on atoms that a constraint held: 7." in text
    assert "Rows with magnetic moments: 8." in text


def test_rows_of_another_calculator_are_not_selected(page):
    other = argon(5.9)
    other.calc.name = "vasp"
    text = page(*several(), other)
    assert "| rows that are not selected | 1 |" in text
    assert "Rows come from several calculators: unknown (6), vasp (1)." in text
    assert "| `database.selection` | `calculator=unknown` |" in text


def test_an_energy_far_below_the_others_is_pointed_out_and_can_be_left_out(page, tmp_path):
    wild = argon(5.9)
    wild.calc.results["energy"] = -4000.0
    text = page(*several(), wild)
    assert "than all others: energy per atom in 7 (such as -1e+03 eV). They are" in text
    assert "id!=7 in database.selection leaves one out" in text
    assert "`fit.weights" not in text
    assert len(list(stored_rows(tmp_path / "data.db", "id!=7"))) == 6


def test_an_atom_of_another_program_is_named(page):
    crystals, atom = several(), stored(Atoms("Ar", cell=[15] * 3, pbc=True), energy=-1.0)
    for atoms in crystals:
        atoms.calc.name = "vasp"
    atom.calc.name = "gpaw"
    text = page(*crystals, atom)
    assert "not taken for the zero of energy: 7, computed by gpaw, the others by vasp." in text
    assert "| `reference_energy.mode` | `fitted` |" in text


def test_atoms_in_boxes_that_disagree_are_named(page):
    atoms = [stored(Atoms("Ar", cell=[15 + k] * 3, pbc=True), energy=0.1 * k) for k in (0, 1)]
    text = page(*several(), *atoms)
    assert "Atoms in large boxes, rows 7, 8, have different energies (0.000000 to 0.1" in text


def test_one_group_cannot_be_tested(page):
    text = page(argon(seed=1), argon(seed=2))
    assert "All rows are one group" in text
    assert "results/fits/lennard-jones/fit.json" in text.split("## What to run")[1]


def test_energies_alone_are_pointed_out(page):
    bare = several()
    for atoms in bare:
        atoms.calc.results = {"energy": atoms.calc.results["energy"]}
    assert "No row has forces: the fit goes by energies alone" in page(*bare)


def test_an_atom_below_the_bulk_is_pointed_out(page):
    text = page(*several(), stored(Atoms("Ar"), energy=-1.0))
    assert "nothing is bound" in text


def test_text_of_the_user_stays_within_its_cell(tmp_path):
    with connect(tmp_path / "data.db") as database:
        for number, atoms in enumerate(several()):
            database.write(atoms, phase=("a|b\nc", "d")[number % 2])
    assert "| a\\|b c | 3 |" in start(tmp_path / "data.db", tmp_path).text
