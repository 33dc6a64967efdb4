"""Literate documents: examples are executed, stored, and become doctests of tangled modules."""
