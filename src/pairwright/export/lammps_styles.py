"""Which potentials LAMMPS computes by itself, with exactly our convention, and why not the others.

Source: LAMMPS documentation of the pair styles named here. Their coefficients come in the order of
our parameters. lj/mdf's taper (1 - x)^3 (1 + 3 x + 6 x^2) is our switch, multiplied out.
"""

from dataclasses import dataclass

from pairwright.export.potential import Potential
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.library import pair_form_name

EXTRA = "EXTRA-PAIR"


@dataclass(frozen=True)
class Style:
    """A pair style of LAMMPS, the package that it needs (None: none), and its pair_modify."""

    name: str
    package: str | None
    modify: str | None = None
    has_tail: bool = False


STYLES: dict[tuple[str, str], Style] = {
    ("lennard-jones", "cut"): Style("lj/cut", None, "shift no tail no"),
    ("lennard-jones", "shift"): Style("lj/cut", None, "shift yes"),
    ("lennard-jones", "force-shift"): Style("lj/smooth/linear", EXTRA),
    ("lennard-jones", "switch"): Style("lj/mdf", EXTRA),
    ("lennard-jones", "tail"): Style("lj/cut", None, "tail yes", has_tail=True),
    ("mie", "cut"): Style("mie/cut", EXTRA, "shift no tail no"),
    ("mie", "shift"): Style("mie/cut", EXTRA, "shift yes"),
    ("mie", "tail"): Style("mie/cut", EXTRA, "tail yes", has_tail=True),
    ("morse", "cut"): Style("morse", None, "shift no"),
    ("morse", "shift"): Style("morse", None, "shift yes"),
    ("morse", "force-shift"): Style("morse/smooth/linear", EXTRA),
    ("morse", "tail"): Style("morse", None, "shift no"),
}

WHY_NOT = {
    "lennard-jones": "LAMMPS has no style of this form with this end",
    "mie": "LAMMPS's mie/cut can be cut, shifted or given a tail, but has no other end",
    "morse": "LAMMPS's morse has no smooth switch",
    "buckingham": "LAMMPS's buck falls to minus infinity at short range, where this form goes on "
    "as a straight line",
    "tang-toennies": "LAMMPS has no style with this damping of the dispersion",
    "double-exponential": "LAMMPS has no style of this form",
    "spline": "LAMMPS has no style of this form",
}
WHY_NOT_OWN = "LAMMPS does not know a form of one's own"


def effective_scheme(cutoff: Cutoff) -> str:
    """Return the scheme of a cutoff; a switch of no width is a plain cut."""
    no_width = cutoff.scheme == "switch" and cutoff.switch_start == cutoff.radius
    return "cut" if no_width else cutoff.scheme


def native_style(potential: Potential) -> Style | None:
    """Return LAMMPS's own style of a potential's pair energy, None when there is none."""
    name = pair_form_name(potential.model.name)
    return STYLES.get((name, effective_scheme(potential.model.cutoff)))


def why_not_native(potential: Potential) -> str:
    """Return the reason why LAMMPS reads a table instead."""
    return WHY_NOT.get(pair_form_name(potential.model.name), WHY_NOT_OWN)
