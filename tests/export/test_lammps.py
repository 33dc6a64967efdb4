"""What LAMMPS is told about every form with every cutoff scheme, read back and evaluated."""

from itertools import product

import numpy as np
import pytest

from pairwright.export.digits import rounded_up
from pairwright.export.lammps import REFUSAL, lammps_files
from pairwright.export.lammps_commands import section_name
from pairwright.export.lammps_styles import STYLES
from pairwright.export.potential import Potential
from pairwright.potentials.cutoffs import SCHEMES
from pairwright.potentials.forms import FORMS
from pairwright.potentials.tail import tail_integrals

R = np.linspace(2.5, 11.999, 500)


def lj(r, epsilon, sigma):
    return 4 * epsilon * (sigma**12 / r**12 - sigma**6 / r**6)


def mie(r, epsilon, sigma, n, m):
    factor = n / (n - m) * (n / m) ** (m / (n - m))
    return factor * epsilon * (sigma**n / r**n - sigma**m / r**m)


def morse(r, depth, alpha, r0):
    return depth * (np.exp(-2 * alpha * (r - r0)) - 2 * np.exp(-alpha * (r - r0)))


def slope(function, r, *coefficients):
    step = 1e-4
    return (function(r + step, *coefficients) - function(r - step, *coefficients)) / (2 * step)


def taper(r, inner, outer):
    x = np.clip((r - inner) / (outer - inner), 0, 1)
    return (1 - x) ** 3 * (1 + 3 * x + 6 * x**2)


def as_documented(words, coefficients, shift):
    """Evaluate a pair style as LAMMPS's documentation defines it."""
    style, *ends = words
    name, *variant = style.split("/")
    function = {"lj": lj, "mie": mie, "morse": morse}[name]
    *inner, radius = map(float, ends)
    energies = function(R, *coefficients)
    if variant == ["smooth", "linear"]:
        line = function(radius, *coefficients)
        return energies - line - (R - radius) * slope(function, radius, *coefficients)
    if variant == ["mdf"]:
        return energies * taper(R, inner[0], radius)
    assert variant in ([], ["cut"])
    return energies - (function(radius, *coefficients) if shift else 0.0)


def commands_of(text):
    """Return the commands of a file as lists of words, without comments."""
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def arguments(commands, name):
    """Return the words behind each command of a name."""
    return [words[1:] for words in commands if words[0] == name]


def test_a_native_style_is_the_potential(combination, potential_of, folder_of):
    potential, folder = potential_of(*combination), folder_of(*combination)
    commands = commands_of(folder.lammps)
    assert [" ".join(words) for words in commands] == folder.record["lammps"]["commands"]
    if not folder.record["lammps"]["native"]:
        assert combination not in STYLES
        return
    ((style, *ends),) = arguments(commands, "pair_style")
    first = arguments(commands, "pair_coeff")[0]
    if style == "hybrid/overlay":
        (style, *ends), first = ends[:-2], [*first[:2], *first[3:]]
    assert first[:2] == ["1", "1"]
    assert [float(word) for word in first[2:]] == potential.pair_values
    shift = ["shift", "yes"] in arguments(commands, "pair_modify")
    energies = as_documented([style, *ends], potential.pair_values, shift)
    np.testing.assert_allclose(energies, potential.energies(R), rtol=1e-9, atol=1e-13)


def test_all_others_read_their_table(combination, folder_of, table_of):
    folder = folder_of(*combination)
    record = folder.record["lammps"]
    if record["native"]:
        assert record["reason"] is None
        return
    points = len(table_of(*combination).table.r)
    commands = commands_of(folder.lammps)
    (style,) = arguments(commands, "pair_style")
    table = [word for word in style if word != "hybrid/overlay"][:3]
    assert table == ["table", "spline", str(points)]
    first = arguments(commands, "pair_coeff")[0]
    file, section, end = first[-3:]
    assert (file, end) == ("${potential_folder}/potential.table", "12.0")
    assert f"\n{section}\nN {points} RSQ" in folder.table
    assert commands[0] == ["variable", "potential_folder", "index", "."]
    assert commands[-1] == ["variable", "potential_folder", "delete"]
    assert record["table"]["points"] == points
    assert record["reason"] in folder.lammps.replace("\n#   ", " ")


def test_native_are_all_ends_that_lammps_knows():
    assert {name for name, _ in STYLES} == {"lennard-jones", "mie", "morse"}
    lacking = {(name, scheme) for name in ("lennard-jones", "mie", "morse") for scheme in SCHEMES}
    assert lacking - set(STYLES) == {
        ("mie", "force-shift"),
        ("mie", "switch"),
        ("morse", "switch"),
    }


def buck(r, a, rho, c):
    return a * np.exp(-r / rho) - c / r**6


@pytest.mark.parametrize("name", FORMS)
def test_a_tail_is_lammps_s_own_or_that_of_a_buck_that_touches_nothing(
    name, potential_of, folder_of, table_of
):
    potential, folder = potential_of(name, "tail"), folder_of(name, "tail")
    carried = folder.record["lammps"]["tail_carried_by_buck"]
    commands = commands_of(folder.lammps)
    if name in ("lennard-jones", "mie"):
        assert arguments(commands, "pair_modify") == [["tail", "yes"]]
        assert not carried
        return
    assert carried
    assert ["pair", "buck", "tail", "yes"] in arguments(commands, "pair_modify")
    (style,) = arguments(commands, "pair_style")
    radius = float(style[-1])
    assert radius < table_of(name, "tail").table.r[0]
    a, rho, c = (float(word) for word in arguments(commands, "pair_coeff")[1][3:])
    integral, moment = tail_integrals(
        potential.model.form.function, potential.radius, potential.pair_values
    )
    exponential = a * np.exp(-radius / rho) * rho * (radius**2 + 2 * rho * radius + 2 * rho**2)
    assert exponential - c / (3 * radius**3) == pytest.approx(float(integral), rel=1e-12)
    moment_of_buck = -(radius**3) * buck(radius, a, rho, c) - 3 * float(integral)
    assert moment_of_buck == pytest.approx(float(moment), rel=1e-12)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_triple_dipoles_are_refused_in_words_and_by_an_error(scheme, potential_of):
    files = lammps_files(potential_of("morse-axilrod-teller", scheme))
    assert commands_of(files.include) == [["pair_style", REFUSAL]]
    assert commands_of(files.table) == []
    assert files.record["style"] is None
    for text in (files.include, files.table):
        assert "atm ends the triple-dipole energy sharply" in text.replace("\n#   ", " ")


def test_a_switch_of_no_width_is_a_plain_cut(potential_of):
    cutoff = {"scheme": "switch", "radius_A": 12.0, "switch_from_A": 12.0}
    files = lammps_files(potential_of(cutoff=cutoff))
    assert files.record["commands"] == lammps_files(potential_of(scheme="cut")).record["commands"]


def test_the_start_of_a_switch_is_given_to_lammps(potential_of):
    cutoff = {"scheme": "switch", "radius_A": 12.0, "switch_from_A": 7.5}
    assert "pair_style lj/mdf 7.5 12.0\n" in lammps_files(potential_of(cutoff=cutoff)).include


def test_the_head_says_what_the_potential_is(folder_of, table_of):
    text = folder_of("mie", "force-shift").lammps.replace("\n#   ", " ")
    found = table_of("mie", "force-shift")
    for said in (
        "C epsilon [(sigma / r)^n - (sigma / r)^m] in eV",
        "epsilon = 0.007600(15) eV",
        "attractive_exponent = 3.800(8)",
        "(r - 12 Angstrom) phi'(12 Angstrom) up to 12 Angstrom",
        "for each atom, -0.0048 eV",
        "units metal",
        "argon.db, SHA-256 0f0f",
        "Shortest distance in the data: 2.8112 Angstrom",
        f"off by at most {rounded_up(found.energy_error_meV)} meV and "
        f"{rounded_up(found.force_error_meV_per_A)} meV/Angstrom for each pair",
        "begins at 1.406 Angstrom",
    ):
        assert said in text


def test_lammps_gets_ascii_and_no_line_that_goes_on_in_the_next(combination, folder_of):
    folder = folder_of(*combination)
    for text in (folder.lammps, folder.table):
        assert text.isascii()
        assert "&" not in text


def test_an_odd_docstring_does_not_become_a_command(fit_of, summary, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "from pairwright.potentials.forms import Form, Parameter\n"
        "def form(r, parameters):\n"
        '    """Return ε (a/r)^12 & more.\n\n    Rest &\n    units real\n    """\n'
        "    return parameters[0] / r**12\n"
        'FORMS = {"own": Form(form, (Parameter("a", "eV", 1.0),))}\n',
        encoding="utf-8",
    )
    fit = fit_of(scheme="cut", form="own", parameters={"a": {"value": 1e4}})
    files = lammps_files(Potential.of(fit, summary, [str(path)]))
    assert [words[0] for words in commands_of(files.include)] == [
        "variable",
        "pair_style",
        "pair_coeff",
        "variable",
    ]
    assert "a form of one's own" in files.include
    assert files.include.isascii()
    assert "&" not in files.include


def test_every_potential_has_a_section_of_its_own(potential_of):
    names = [section_name(potential_of(*each)) for each in product(("mie", "morse"), SCHEMES)]
    assert len(set(names)) == 2 * len(SCHEMES)
    fit = potential_of("mie", "cut").fit
    fit["parameters"]["sigma"]["value"] += 1e-9
    assert section_name(potential_of("mie", "cut", parameters=fit["parameters"])) not in names


def test_a_package_that_may_be_missing_is_named_with_the_way_out(folder_of):
    extra = folder_of("mie", "shift").lammps
    assert "package EXTRA-PAIR" in extra
    assert "# pair_style table spline 5000\n" in extra
    plain = folder_of("lennard-jones", "shift").lammps
    assert "package" not in plain
    assert "table" not in plain
