"""A potential but for the values of its parameters: a pair form, its cutoff, three-body energy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError
from pairwright.potentials.cutoffs import Cutoff
from pairwright.potentials.forms import Form, PairFunction, Parameter
from pairwright.potentials.library import TRIPLE_DIPOLE, form_named, pair_form_name
from pairwright.potentials.spline import SPLINE

FloatArray = npt.NDArray[np.float64]

C9 = Parameter("C9", "eV Å^9", 0.03, lower=-np.inf, logarithmic=False)


@dataclass(frozen=True)
class Model:
    """A pair form that ends at a cutoff, and the radius (Å) of triple dipoles where they count.

    ``knots`` (Å) are those of a spline.
    """

    name: str
    form: Form
    cutoff: Cutoff
    triple_radius: float | None = None
    knots: tuple[float, ...] | None = None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, C9 last when triple dipoles count."""
        return self.form.parameters + ((C9,) if self.triple_radius else ())

    @property
    def function(self) -> PairFunction:
        """The pair energy, ended at the cutoff."""
        return self.cutoff.ended(self.form.function)

    def split(self, values: Any) -> tuple[list[Any], Any]:
        """Return the values of the pair form's parameters, and C9 (eV Å^9; zero without).

        ``values`` are a sequence of numbers, or of arrays for several sets.
        """
        count = len(self.form.parameters)
        return list(values[:count]), values[count] if self.triple_radius else 0.0

    def record(self) -> dict[str, Any]:
        """Return what ``fit.json`` says of it."""
        said: dict[str, Any] = {"form": self.name, "cutoff": self.cutoff.record()}
        if self.triple_radius:
            said["triple_dipole"] = {"radius_A": self.triple_radius}
        if self.knots is not None:
            said["knots_A"] = list(self.knots)
        return said


def model_named(
    name: str,
    cutoff: Cutoff,
    *,
    triple_radius: float | None = None,
    knots: Sequence[float] | None = None,
    own: dict[str, Form] | None = None,
) -> Model:
    """Return the model that a name of ``fit.forms`` asks for.

    ``triple_radius`` (Å) and ``knots`` (Å) are used where the name asks for them.
    Raises PairwrightError for an unknown name, or without the radius that it asks for.
    """
    form = form_named(name, knots, own)
    if name.endswith(TRIPLE_DIPOLE) and not triple_radius:
        raise PairwrightError(
            f"{name}: the radius (Å) of its triple dipoles is missing; give it as radius_A of "
            "triple_dipole"
        )
    wanted = triple_radius if name.endswith(TRIPLE_DIPOLE) else None
    places = tuple(knots) if knots and pair_form_name(name) == SPLINE else None
    return Model(name, form, cutoff, wanted, places)


def model_of(fit: dict[str, Any], own: dict[str, Form] | None = None) -> tuple[Model, FloatArray]:
    """Return the model and the parameter values (k,) of the content of a ``fit.json``."""
    model = model_named(
        fit["form"],
        Cutoff.of(fit["cutoff"]),
        triple_radius=fit.get("triple_dipole", {}).get("radius_A"),
        knots=fit.get("knots_A"),
        own=own,
    )
    values = [float(fit["parameters"][parameter.name]["value"]) for parameter in model.parameters]
    return model, np.array(values)
