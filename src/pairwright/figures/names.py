"""What each model is called by readers: the same in figures, their sentences and the paper."""

from pairwright.figures.captions import label

NEURAL = "neural"
"""What the neural potential is called in tables of models."""
TRIPLE_DIPOLE = "-axilrod-teller"
"""How the name of a form ends that has the triple-dipole energy too."""

_NAMES = {
    "lennard-jones": "Lennard-Jones",
    "mie": "Mie",
    "morse": "Morse",
    "buckingham": "Buckingham",
    "tang-toennies": "Tang-Toennies",
    "double-exponential": "double exponential",
    "spline": "spline",
    NEURAL: "neural",
}


def pair_form(name: str) -> str:
    """Return the name of a form without the triple-dipole energy."""
    return name.removesuffix(TRIPLE_DIPOLE)


def display_name(name: str) -> str:
    """Return what readers know a model by: a form's name, and what is added to it."""
    form = pair_form(name)
    readable = _NAMES.get(form, form)
    return readable if name == form else f"{readable} + 3-body"


def display_names() -> dict[str, str]:
    """Return the name for readers of each model that comes with the library."""
    three_body = [form + TRIPLE_DIPOLE for form in _NAMES if form != NEURAL]
    return {name: display_name(name) for name in [*_NAMES, *three_body]}


def model_label(name: str) -> str:
    """Return the name for readers as a sentence in reStructuredText has it."""
    return label(display_name(name))
