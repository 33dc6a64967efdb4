"""Numbers that published values are compared with and that no study computes by itself."""

from pathlib import Path
from typing import Any

from pairwright.reproduce.clusters import cluster_record
from pairwright.reproduce.lattice_sums import crystal_record
from pairwright.reproduce.nist import nist_record
from pairwright.reproduce.post_networks import network_record


def exact_record(
    cuboid: str | Path, triclinic: str | Path, printed: dict[str, Any]
) -> dict[str, Any]:
    """Return clusters, crystals, NIST's configurations and the networks of the post.

    ``cuboid`` and ``triclinic`` are files of positions, ``printed`` the networks that the post
    printed; see the modules of each part.
    """
    return {
        "clusters": cluster_record(),
        "crystals": crystal_record(),
        "nist": nist_record(cuboid, triclinic),
        "networks": network_record(printed),
    }
