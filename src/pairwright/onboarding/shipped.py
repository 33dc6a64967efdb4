"""The configuration that comes with the project, and the one without any."""

from functools import cache

from pairwright.config import SCHEMA_PATH, Config, load, validated

PROJECT = SCHEMA_PATH.parents[2]
"""The folder with the Snakefile and the shipped config.yaml."""


@cache
def shipped() -> Config:
    """Return the configuration that comes with the project, which any other is laid over."""
    return load(PROJECT / "config.yaml")


@cache
def defaults() -> Config:
    """Return what holds where a configuration says nothing and no other lies beneath."""
    return validated({"database": {"path": "x"}})
