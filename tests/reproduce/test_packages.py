"""Versions are read from locks, environments and what is installed."""

from importlib.metadata import version

import pytest
from run_folder import ENVIRONMENT, make_project

from pairwright.errors import PairwrightError
from pairwright.reproduce.packages import (
    differences,
    environment_of,
    installed_versions,
    locked_versions,
    own_requirements,
    project_version,
)

TEXT = ENVIRONMENT.format(checksum="a" * 64, ase="3.29.0")


def test_an_environment_names_its_lock_and_its_packages():
    environment = environment_of(TEXT)
    assert environment.name == "analysis"
    assert environment.lock_sha256 == "a" * 64
    assert environment.packages == {
        "python": "3.12",
        "ase": "3.29.0",
        "numpy": "2.5.5",
        "typst": "0.15.2",
    }


def test_another_text_has_another_label():
    other = environment_of(TEXT.replace("numpy=2.5.5", "numpy=2.5.6"))
    assert other.label != environment_of(TEXT).label
    assert other.label.startswith("analysis@")


def test_every_environment_of_the_project_is_one(root):
    for path in (root / "envs").glob("*.yaml"):
        environment = environment_of(path.read_text(encoding="utf-8"))
        assert environment.name == path.stem
        assert len(environment.packages) > 2


@pytest.mark.parametrize(
    "text",
    ["", "name: x", "[", "1", "name: x\ndependencies: 3\n", TEXT.replace("a" * 64, "none")],
)
def test_any_other_text_is_no_environment(text):
    assert environment_of(text) is None


def test_a_lock_may_hold_two_versions_of_a_package(root):
    locked = locked_versions((root / "requirements.lock").read_text(encoding="utf-8"))
    assert len(locked["numpy"]) == 2
    assert len(locked["ase"]) == 1


def test_what_is_not_installed_has_no_version():
    assert installed_versions(["ase", "no-such-package"]) == {"ase": version("ase")}


def test_our_own_requirements_are_spelled_as_in_locks(root, tmp_path):
    assert "pypandoc-binary" in own_requirements(root)
    make_project(tmp_path)
    assert own_requirements(tmp_path) == ["ase", "numpy"]
    assert project_version(tmp_path) == "0.1.0"


@pytest.mark.parametrize("text", [None, "", "[project", "[other]\n"])
def test_a_folder_that_is_no_project_is_named(tmp_path, text):
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(PairwrightError, match=r"pyproject\.toml: not a readable project file"):
        own_requirements(tmp_path)


def test_only_changed_versions_are_differences():
    before = {"ase": "3", "numpy": ["1", "2"], "gone": "1"}
    now = {"ase": "4", "numpy": ["1", "2"], "new": "1"}
    assert differences(before, now) == ["ase 3 -> 4"]
    assert differences({"numpy": ["1", "2"]}, {"numpy": "3"}) == ["numpy 1 or 2 -> 3"]
