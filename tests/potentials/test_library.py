"""Names of forms, and files with forms of one's own: the whole way, and what is refused."""

import numpy as np
import pytest
from argon_models import KNOTS, rattled_argon

from pairwright.errors import PairwrightError
from pairwright.potentials.calculator import calculator_of
from pairwright.potentials.forms import FORMS
from pairwright.potentials.library import check_names, form_named, own_forms, pair_form_name

FIVE_LINES = """
from pairwright.potentials.forms import Form, Parameter
def soft(r, parameters):
    strength, length = parameters
    return strength * (length / r) ** 8
FORMS = {"soft-wall": Form(soft, (Parameter("strength", "eV", 1.0), Parameter("length", "Å", 0.9)))}
"""


def file_with(folder, text, name="mine.py"):
    """Write a file of forms and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder, text):
    """Return what is said about a file that cannot be used."""
    path = file_with(folder, text)
    with pytest.raises(PairwrightError) as caught:
        own_forms([path])
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_form_of_five_lines_becomes_a_calculator(tmp_path):
    own = own_forms([file_with(tmp_path, FIVE_LINES)])
    fit = {
        "form": "soft-wall",
        "parameters": {"strength": {"value": 0.02}, "length": {"value": 3.0}},
        "cutoff": {"scheme": "cut", "radius_A": 8.0},
        "reference_energy": {"value_eV": 0.0},
    }
    atoms = rattled_argon()
    atoms.pbc = False
    distance = atoms.get_distance(0, 1)
    atoms.calc = calculator_of(fit, own)
    assert atoms.get_potential_energy() == pytest.approx(0.02 * (3.0 / distance) ** 8, rel=1e-13)


def test_several_files_add_up(tmp_path):
    files = [
        file_with(tmp_path, FIVE_LINES),
        file_with(tmp_path, FIVE_LINES.replace("soft-wall", "hard-wall"), "other.py"),
    ]
    assert list(own_forms(files)) == ["soft-wall", "hard-wall"]
    assert own_forms([]) == {}


@pytest.mark.parametrize("taken", ["mie", "spline", "mine-axilrod-teller"])
def test_a_name_that_is_taken_is_refused(tmp_path, taken):
    message = refused(tmp_path, FIVE_LINES.replace("soft-wall", taken))
    assert f"{taken} is the name of another form" in message


def test_two_files_with_one_name_are_refused(tmp_path):
    one, other = (file_with(tmp_path, FIVE_LINES, name) for name in ("a.py", "b.py"))
    with pytest.raises(PairwrightError, match=r"b\.py: soft-wall is the name of another form"):
        own_forms([one, other])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PairwrightError, match=r"fit\.form_files: .*none\.py does not exist"):
        own_forms([tmp_path / "none.py"])


def test_a_file_that_is_not_python_is_refused(tmp_path):
    path = file_with(tmp_path, FIVE_LINES, "forms.txt")
    with pytest.raises(PairwrightError, match=r"forms\.txt is not Python"):
        own_forms([path])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import no_such_module_of_mine", "ModuleNotFoundError"),
        ("def f(:", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
    ],
)
def test_what_goes_wrong_inside_a_file_is_told_with_its_name(tmp_path, text, message):
    assert message in refused(tmp_path, text)


@pytest.mark.parametrize("text", ["", "FORMS = 3", "FORMS = {}", "FORMS = []"])
def test_a_file_without_a_table_is_refused(tmp_path, text):
    assert "has no table FORMS" in refused(tmp_path, text)


def test_an_unknown_name_is_answered_with_the_known_ones_and_the_nearest():
    with pytest.raises(PairwrightError) as caught:
        form_named("lenard-jones")
    message = str(caught.value)
    assert "unknown form 'lenard-jones'" in message
    assert "did you mean 'lennard-jones'?" in message
    for name in (*FORMS, "spline", "-axilrod-teller", "fit.form_files"):
        assert name in message


def test_the_nearest_may_be_of_ones_own_and_may_have_the_suffix():
    own = {"soft-wall": FORMS["mie"]}
    with pytest.raises(PairwrightError, match=r"did you mean 'soft-wall'\?"):
        form_named("soft-wal-axilrod-teller", own=own)
    with pytest.raises(PairwrightError) as caught:
        form_named("qqq", own=own)
    assert "did you mean" not in str(caught.value)
    assert "soft-wall" in str(caught.value)


def test_names_are_checked_before_anything_runs():
    check_names([*FORMS, "spline", "spline-axilrod-teller", "mine"], {"mine": FORMS["mie"]})
    with pytest.raises(PairwrightError, match=r"fit\.forms: unknown form 'mine'"):
        check_names(["mie", "mine"], {})


def test_a_name_with_the_suffix_has_the_same_pair_form():
    assert pair_form_name("mie-axilrod-teller") == "mie"
    assert form_named("mie-axilrod-teller") is form_named("mie")
    r = np.array([3.0, 4.0])
    values = np.arange(1.0, 7.0)
    np.testing.assert_array_equal(
        form_named("spline-axilrod-teller", KNOTS).function(r, values),
        form_named("spline", KNOTS).function(r, values),
    )
