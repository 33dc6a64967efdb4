"""The other programs by the names they have in the configuration."""

from pairwright.timing.contestant import Contestant
from pairwright.timing.peers.jax_md import JAX_MD
from pairwright.timing.peers.lammps import LAMMPS
from pairwright.timing.peers.matscipy import MATSCIPY
from pairwright.timing.peers.openmm import OPENMM

PEERS: dict[str, Contestant] = {
    program.name: program for program in (LAMMPS, OPENMM, JAX_MD, MATSCIPY)
}
