"""A finished calculation is kept apart, so that a cluster job that is done again finds it.

Jobs that share a cluster job are done again together when one of them fails, and Snakemake removes
the results of all of them first.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pairwright.data import crystals
from pairwright.dft import calculate
from pairwright.dft.plan import Recipe
from pairwright.errors import PairwrightError
from pairwright.store import read_json, sha256, write_json

Record = dict[str, Any]


def once(recipe: Recipe, kept: str | Path, compute: Callable[[], Record]) -> Record:
    """Return the record that ``kept`` holds for this recipe, or compute it and keep it there.

    A record of another recipe, of other versions of the programs or of an older text of the modules
    that decide what is computed does not count, nor does a damaged file. A calculation without
    results (its ``failure`` says why) is not kept.
    """
    key = _key(recipe)
    try:
        found = read_json(kept)
        if found["key"] == key:
            return dict(found["record"])
    except (PairwrightError, OSError, ValueError, KeyError, TypeError):
        pass
    record = compute()
    if "failure" not in record:
        write_json(kept, {"key": key, "record": record})
    return record


def _key(recipe: Recipe) -> str:
    sources = [sha256(str(module.__file__)) for module in (calculate, crystals)]
    text = json.dumps([recipe, calculate.programs(), sources], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
