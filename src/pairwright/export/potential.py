"""A fit as it is exported: its model with values, and what the data know of distances."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from autograd import elementwise_grad

from pairwright.errors import PairwrightError
from pairwright.potentials.library import own_forms, pair_form_name
from pairwright.potentials.model import Model, model_of

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Potential:
    """A model, the values of its parameters, and the fit that they come from.

    ``fit`` is the content of ``fit.json``, ``values`` (k,) are those of all the model's parameters,
    ``shortest_distance`` (Å) is the shortest in the data; ``form_files`` hold the form when it is
    a user's own.
    """

    fit: dict[str, Any]
    model: Model
    values: FloatArray
    shortest_distance: float
    form_files: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, fit: dict[str, Any], summary: dict[str, Any], form_files: Sequence[str] = ()
    ) -> "Potential":
        """Take a ``fit.json`` and the database's ``summary.json``.

        Raises PairwrightError when the data hold no distance below the cutoff radius.
        """
        model, values = model_of(fit, own_forms(form_files))
        name = pair_form_name(model.name)
        used = tuple(str(path) for path in form_files if name in own_forms([path]))
        found = [each["shortest_distance_A"] for each in summary["structures"].values()]
        shortest = min((length for length in found if length is not None), default=np.inf)
        if shortest >= model.cutoff.radius:
            raise PairwrightError(
                f"{fit['form']}: no two atoms of the database are closer than cutoff.radius_A, "
                f"{model.cutoff.radius}; choose a larger radius and fit again"
            )
        return cls(fit, model, values, float(shortest), used)

    @property
    def element(self) -> str:
        """Chemical symbol."""
        return str(self.fit["element"])

    @property
    def radius(self) -> float:
        """Where pair interactions end (Å)."""
        return self.model.cutoff.radius

    @property
    def reference_energy(self) -> float:
        """What each atom counts for by itself (eV)."""
        return float(self.fit["reference_energy"]["value_eV"] or 0.0)

    @property
    def pair_values(self) -> list[float]:
        """Values of the pair form's parameters."""
        return [float(value) for value in self.model.split(self.values.tolist())[0]]

    def energies(self, r: FloatArray) -> FloatArray:
        """Return phi (p,) in eV, ended at the cutoff, at distances ``r`` (p,) in Å."""
        return np.asarray(self.model.function(r, self.pair_values))

    def forces(self, r: FloatArray) -> FloatArray:
        """Return -d phi / d r (p,) in eV/Å at distances ``r`` (p,) in Å."""
        return -np.asarray(elementwise_grad(self.model.function, 0)(r, self.pair_values))

    def force_slopes(self, r: FloatArray) -> FloatArray:
        """Return the derivatives of the forces (p,) in eV/Å^2 at distances ``r`` (p,) in Å."""
        slope = elementwise_grad(self.model.function, 0)
        return -np.asarray(elementwise_grad(slope, 0)(r, self.pair_values))

    @property
    def digest(self) -> str:
        """Eight characters that no other potential has."""
        said = json.dumps([self.model.record(), self.element, self.values.tolist()], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    @property
    def database_name(self) -> str:
        """Name of the database's file."""
        return Path(self.fit["database"]["path"]).name
