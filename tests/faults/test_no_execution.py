"""Nothing that a user gives as data is executed: not by Python, not by a shell."""

import ast
import json
import re
import sqlite3
from contextlib import closing

import pytest
from runs import run
from small_runs import fresh

# Calls that execute text, load objects that may, or hand a text to a shell.
NAMES = {
    "eval", "exec", "compile", "__import__", "execfile", "os.system", "os.popen", "yaml.load",
    "yaml.unsafe_load", "yaml.full_load", "pd.read_pickle", "pd.eval", "ne.evaluate",
    "subprocess.getoutput", "subprocess.getstatusoutput", "runpy.run_path", "runpy.run_module",
    "importlib.import_module", "import_module", "shell",
}  # fmt: skip
METHODS = ("exec_module", "to_pickle", "eval", "query")
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "code"}
# Where one of these is right, and why.
ALLOWED = {
    ("literate/calls.py", "compile"): "asks whether a block's code can be read; runs nothing",
    ("literate/plan.py", "compile"): "asks whether a block's code can be read; runs nothing",
    ("literate/child.py", "compile"): "runs a document's code, which is what running it means",
    ("literate/child.py", "exec"): "runs a document's code, in a process of its own",
    ("literate/doctest_child.py", "exec"): "runs a document's examples, in a process of its own",
    ("literate/doctest_child.py", "compile"): "runs a document's examples",
    ("literate/doctest_child.py", "importlib.import_module"): "imports what a document tangles to",
    ("potentials/library.py", "exec_module"): "a file of forms that the configuration names",
}


def sources(root):
    """Return the files of Python that a run or a command of the project executes."""
    folders = [root / name for name in ("src", "scripts", "tools", "workflow")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in files if path.suffix == ".py" or is_python_program(path))


def is_python_program(path):
    """Say whether a file without a suffix begins as programs in Python do."""
    if path.suffix:
        return False
    with path.open("rb") as stream:
        first = stream.readline()
    return first.startswith(b"#!") and b"python" in first


def calls(tree):
    """Yield the name of every call and its keyword arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), {word.arg: word.value for word in node.keywords}


def imports(tree):
    """Yield the first name of every module that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def findings(text):
    """Yield what in a file executes text, or may."""
    tree = ast.parse(text)
    yield from (f"import {name}" for name in imports(tree) if name in MODULES)
    for name, keywords in calls(tree):
        last = name.rpartition(".")[2]
        if name in NAMES or (last in METHODS and "." in name):
            yield last if last in METHODS else name
        for keyword in ("shell", "allow_pickle"):
            if keyword in keywords and ast.unparse(keywords[keyword]) != "False":
                yield f"{name}({keyword}=...)"
        if name in ("np.load", "numpy.load") and "allow_pickle" not in keywords:
            yield name


def test_no_source_executes_text(root):
    found = {
        (path, what)
        for path in sources(root)
        for what in findings(path.read_text(encoding="utf-8"))
    }
    places = {("/".join(path.parts[-2:]), what) for path, what in found}
    assert places == set(ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from joblib import load",
        "eval(x)",
        "os.system(x)",
        "subprocess.run(x, shell=True)",
        "np.load(x)",
        "np.load(x, allow_pickle=True)",
        "table.query(x)",
        "yaml.load(x)",
    ],
)
def test_each_of_these_would_be_found(text):
    assert list(findings(text))


def test_rules_run_scripts_and_no_shell(root):
    """A rule with a shell command would put names into it."""
    for path in [root / "Snakefile", *sorted((root / "workflow" / "rules").glob("*.smk"))]:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^ +(?:shell|run):|\bos\.system|\beval\(|\bexec\(", text, re.M) == [], (
            path
        )


HOSTILE = [
    "$(touch {mark})",
    "`touch {mark}`",
    "; touch {mark};",
    "' ; touch {mark} ; '",
    '" ; touch {mark} ; "',
    "| touch {mark}",
    "&& touch {mark}",
    "\n touch {mark}\n",
    "../../{mark}",
    "{{config[seed]}}",
    "{{wildcards.form!r.__class__}}",
    "%(mark)s",
    "__import__('os').system('touch {mark}')",
    '=HYPERLINK("x")',
    "<script>alert(1)</script>",
    "\\input{{/etc/passwd}}",
]


def files_of(folder):
    """Return the names of all files, but those of Snakemake's own."""
    inside = {path.relative_to(folder).parts for path in folder.rglob("*") if path.is_file()}
    return {parts for parts in inside if parts[0] != ".snakemake"}


@pytest.mark.slow
def test_hostile_labels_and_names_through_a_run(tmp_path):
    """The labels, the keys and the file of a database say what to do, and nothing is done."""
    mark = "OWNED"
    words = [word.format(mark=mark) for word in HOSTILE]
    name = "data $(touch OWNED); `touch OWNED` ' & .db"
    folder = fresh(tmp_path / "a run; touch OWNED $(touch OWNED)")
    (folder / "data.db").rename(folder / name)
    used = set()
    with closing(sqlite3.connect(folder / name)) as connection:
        rows = connection.execute("SELECT id, key_value_pairs FROM systems").fetchall()
        for identifier, text in rows:
            keys = json.loads(text)
            if keys["kind"] == "bulk":
                keys["structure"] = words[identifier % len(words)]
                used.add(keys["structure"])
            connection.execute(
                "UPDATE systems SET key_value_pairs = ? WHERE id = ?",
                (json.dumps(keys), identifier),
            )
        connection.commit()
    assert used == set(words)
    fresh(folder, {"database": {"path": name, "selection": "kind=bulk"}})
    done = run(folder, "all")
    printed = done.stdout + done.stderr
    assert "Traceback" not in printed, printed
    assert not [path for path in tmp_path.rglob("*") if path.name == mark]
    assert {parts[0] for parts in files_of(folder)} <= {
        "data.db", "results", "logs", "settings.yaml", name,
    }  # fmt: skip
    assert done.returncode == 0, printed
