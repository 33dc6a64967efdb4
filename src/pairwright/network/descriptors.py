"""Symmetry functions: numbers that describe the surroundings of an atom, and their derivatives.

With neighbours j of an atom at distance vectors d_j = r_j u_j and smooth functions of distance
R_k and Q_m that end at the cutoff, they are
    radial    G_k = sum_j R_k(r_j)
    angular   G_lmn = sum_jk Q_m(r_j) Q_n(r_k) P_l(u_j . u_k),  P_l a Legendre polynomial.
The angular ones come from moments, sum_j Q_m(r_j) u_x^a u_y^b u_z^c, so no triplet is visited and
the cost is linear in the number of pairs. All are the same after any rotation, reflection, or
exchange of neighbours.
Source: J. Behler, M. Parrinello, Phys. Rev. Lett. 98, 146401 (2007) for symmetry functions of this
purpose.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.polynomial import legendre
from scipy.sparse import csr_array
from vesin import NeighborList

from pairwright.data.quality import periodic_box

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]

PAIRS_PER_BLOCK = 100_000
"""Pairs whose descriptors are computed at a time; bounds the memory of large structures."""


@dataclass(frozen=True)
class Descriptors:
    """Which symmetry functions: a Gaussian for each centre (Å), times (1 - r^2 / cutoff^2)^3.

    ``radial_centres`` (k,) and ``angular_centres`` (m,) with one width (Å, a standard deviation)
    each; angular functions join centres m <= n and have l = 1 ... ``angular_order``.
    """

    cutoff_radius: float
    radial_centres: tuple[float, ...]
    radial_width: float
    angular_centres: tuple[float, ...]
    angular_width: float
    angular_order: int

    @classmethod
    def of(cls, options: dict[str, Any], length: float) -> "Descriptors":
        """Read ``network.descriptors`` of the configuration, whose numbers count in ``length`` (Å).

        Raises nothing: the schema has checked the numbers.
        """
        radial, angular = options["radial"], options["angular"]
        return cls(
            length * options["cutoff"],
            _centres(radial, length),
            length * radial["width"],
            _centres(angular, length),
            length * angular["width"],
            angular["order"] if angular["number"] else 0,
        )

    @property
    def count(self) -> int:
        """Number of descriptors of an atom."""
        return len(self.radial_centres) + self.angular_order * len(self.joined[0])

    @cached_property
    def joined(self) -> tuple[IndexArray, IndexArray]:
        """Return the numbers m <= n of the angular centres that are joined, each (q,)."""
        return np.triu_indices(len(self.angular_centres))

    def as_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything as arrays of one dimension, for a file."""
        return {name: np.atleast_1d(value) for name, value in self.as_numbers().items()}

    def as_numbers(self) -> dict[str, Any]:
        """Return everything by name, for a file."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> "Descriptors":
        """Make it from what :meth:`as_arrays` or :meth:`as_numbers` returned."""
        lists = {name: np.atleast_1d(arrays[name]).tolist() for name in cls.__dataclass_fields__}
        values: dict[str, Any] = {
            name: tuple(value) if name.endswith("centres") else value[0]
            for name, value in lists.items()
        }
        return cls(**values)


def _centres(options: dict[str, Any], length: float) -> tuple[float, ...]:
    spaced = np.linspace(options["first"], options["last"], options["number"])
    return tuple((length * spaced).tolist())


class Surroundings:
    """The descriptors of n atoms and what their derivatives need.

    ``centre`` (p,) says, in ascending order, which of the n atoms a neighbour belongs to;
    ``vectors`` (p, 3) in Å lead there from the atom. ``values`` (n, D) are the descriptors: radial
    ones, then l = 1, then l = 2 and so on.
    """

    def __init__(
        self, descriptors: Descriptors, natoms: int, centre: IndexArray, vectors: FloatArray
    ) -> None:
        self.descriptors = descriptors
        self.centre = centre
        self.distances = np.sqrt(np.einsum("pi,pi->p", vectors, vectors))
        self.directions = vectors / self.distances[:, None]
        starts = np.searchsorted(centre, np.arange(natoms + 1))
        ones = np.ones(len(centre))
        self._sum = csr_array((ones, np.arange(len(centre)), starts), (natoms, len(centre)))
        radial, self._radial_slopes = self._radial(
            descriptors.radial_centres, descriptors.radial_width
        )
        self._angular, self._angular_slopes = self._radial(
            descriptors.angular_centres, descriptors.angular_width
        )
        self._monomials = _Monomials.of_order(descriptors.angular_order)
        self._products = self._monomials.values(self.directions)
        self._moments = np.stack(
            [self._sum @ (column[:, None] * self._products) for column in self._angular.T]
            or [np.zeros((natoms, 0))]
        )
        self.values = np.concatenate([self._sum @ radial, self._angular_values()], axis=1)

    def _radial(self, centres: tuple[float, ...], width: float) -> tuple[FloatArray, FloatArray]:
        """Return the functions of distance (p, k) and their slopes (1/Å)."""
        r, end = self.distances[:, None], self.descriptors.cutoff_radius
        away = (r - np.array(centres)) / width
        rest = np.maximum(1.0 - (r / end) ** 2, 0.0)
        bell = np.exp(-0.5 * away**2)
        return bell * rest**3, -bell * rest**2 * (away / width * rest + 6.0 * r / end**2)

    def _angular_values(self) -> FloatArray:
        """Return the angular functions (n, l q)."""
        first, second = self.descriptors.joined
        powers = (
            np.einsum(
                "qnc,qnc,lc->nlq",
                self._moments[first],
                self._moments[second],
                self._monomials.weights,
            )
            if len(first)
            else np.zeros((self._sum.shape[0], 0, 0))
        )
        return powers.reshape(len(powers), -1)

    def pulled_back(self, slopes: FloatArray) -> FloatArray:
        """Return the derivative in every distance vector, (p, 3), of a function of the descriptors.

        ``slopes`` (n, D) is the function's derivative in the descriptors of each atom.
        """
        radial = len(self.descriptors.radial_centres)
        along = np.einsum("pk,pk->p", slopes[self.centre, :radial], self._radial_slopes)
        turning = np.zeros_like(self.directions)
        for weights, value, slope in zip(
            self._moment_slopes(slopes[:, radial:]),
            self._angular.T,
            self._angular_slopes.T,
            strict=True,
        ):
            here = weights[self.centre]
            along += slope * np.einsum("pc,pc->p", here, self._products)
            turning += value[:, None] * self._monomials.gradients(here, self._products)
        turning -= np.einsum("pi,pi->p", turning, self.directions)[:, None] * self.directions
        pulls: FloatArray = along[:, None] * self.directions + turning / self.distances[:, None]
        return pulls

    def _moment_slopes(self, slopes: FloatArray) -> FloatArray:
        """Return the function's derivative in every moment, (m, n, c)."""
        first, second = self.descriptors.joined
        order = self.descriptors.angular_order
        result = np.zeros_like(self._moments[: len(self.descriptors.angular_centres)])
        weights = slopes.reshape(len(slopes), order, len(first)) if order else None
        for pair, (m, n) in enumerate(zip(first, second, strict=True)):
            if weights is None:
                break
            factor = weights[:, :, pair] @ self._monomials.weights
            result[m] += factor * self._moments[n]
            result[n] += factor * self._moments[m]
        return result


@dataclass(frozen=True)
class _Monomials:
    """The c products u_x^a u_y^b u_z^c up to an order, and the sums that make P_l of them.

    ``weights`` (order, c): P_l(u . v) = sum over c of weights[l - 1, c] product_c(u) product_c(v).
    ``lower`` (3, c) and ``factors`` (3, c) say which product, times what, is the derivative along
    each axis; ``parents`` builds every product from a lower one and an axis.
    """

    weights: FloatArray
    lower: IndexArray
    factors: FloatArray
    parents: tuple[tuple[int, int], ...]

    @classmethod
    def of_order(cls, order: int) -> "_Monomials":
        powers = [
            (a, b, degree - a - b)
            for degree in range(order + 1)
            for a in range(degree, -1, -1)
            for b in range(degree - a, -1, -1)
        ]
        place = {power: number for number, power in enumerate(powers)}
        lower = np.zeros((3, len(powers)), dtype=np.int64)
        for axis in range(3):
            for number, power in enumerate(powers):
                lower[axis, number] = place.get(_lowered(power, axis), 0)
        degrees = np.array([sum(power) for power in powers])
        counts = np.array([_multinomial(power) for power in powers])
        weights = np.array(
            [
                np.append(legendre.leg2poly([0] * degree + [1]), np.zeros(order - degree))[degrees]
                for degree in range(1, order + 1)
            ]
        ).reshape(order, len(powers))
        axes = [next((i for i in range(3) if power[i]), 0) for power in powers]
        parents = tuple((int(lower[axis, c]), axis) for c, axis in enumerate(axes))
        return cls(weights * counts, lower, np.array(powers, dtype=float).T, parents)

    def values(self, directions: FloatArray) -> FloatArray:
        """Return the products (p, c) of unit vectors (p, 3)."""
        products = np.ones((len(directions), len(self.parents)))
        for number, (parent, axis) in enumerate(self.parents[1:], start=1):
            np.multiply(products[:, parent], directions[:, axis], out=products[:, number])
        return products

    def gradients(self, weights: FloatArray, products: FloatArray) -> FloatArray:
        """Return sum over c of weights (p, c) times the products' derivatives in u, (p, 3)."""
        return np.stack(
            [
                np.einsum("pc,pc->p", weights * self.factors[axis], products[:, self.lower[axis]])
                for axis in range(3)
            ],
            axis=1,
        )


def _lowered(power: tuple[int, int, int], axis: int) -> tuple[int, int, int]:
    a, b, c = (exponent - (place == axis) for place, exponent in enumerate(power))
    return a, b, c


def _multinomial(power: tuple[int, int, int]) -> float:
    """Return how often a product stands in (u . v)^degree."""
    return math.factorial(sum(power)) / math.prod(math.factorial(exponent) for exponent in power)


@dataclass(frozen=True)
class Block:
    """Consecutive atoms of a structure with all their neighbours.

    ``atoms`` is their range, ``neighbour`` (p,) the number of the atom behind each neighbour,
    ``vectors`` (p, 3) in Å.
    """

    atoms: slice
    neighbour: IndexArray
    vectors: FloatArray
    surroundings: Surroundings


def surroundings(
    descriptors: Descriptors,
    positions: FloatArray,
    cell: FloatArray,
    pbc: npt.NDArray[np.bool_],
    pairs_per_block: int = PAIRS_PER_BLOCK,
) -> Iterator[Block]:
    """Yield the descriptors of a structure in blocks of atoms, in order; every atom once.

    ``positions`` (n, 3) and ``cell`` (3, 3) in Å; the cell may be smaller than the cutoff.
    """
    search = NeighborList(cutoff=descriptors.cutoff_radius, full_list=True, n_threads=1)
    first, second, vectors = search.compute(positions, periodic_box(cell, pbc), pbc, "ijD")
    order = np.lexsort((*vectors.T, second, first))
    first, second, vectors = (
        first[order].astype(np.int64),
        second[order].astype(np.int64),
        vectors[order],
    )
    starts = np.searchsorted(first, np.arange(len(positions) + 1))
    atom = 0
    while atom < len(positions):
        limit = starts[atom] + pairs_per_block
        stop = max(atom + 1, int(np.searchsorted(starts, limit, side="right")) - 1)
        chosen = slice(int(starts[atom]), int(starts[stop]))
        found = Surroundings(descriptors, stop - atom, first[chosen] - atom, vectors[chosen])
        yield Block(slice(atom, stop), second[chosen], vectors[chosen], found)
        atom = stop
