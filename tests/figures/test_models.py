"""Each model has a look of its own in every figure, which colour-blind readers can tell apart."""

import itertools

import numpy as np
import pytest

from pairwright.figures import names
from pairwright.figures.models import line_style, model_looks
from pairwright.figures.names import display_name, display_names, model_label
from pairwright.judging.selection import NEURAL
from pairwright.potentials.forms import FORMS
from pairwright.potentials.library import TRIPLE_DIPOLE
from pairwright.potentials.spline import SPLINE

BUILT_IN = [*FORMS, SPLINE]
EVERYONE = [*BUILT_IN, *(f"{name}{TRIPLE_DIPOLE}" for name in BUILT_IN), NEURAL]
# How dichromats see linear RGB: G. M. Machado et al., IEEE Trans. Vis. Comput. Graph. 15, 1291
# (2009), severity 1.
EYES = {
    "trichromat": np.eye(3),
    "protanope": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranope": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanope": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
JUST_NOTICEABLE = 2.3
"""Distance in CIELAB of colours that can just be told apart side by side."""


def lab(colour, eye):
    """Return the CIELAB coordinates of a colour such as #D55E00 as an eye sees it."""
    light = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(EYES[eye]) @ light, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ seen / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_models_are_named_as_the_library_names_them():
    assert names.NEURAL == NEURAL
    assert names.TRIPLE_DIPOLE == TRIPLE_DIPOLE


def test_every_model_of_the_library_has_a_look_of_its_own():
    looks = model_looks(EVERYONE)
    assert list(looks) == EVERYONE
    own = [name for name in looks if not name.endswith(TRIPLE_DIPOLE)]
    assert len({looks[name].colour for name in own}) == len(own)
    assert len({looks[name].marker for name in own}) == len(own)


@pytest.mark.parametrize("eye", EYES)
def test_colour_blind_readers_can_tell_the_colours_apart(eye):
    colours = {look.colour for look in model_looks(EVERYONE).values()}
    distances = [
        np.linalg.norm(lab(one, eye) - lab(other, eye))
        for one, other in itertools.combinations(colours, 2)
    ]
    assert min(distances) > 6 * JUST_NOTICEABLE


@pytest.mark.parametrize("name", [*BUILT_IN, "a-users-own"])
def test_triple_dipoles_keep_the_colour_of_the_pair_form(name):
    looks = model_looks([name, name + TRIPLE_DIPOLE])
    pair, three_body = looks.values()
    assert pair.colour == three_body.colour
    assert pair.marker != three_body.marker
    assert line_style(name) != line_style(name + TRIPLE_DIPOLE)
    assert display_name(name + TRIPLE_DIPOLE) == f"{display_name(name)} + 3-body"
    assert model_looks([name + TRIPLE_DIPOLE])[name + TRIPLE_DIPOLE] == three_body


def test_a_form_looks_the_same_whoever_is_beside_it():
    everyone = model_looks(EVERYONE)
    for name in EVERYONE:
        assert model_looks([name])[name] == everyone[name]


def test_twenty_forms_of_ones_own_all_look_different():
    looks = model_looks(f"own-{number}" for number in range(20))
    assert len(set(looks.values())) == 20


def test_readers_find_names_of_people_with_capitals_and_without_hyphens_of_a_setting():
    assert display_name("lennard-jones") == "Lennard-Jones"
    assert display_name("double-exponential") == "double exponential"
    assert display_name("buckingham" + TRIPLE_DIPOLE) == "Buckingham + 3-body"


def test_a_users_own_form_is_called_as_the_user_calls_it():
    assert display_name("my_own") == "my_own"
    assert model_label("my_own") == r"my\_own"


def test_everyone_that_comes_with_the_library_has_a_name_of_its_own():
    names = display_names()
    assert set(names) == set(EVERYONE)
    assert len(set(names.values())) == len(EVERYONE)
