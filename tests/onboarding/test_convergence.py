"""Steps that did not converge are counted by what programs write of them."""

import gzip
from pathlib import Path

import ase
import pytest

from pairwright.onboarding.convergence import unconverged_steps

SHIPPED = Path(ase.__file__).parent / "test" / "testdata" / "vasp"
REACHED = b"aborting loop because EDIFF is reached"


@pytest.fixture
def outcar():
    return (SHIPPED / "OUTCAR_example_1").read_bytes()


@pytest.fixture
def vasprun():
    return (SHIPPED / "vasprun_pstress.xml").read_bytes()


def test_converged_steps_of_vasp_are_not_counted(tmp_path, outcar, vasprun):
    (tmp_path / "OUTCAR").write_bytes(outcar)
    (tmp_path / "vasprun.xml").write_bytes(vasprun)
    assert unconverged_steps(tmp_path / "OUTCAR", "vasp-out", 1) == 0
    assert unconverged_steps(tmp_path / "vasprun.xml", "vasp-xml", 1) == 0


def test_a_step_of_outcar_without_the_line_did_not_converge(tmp_path, outcar):
    assert outcar.count(REACHED) == 1
    (tmp_path / "OUTCAR").write_bytes(outcar.replace(REACHED, b"aborting loop EDIFF was not"))
    assert unconverged_steps(tmp_path / "OUTCAR", "vasp-out", 1) == 1
    (tmp_path / "OUTCAR").write_bytes(2 * outcar)
    assert unconverged_steps(tmp_path / "OUTCAR", "vasp-out", 3) == 1


def test_a_step_of_vasprun_with_all_iterations_did_not_converge(tmp_path, vasprun):
    few = vasprun.replace(b'name="NELM">    60<', b'name="NELM">     9<')
    assert few != vasprun
    (tmp_path / "vasprun.xml").write_bytes(few)
    assert unconverged_steps(tmp_path / "vasprun.xml", "vasp-xml", 1) == 1


def test_a_compressed_file_is_read_up_to_its_damage(tmp_path, outcar):
    bad = outcar.replace(REACHED, b"")
    (tmp_path / "OUTCAR.gz").write_bytes(gzip.compress(bad)[:-100])
    assert unconverged_steps(tmp_path / "OUTCAR.gz", "vasp-out", 1) == 1


def test_espresso_says_it_in_words(tmp_path):
    (tmp_path / "a.pwo").write_text(
        "     convergence NOT achieved after 100 iterations: stopping\n"
    )
    assert unconverged_steps(tmp_path / "a.pwo", "espresso-out", 2) == 1


def test_of_other_formats_nothing_is_known(tmp_path):
    assert unconverged_steps(tmp_path / "a.traj", "traj", 5) == 0
