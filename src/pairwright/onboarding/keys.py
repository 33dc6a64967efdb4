"""What a file says of each of its structures, as keys that a database takes."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from ase.db.core import reserved_keys, str_represents

from pairwright.onboarding.blocks import BLOCK_KEY

OWN_KEYS = ("source", "step", BLOCK_KEY)
"""Keys that conversion writes itself: where a row comes from."""
LONGEST_TEXT = 200
LARGEST_NUMBER = 1e300
"""Databases keep numbers as floats."""

_TAKEN = {*reserved_keys, *OWN_KEYS, "external_tables"}
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9_]")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def described(info: Mapping[Any, Any]) -> dict[str, str | int | float]:
    """Return keys and values of a database for what is a number or a text, without the rest.

    Letters that ASE does not take in a key become underscores, and names that it needs itself get
    ``info_`` before them. A quoted number is a number, as ASE would refuse it as a text.
    """
    found = {_key(str(name)): _value(value) for name, value in info.items()}
    return {key: value for key, value in found.items() if value is not None}


def _key(name: str) -> str:
    key = _NOT_IN_A_KEY.sub("_", name)
    return f"info_{key}" if key in _TAKEN or not key or key[0].isdigit() else key


def _value(value: Any) -> str | int | float | None:
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, str):
        number = _number(value.strip())
        return _text(value[:LONGEST_TEXT]) if number is None else number
    number = value.item() if isinstance(value, np.generic) else value
    return _stored(number) if isinstance(number, int | float) else None


def _number(text: str) -> int | float | None:
    """Return the number that a text writes in plain digits."""
    if len(text) > LONGEST_TEXT or not _NUMBER.fullmatch(text):
        return None
    return _stored(int(text) if _INTEGER.fullmatch(text) else float(text))


def _stored(number: int | float) -> int | float | None:
    """Return a number that a database can keep: one that is finite as a float."""
    return number if abs(number) < LARGEST_NUMBER else None


def _text(text: str) -> str:
    """Return a text that ASE takes for one: it refuses what Python reads as a number."""
    isnt_text = any(str_represents(text, kind) for kind in (bool, int, float))
    return f"{text}_" if isnt_text else text
