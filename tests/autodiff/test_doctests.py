"""The examples of the literate documents pass as doctests of the modules tangled from them."""

import doctest
import importlib

import pytest

WITH_EXAMPLES = (
    "activity_coefficients",
    "lennard_jones_solid",
    "mixed_partials",
    "murnaghan",
    "reciprocal",
    "root_finding",
    "sensitivities",
    "standard_systems",
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_pass(name):
    module = importlib.import_module(f"pairwright.autodiff.{name}")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_smallest_document_has_three_doctests():
    module = importlib.import_module("pairwright.autodiff.reciprocal")
    assert doctest.testmod(module).attempted == 3


def test_every_tangled_module_comes_from_a_block_of_a_document(root):
    documents = "".join(path.read_text("utf-8") for path in (root / "literate").glob("*.org"))
    by_hand = {"__init__", "records", "crystal_records"}
    for path in (root / "src/pairwright/autodiff").glob("*.py"):
        assert (path.stem in by_hand) != (f":tangle {path.name} " in documents), path.name


@pytest.mark.parametrize("name", ["doctests", "autodiff", "lennard-jones"])
def test_every_placeholder_has_an_example_and_every_example_a_placeholder(root, name):
    lines = (root / "literate" / f"{name}.org").read_text("utf-8").splitlines()
    examples = [line.split()[1] for line in lines if line.startswith("#+name: ")]
    placeholders = [line.split('"')[1] for line in lines if '<<doctest("' in line]
    assert sorted(examples) == sorted(placeholders)
