"""One script runs from Snakemake, from a shell and from a test, with the same arguments."""

import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest
from snakemake.iocontainers import (
    InputFiles,
    Log,
    OutputFiles,
    Params,
    ResourceList,
    Snakemake,
    Wildcards,
)

from pairwright.adapter import LOGGER, Interface
from pairwright.errors import PairwrightError

INTERFACE = Interface(
    description="Add up.",
    inputs={"table": "numbers", "parts": "more numbers"},
    outputs={"sum": "the sum"},
    params={"start": "fit.simplex.sigma_A", "label": ""},
    logs={"text": "what was done"},
    lists=frozenset({"parts"}),
)

SHELL = ["--table", "a.csv", "--parts", "b.csv", "c.csv", "--sum", "sum.json"]

SCRIPT = """\
from pathlib import Path

from pairwright.adapter import Interface
from pairwright.errors import PairwrightError

INTERFACE = Interface(
    description="Repeat a text.",
    inputs={"text": "any text"},
    outputs={"repeated": "the text again"},
    params={"times": "seed"},
)


def main(args):
    text = Path(args.text).read_text()
    if text == "bad":
        raise PairwrightError(f"{args.text}: the text is\\nbad")
    Path(args.repeated).write_text(text * args.times)


if __name__ == "__main__":
    INTERFACE.run(main, globals().get("snakemake"))
"""


@pytest.fixture(autouse=True)
def closed_logs():
    """Close the log files that a script leaves to the end of its process."""
    yield
    for handler in LOGGER.handlers:
        handler.close()
    LOGGER.handlers.clear()


def named_files(inputs):
    """Build Snakemake's container of inputs; a name may stand for one file or a list."""
    files = InputFiles()
    for name, value in inputs.items():
        start = len(files)
        files.extend([value] if isinstance(value, str) else value)
        files._set_name(name, start, end=None if isinstance(value, str) else len(files))
    return files


def rule(inputs, outputs, params, log):
    """Build the object that Snakemake gives to a script."""
    return Snakemake(
        named_files(inputs),
        OutputFiles(fromdict=outputs),
        Params(fromdict=params),
        Wildcards(),
        1,
        ResourceList(),
        Log(fromdict=log),
        {},
        "repeat",
        None,
    )


@pytest.fixture
def script(tmp_path):
    """Write a script and its input, and return the script's path."""
    (tmp_path / "text.txt").write_text("good")
    path = tmp_path / "repeat.py"
    path.write_text(SCRIPT)
    return path


def run_rule(script, times=2):
    """Run the script the way Snakemake does and return its folder."""
    folder = script.parent
    files = {"text": str(folder / "text.txt")}
    outputs = {"repeated": str(folder / "repeated.txt")}
    snakemake = rule(files, outputs, {"times": times}, {"main": str(folder / "rule.log")})
    runpy.run_path(str(script), init_globals={"snakemake": snakemake}, run_name="__main__")
    return folder


def run_shell(script, *options):
    """Run the script from a shell."""
    return subprocess.run(
        [sys.executable, str(script), *options],
        cwd=script.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_snakemake_gives_files_and_parameters_by_name():
    snakemake = rule(
        inputs={"table": "a.csv", "parts": ["b.csv", "c.csv"], "code": ["lib.py"]},
        outputs={"sum": "sum.json"},
        params={"start": 3.5, "label": "x"},
        log={"main": "main.log", "text": "text.log"},
    )
    assert INTERFACE.from_snakemake(snakemake) == SimpleNamespace(
        table="a.csv",
        parts=["b.csv", "c.csv"],
        sum="sum.json",
        start=3.5,
        label="x",
        text="text.log",
    )


def test_a_list_of_one_file_is_still_a_list():
    snakemake = rule(
        inputs={"table": "a.csv", "parts": "b.csv"},
        outputs={"sum": "sum.json"},
        params={"start": 1, "label": "x"},
        log={"text": "text.log"},
    )
    assert INTERFACE.from_snakemake(snakemake).parts == ["b.csv"]


def test_a_shell_gives_the_same_names_and_takes_the_rest_from_the_configuration(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("database: {path: x.db}\nfit: {simplex: {sigma_A: 3.25}}\n")
    args = INTERFACE.from_shell([*SHELL, "--label", "x", "--config", str(config)])
    assert (args.table, args.parts, args.sum) == ("a.csv", ["b.csv", "c.csv"], "sum.json")
    assert (args.start, args.label, args.text) == (3.25, "x", "-")


def test_an_option_is_stronger_than_the_configuration():
    args = INTERFACE.from_shell([*SHELL, "--label", "{a: [1, true]}", "--start", "0.5"])
    assert (args.start, args.label) == (0.5, {"a": [1, True]})


def test_a_shell_is_told_what_is_missing(capsys):
    with pytest.raises(SystemExit) as stopped:
        INTERFACE.from_shell(SHELL)
    assert stopped.value.code == 2
    assert "--label" in capsys.readouterr().err


def test_a_shell_is_told_of_a_wrong_configuration(tmp_path):
    with pytest.raises(PairwrightError, match="no such configuration file"):
        INTERFACE.from_shell([*SHELL, "--label", "x", "--config", str(tmp_path / "none.yaml")])


def test_a_script_does_the_same_from_snakemake_and_from_a_shell(script):
    folder = run_rule(script)
    assert (folder / "repeated.txt").read_text() == "goodgood"
    done = run_shell(script, "--text", "text.txt", "--repeated", "again.txt", "--times", "2")
    assert done.returncode == 0, done.stderr
    assert (folder / "again.txt").read_bytes() == (folder / "repeated.txt").read_bytes()


def test_bad_input_is_one_line_and_status_1_in_a_shell(script):
    (script.parent / "text.txt").write_text("bad")
    done = run_shell(script, "--text", "text.txt", "--repeated", "repeated.txt", "--times", "2")
    assert done.returncode == 1
    assert done.stderr == "error: text.txt: the text is bad\n"
    assert done.stdout == ""


def test_bad_input_is_one_line_in_the_log_of_a_rule(script):
    (script.parent / "text.txt").write_text("bad")
    with pytest.raises(SystemExit) as stopped:
        run_rule(script)
    assert stopped.value.code == 1
    lines = (script.parent / "rule.log").read_text().splitlines()
    assert lines == [f"error: {script.parent / 'text.txt'}: the text is bad"]


def test_a_mistake_in_the_program_leaves_its_traceback_in_the_log(script):
    with pytest.raises(SystemExit) as stopped:
        run_rule(script, times="two")
    assert stopped.value.code == 1
    log = (script.parent / "rule.log").read_text()
    assert "Traceback" in log
    assert "TypeError" in log


def test_every_script_explains_itself_in_a_shell(root):
    for script in sorted((root / "scripts").glob("*.py")):
        interface = runpy.run_path(str(script), run_name="imported")["INTERFACE"]
        text = interface._parser().format_help()
        for name in [*interface.inputs, *interface.outputs, *interface.params, *interface.logs]:
            assert f"--{name.replace('_', '-')}" in text, script.name


def test_a_script_prints_its_help(root):
    done = run_shell(root / "scripts" / "dft_calculate.py", "--help")
    assert done.returncode == 0
    assert "--record" in done.stdout


def test_what_no_log_can_hold_goes_to_the_screen(capsys):
    """Such as the message that the disk is full."""

    def refuse(_args):
        raise PairwrightError("the disk is full")

    snakemake = rule(
        {"table": "a.csv", "parts": ["b.csv"]}, {"sum": "s.json"}, {"start": 1, "label": ""},
        {"main": "/dev/full", "text": "t.txt"},
    )  # fmt: skip
    with pytest.raises(SystemExit):
        INTERFACE.run(refuse, snakemake)
    assert capsys.readouterr().err == "error: the disk is full\n"
