"""The library modules that a script stands on are found from its import statements."""

from pairwright.imports import PACKAGE, library_modules


def found(tmp_path, source):
    """Return the modules that a file with this source stands on, relative to the package."""
    path = tmp_path / "script.py"
    path.write_text(source, encoding="utf-8")
    return [module.relative_to(PACKAGE).as_posix() for module in library_modules(path)]


def test_an_import_brings_what_the_module_itself_imports(tmp_path):
    assert found(tmp_path, "from pairwright.store import sha256") == ["errors.py", "store.py"]


def test_every_way_to_import_is_seen(tmp_path):
    for line in (
        "import pairwright.store",
        "import pairwright.store as disk",
        "from pairwright import store",
        "from pairwright.store import write_json, read_json",
        "def later():\n    from pairwright import store",
    ):
        assert "store.py" in found(tmp_path, line), line


def test_modules_in_packages_are_found(tmp_path):
    assert "data/crystals.py" in found(tmp_path, "from pairwright.data import crystals")
    assert "data/crystals.py" in found(tmp_path, "from pairwright.data.crystals import dimer")


def test_other_libraries_are_left_out(tmp_path):
    assert found(tmp_path, "import numpy\nfrom ase.db import connect\nimport pairwrights") == []


def test_every_script_stands_on_the_adapter(root):
    for script in sorted((root / "scripts").glob("*.py")):
        assert PACKAGE / "adapter.py" in library_modules(script), script.name


def test_every_module_found_is_a_file_of_the_library(root):
    for script in sorted((root / "scripts").glob("*.py")):
        for module in library_modules(script):
            assert module.is_file()
            assert module.is_relative_to(root / "src" / "pairwright")
