"""What every training of the neural potential shares: data, descriptors and options."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pairwright.data.dataset import Dataset
from pairwright.data.pairs import PairTable
from pairwright.errors import PairwrightError
from pairwright.fit.options import PARAMETERS as PAIR_FIT
from pairwright.network.training_set import DescriptorTable
from pairwright.store import read_json

PARAMETERS = {"network": "network", **PAIR_FIT}
"""The parameters of a script that trains, with their keys in the configuration."""
INPUTS = {
    "dataset": "NPZ of extract_database",
    "summary": "its summary.json",
    "pairs": "NPZ of pair_table",
    "descriptors": "NPZ of network_descriptors",
}
"""The inputs of a script that trains."""


@dataclass(frozen=True)
class Study:
    """Data, pair table, descriptors, and the options named in ``PARAMETERS``.

    Raises PairwrightError when the data cannot train a network: an energy that is no finite
    number, or forces that are weighed but nowhere to be found.
    """

    dataset: Dataset
    pairs: PairTable
    table: DescriptorTable
    element: str
    options: dict[str, Any]

    def __post_init__(self) -> None:
        finite = np.isfinite(self.dataset.energies)
        if not finite.all():
            row = int(self.dataset.ids[np.argmin(finite)])
            raise PairwrightError(
                f"row {row} of the database has an energy that is no finite number; "
                "mend it, or leave it out by database.selection"
            )
        force = self.options["weights"]["force_eV_per_A"]
        if force is not None and not np.isfinite(self.dataset.forces).any():
            raise PairwrightError(
                f"network: no row of the database has forces, but fit.weights.force_eV_per_A is "
                f"{force}; set it to null to train on energies alone, or network.members to 0 to "
                "leave the neural potential out"
            )

    @classmethod
    def load(cls, args: Any) -> "Study":
        """Read the files of ``INPUTS`` and take the options, all by name from ``args``."""
        dataset = Dataset.load(args.dataset)
        return cls(
            dataset,
            PairTable.load(args.pairs),
            DescriptorTable.load(args.descriptors, dataset),
            read_json(args.summary)["element"],
            {name: getattr(args, name) for name in PARAMETERS},
        )
