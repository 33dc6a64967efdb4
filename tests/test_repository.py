"""What a stranger finds in the repository is safe, complete and in step with itself."""

import ast
import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

# Written so that this file does not find itself.
PLACES_OF_ONE_MACHINE = re.compile(r"(^|[^A-Za-z0-9_.])/(wor[k]|far[m]|roo[t]|hom[e])/")
REGISTRIES = re.compile(
    r"py[p]i\.org|python[h]osted|registry\.np[m]js|deb\.deb[i]an|repo\.anacond[a]"
)
UNSAFE_CALLS = {"eval", "exec", "pickle.load", "pickle.loads", "os.system", "yaml.load"}

# A literate document's code is there to be run, in a process of its own; its figures are saved.
RUNS_DOCUMENTS = ("child.py", "doctest_child.py")


@pytest.fixture(scope="module")
def tracked(root):
    """Return the paths of all files that git tracks or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    paths = [root / name for name in listed.splitlines()]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def texts(paths):
    """Yield each path that holds text, with its text."""
    for path in paths:
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def python_files(root):
    """Return the library's and the scripts' files."""
    return sorted([*(root / "src").rglob("*.py"), *(root / "scripts").glob("*.py")])


def calls(path):
    """Yield the dotted name and the keywords of every call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), {word.arg: word.value for word in node.keywords}


def runs_documents(path):
    """Say whether a file is one that literate documents are run by."""
    return path.parent.name == "literate" and path.name in RUNS_DOCUMENTS


def lines_that_match(paths, pattern):
    """Return where a pattern occurs."""
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts(paths)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_folder_of_one_machine(tracked):
    assert lines_that_match(tracked, PLACES_OF_ONE_MACHINE) == []


def test_no_file_names_the_host_of_a_package_registry(tracked):
    assert lines_that_match(tracked, REGISTRIES) == []


def test_the_lock_files_hold_versions_and_hashes_only(root):
    for lock in root.glob("requirements*.lock"):
        for line in lock.read_text(encoding="utf-8").splitlines():
            assert re.match(r"[\w.-]+==\S+( ; .*)? \\$|    --hash=sha256:[0-9a-f]{64}", line), line


def test_a_package_has_one_version_in_all_lock_files(root):
    everyday = set(pins(root / "requirements.lock"))
    for lock in set(root.glob("requirements-*.lock")) - {root / "requirements-oldest.lock"}:
        assert everyday - set(pins(lock)) == set(), lock.name


def pins(lock):
    """Return the lines of a lock that name a version."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "==" in line and not line.startswith("    ")]


def test_there_is_no_second_kind_of_lock(tracked):
    assert [path.name for path in tracked if path.name in ("uv.lock", "poetry.lock")] == []


def test_no_file_is_too_large_to_clone_comfortably(tracked):
    assert [path.name for path in tracked if path.stat().st_size > 5_000_000] == []


def test_nothing_read_from_a_file_is_executed(root):
    for path in python_files(root):
        for name, keywords in calls(path):
            allowed = runs_documents(path) and name == "exec"
            assert allowed or name not in UNSAFE_CALLS, f"{path}: {name}"
            for keyword in ("shell", "allow_pickle"):
                value = keywords.get(keyword)
                assert value is None or ast.unparse(value) == "False", f"{path}: {name}"


def test_figures_are_saved_in_one_place_only(root):
    for path in python_files(root):
        saves = any(name.endswith("savefig") for name, _ in calls(path))
        assert not saves or path.match("figures/style.py") or runs_documents(path), path


def test_functions_fit_on_a_screen(root):
    for path in python_files(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 60, f"{path}: {node.name}"


@pytest.mark.parametrize("tool", ["conda-environments", "configuration-table", "timing-page"])
def test_generated_files_are_those_that_would_be_generated(root, tool):
    command = [sys.executable, root / "tools" / tool, "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_dependency_is_justified(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(item for extra in extras.values() for item in extra)]
    text = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for requirement in wanted:
        name = re.match(r"[\w-]+", requirement).group()
        assert f"`{name}`" in text, name


def test_the_licence_is_mit_everywhere(root):
    assert (root / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert project["license"] == citation["license"] == "MIT"


def test_the_version_is_one_everywhere(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert project["version"] == citation["version"]
    assert "## Unreleased" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_names_both_commands_and_they_exist(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_links_between_pages_lead_somewhere(root):
    for page in [*root.glob("*.md"), *(root / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_what_is_meant_to_be_run_can_be_run(root):
    tools = ("lock", "environment", "python", "dft-environment", "conda-environments")
    checks = ("configuration-table", "compare-dft-records", "gallery", "timing-page")
    tools += ("test-slurm", "resource-table")
    for path in [root / ".ci" / "run", *(root / "tools" / name for name in (*tools, *checks))]:
        assert os.access(path, os.X_OK), path.name


def test_a_python_that_is_too_old_is_told_so_in_one_line(root):
    done = subprocess.run(
        [root / "tools" / "python"],
        env={**os.environ, "PYTHON": "no-such-python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11 or newer is needed" in done.stderr
