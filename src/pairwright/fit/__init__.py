"""Fits of pair potentials: targets, solvers, the closed form, the classic simplex, error bars."""
