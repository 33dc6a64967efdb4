"""Pair potentials: forms, cutoffs, energies with exact derivatives, and the ASE calculator."""
