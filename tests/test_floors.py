"""A floor of the library imports only the floors below it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "pairwright"

# Ground floor first.
FLOORS = (
    "errors",
    "units",
    "interruption",
    "safe_yaml",
    "config",
    "store",
    "seals",
    "imports",
    "clock",
    "full_disk",
    "run_lock",
    "cluster",
    "data",
    "dft",
    "potentials",
    "lj",
    "fit",
    "network",
    "loading",
    "properties",
    "judging",
    "autodiff",
    "timing",
    "export",
    "figures",
    "reproduce",
    "adapter",
    "onboarding",
    "__main__",
)
# What a person imports from `pairwright` itself stands above every floor.
ROOF = len(FLOORS)
STANDS_ALONE = "literate"

MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def floor_of(name: str) -> int:
    """Return the number of the floor on which a module or package of the library stands."""
    if name in ("__init__", ""):
        return ROOF
    assert name in FLOORS, f"{name} stands on no floor: give it one here and in the design"
    return FLOORS.index(name)


def first_name(module: str) -> str:
    """Return the floor's name of a file, such as data of data/pairs.py."""
    return Path(module).parts[0].removesuffix(".py")


def library_imports(source: str) -> Iterator[str]:
    """Yield the floor's name of each import from the library, "" for the package itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import: name the module in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, *rest = name.split(".")
            if package == PACKAGE.name:
                yield rest[0] if rest and known(rest[0]) else ""


def known(name: str) -> bool:
    """Say whether the package has a module or folder of this name."""
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


@pytest.mark.parametrize("module", [name for name in MODULES if first_name(name) != STANDS_ALONE])
def test_a_module_imports_only_its_own_package_and_floors_below(module):
    own = floor_of(first_name(module))
    for imported in library_imports((PACKAGE / module).read_text(encoding="utf-8")):
        allowed = first_name(module) == imported or floor_of(imported) < own
        assert allowed, f"{module} imports {imported or 'the package itself'} from above"


def test_the_literate_documents_stand_alone():
    for module in MODULES:
        if first_name(module) == STANDS_ALONE:
            source = (PACKAGE / module).read_text(encoding="utf-8")
            assert set(library_imports(source)) <= {STANDS_ALONE}, module


def test_a_module_without_a_floor_is_noticed():
    with pytest.raises(AssertionError, match="stands on no floor"):
        floor_of("cellar")


def test_every_kind_of_import_is_seen():
    source = (
        "import pairwright.fit.solve\n"
        "from pairwright.data import pairs\n"
        "from pairwright import units\n"
        "from pairwright import load_potential\n"
        "def later():\n    from pairwright.config import load\n"
        "import numpy\n"
    )
    assert set(library_imports(source)) == {"fit", "data", "units", "", "config"}
