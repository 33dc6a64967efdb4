"""The software bill of materials: each package of the lock, in CycloneDX's words.

Source of the format: the CycloneDX specification 1.6, https://cyclonedx.org/docs/1.6/json/.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

SBOM = "sbom.cdx.json"
_PIN = re.compile(r"([\w.-]+)==([^ ;\\]+)(?: ; (.*?))? ?\\?$")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})")
_LONGEST_NAME = 80
"""Characters of a licence's name; what is longer is the licence's text."""


@dataclass(frozen=True)
class Pin:
    """A package that a lock names: where it is wanted (a marker, "" for everywhere), its files."""

    name: str
    version: str
    marker: str
    sha256: tuple[str, ...]


def pins(lock: str) -> list[Pin]:
    """Return the packages that the text of a lock names, in its order."""
    found: list[Pin] = []
    for line in lock.splitlines():
        if pin := _PIN.match(line):
            found.append(Pin(pin[1], pin[2], pin[3] or "", ()))
        elif (checksum := _HASH.match(line)) and found:
            last = found.pop()
            found.append(Pin(last.name, last.version, last.marker, (*last.sha256, checksum[1])))
    return found


def bill_of_materials(lock: str, version: str) -> dict[str, Any]:
    """Return the bill of materials of a lock, for ``version`` of this project.

    Licences are those that the packages installed here state, where the version is the lock's.
    No time and no number of its own: the same lock and packages give the same bill.
    """
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": f"pairwright@{version}",
                "name": "pairwright",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [_component(pin) for pin in pins(lock)],
    }


def _component(pin: Pin) -> dict[str, Any]:
    address = f"pkg:pypi/{re.sub(r'[-_.]+', '-', pin.name).lower()}@{pin.version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": address,
        "name": pin.name,
        "version": pin.version,
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": checksum} for checksum in pin.sha256],
    }
    if pin.marker:
        component["properties"] = [{"name": "pairwright:marker", "value": pin.marker}]
    licences = list(_licences(pin))
    if licences:
        component["licenses"] = licences
    return component


def _licences(pin: Pin) -> Iterator[dict[str, Any]]:
    """Yield what an installed package says of its licence: an expression, or names."""
    try:
        stated = metadata(pin.name)
    except PackageNotFoundError:
        return
    if stated["Version"] != pin.version:
        return
    expression, text = (
        next(iter(stated.get_all(key) or []), None) for key in ("License-Expression", "License")
    )
    classifiers = [name for name in stated.get_all("Classifier") or [] if "License ::" in name]
    if expression:
        yield {"expression": expression}
    elif classifiers:
        for name in sorted(classifiers):
            yield {"license": {"name": name.rsplit(" :: ", 1)[-1]}}
    elif text and len(text) <= _LONGEST_NAME and "\n" not in text:
        yield {"license": {"name": text}}
