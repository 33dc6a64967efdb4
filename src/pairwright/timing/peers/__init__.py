"""Other programs, asked for the same energy, forces and stress; each module is one program."""

from pairwright.timing.peers.programs import PEERS

__all__ = ["PEERS"]
