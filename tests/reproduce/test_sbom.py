"""The bill of materials lists what the lock lists, no more and no less."""

import json
import re

import pytest

from pairwright.reproduce.packages import locked_versions
from pairwright.reproduce.sbom import bill_of_materials, pins


@pytest.fixture(scope="module")
def lock(root):
    return (root / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bill(lock):
    return bill_of_materials(lock, "1.2.3")


def test_every_package_of_the_lock_is_listed_once(lock, bill):
    listed = [(item["name"], item["version"]) for item in bill["components"]]
    wanted = [(name, one) for name, several in locked_versions(lock).items() for one in several]
    assert sorted(listed) == sorted(wanted)
    assert len({item["bom-ref"] for item in bill["components"]}) == len(listed)


def test_every_hash_of_the_lock_is_listed_with_its_package(lock, bill):
    listed = [item["content"] for part in bill["components"] for item in part["hashes"]]
    assert listed == re.findall(r"--hash=sha256:([0-9a-f]{64})", lock)
    assert all(part["hashes"] for part in bill["components"])


def test_where_a_package_is_wanted_is_said():
    (pin,) = pins("a-b==1.0 ; python_full_version < '3.12' \\\n    --hash=sha256:" + "0" * 64)
    assert (pin.name, pin.version, pin.marker) == ("a-b", "1.0", "python_full_version < '3.12'")
    assert pin.sha256 == ("0" * 64,)


def test_licences_are_those_that_installed_packages_state(bill):
    licences = {item["name"]: item.get("licenses") for item in bill["components"]}
    assert licences["ase"] == [{"expression": "LGPL-2.1-or-later"}]
    assert sum(found is not None for found in licences.values()) > len(licences) / 2


def test_a_package_of_another_version_states_nothing_of_the_locked_one():
    (part,) = bill_of_materials("numpy==0.0.1 \\\n", "1")["components"]
    assert "licenses" not in part


def test_the_same_lock_gives_the_same_bill_without_a_time(lock, bill):
    assert json.dumps(bill_of_materials(lock, "1.2.3")) == json.dumps(bill)
    assert "timestamp" not in bill["metadata"]
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
