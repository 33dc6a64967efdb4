"""Every rule says what it does, what it needs, and what its result depends on.

The rules are read from Snakemake's own parser, so a rule in any form is seen.
"""

import ast
import runpy
import string
from pathlib import Path

import pytest
from snakemake.api import SnakemakeApi
from snakemake.settings.types import (
    ConfigSettings,
    OutputSettings,
    Quietness,
    ResourceSettings,
)

from pairwright.imports import library_modules

# Hours of computing must not be repeated because a line of the library changed: these rules depend
# on a parameter that says everything about the calculation.
DEPENDS_ON_PARAMETER = {"dft_calculate": "recipe"}

LONGEST_SCRIPT = 40


@pytest.fixture(scope="module")
def workflow(root, tmp_path_factory):
    """Return the parsed workflow; nothing is run."""
    output = OutputSettings(quiet={Quietness.ALL}, dryrun=True)
    with SnakemakeApi(output) as api:
        loaded = api.workflow(
            resource_settings=ResourceSettings(cores=1),
            config_settings=ConfigSettings(configfiles=[root / "config.yaml"]),
            snakefile=root / "Snakefile",
            workdir=tmp_path_factory.mktemp("workflow"),
        )
        yield loaded._workflow


@pytest.fixture(scope="module")
def rules(workflow):
    """Return the rules that do something, all but the pure targets."""
    return [rule for rule in workflow.rules if not rule.norun]


def script_of(rule):
    """Return the path of a rule's script."""
    return (Path(rule.snakefile).parent / rule.script).resolve()


def without(rules, *directives):
    """Return which of the directives each rule lacks."""
    return [
        f"{rule.name}: {name}"
        for rule in rules
        for name in directives
        if not getattr(rule.ruleinfo, name)
    ]


def test_the_workflow_has_rules_and_named_targets(workflow, rules):
    assert len(rules) >= 2
    targets = {rule.name for rule in workflow.rules if rule.norun}
    assert {"all", "database", "fit", "dft"} <= targets
    assert workflow.default_target == "all"


def test_a_rule_without_output_is_a_target_with_inputs_only(workflow):
    for rule in workflow.rules:
        assert rule.norun == (rule.ruleinfo.output is None), rule.name


def test_every_rule_says_what_it_does(rules):
    assert [rule.name for rule in rules if not (rule.docstring or "").strip()] == []
    assert without(rules, "message") == []


def test_every_rule_file_says_what_goes_in_and_comes_out(root):
    for path in sorted((root / "workflow" / "rules").glob("*.smk")):
        text = path.read_text(encoding="utf-8")
        assert text.startswith('"""'), path.name
        docstring = text.split('"""')[1]
        assert "Inputs:" in docstring, path.name
        assert "Outputs" in docstring, path.name


def test_every_rule_has_log_benchmark_threads_and_environment(rules):
    assert without(rules, "log", "benchmark", "threads", "conda_env") == []


def test_every_rule_states_memory_and_time(rules):
    for rule in rules:
        _, resources = rule.ruleinfo.resources or ((), {})
        assert {"mem_mb", "runtime"} <= set(resources), rule.name


def test_every_input_and_output_has_a_name(rules):
    for rule in rules:
        for files in (rule.ruleinfo.input, rule.ruleinfo.output):
            assert files is None or not files.paths, f"{rule.name}: {files.paths}"


def test_every_parameter_has_a_name(rules):
    for rule in rules:
        positional, _ = rule.ruleinfo.params or ((), {})
        assert positional == (), rule.name


def test_outputs_logs_and_benchmarks_can_be_redirected(rules):
    for rule in rules:
        info = rule.ruleinfo
        outputs = [getattr(path, "value", path) for path in info.output.kwpaths.values()]
        assert all(str(path).startswith("<results>/") for path in outputs), rule.name
        logs = [*info.log.paths, *info.log.kwpaths.values()]
        assert all(path.startswith("<logs>/") for path in logs), rule.name
        assert info.benchmark.paths.startswith("<benchmarks>/"), rule.name
        assert info.benchmark.paths.endswith(".jsonl"), rule.name


def test_no_two_rules_write_one_log_or_benchmark(rules):
    paths = []
    for rule in rules:
        log = rule.ruleinfo.log
        paths += [*log.paths, *log.kwpaths.values(), rule.ruleinfo.benchmark.paths]
    assert len(paths) == len(set(paths))


def test_every_wildcard_of_an_output_is_in_the_log(rules):
    for rule in rules:
        log = rule.ruleinfo.log.paths + tuple(rule.ruleinfo.log.kwpaths.values())
        for path in (*log, rule.ruleinfo.benchmark.paths):
            fields = {name for _, name, _, _ in string.Formatter().parse(path) if name}
            assert fields == set(rule.wildcard_names), f"{rule.name}: {path}"


def test_every_environment_is_one_that_is_generated(rules, root):
    for rule in rules:
        path = (Path(rule.snakefile).parent / rule.ruleinfo.conda_env).resolve()
        assert path.is_file(), rule.name
        assert path.parent == root / "envs", rule.name


def test_every_rule_depends_on_the_library_modules_its_script_stands_on(rules):
    for rule in rules:
        if rule.name in DEPENDS_ON_PARAMETER:
            assert DEPENDS_ON_PARAMETER[rule.name] in rule.params.keys(), rule.name  # noqa: SIM118
            continue
        declared = rule.ruleinfo.input.kwpaths.get("code", []) if rule.ruleinfo.input else []
        expected = {str(module) for module in library_modules(script_of(rule))}
        assert {str(Path(path)) for path in declared} == expected, rule.name


def test_every_rule_runs_the_script_of_its_name(rules, root):
    for rule in rules:
        assert script_of(rule) == root / "scripts" / f"{rule.name}.py"


def test_every_script_belongs_to_a_rule(rules, root):
    scripts = {path.stem for path in (root / "scripts").glob("*.py")}
    assert scripts == {rule.name for rule in rules}


def test_scripts_are_short_and_thin(root):
    for path in sorted((root / "scripts").glob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= LONGEST_SCRIPT, f"{path.name}: {len(lines)} lines"


def test_scripts_import_nothing_from_the_future(root):
    # Snakemake puts lines above a script, which makes such an import a syntax error.
    for path in sorted((root / "scripts").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert getattr(node, "module", None) != "__future__", path.name


def test_a_rule_and_its_script_use_the_same_names(rules, root):
    for rule in rules:
        interface = interface_of(root, rule.name)
        info = rule.ruleinfo
        inputs = set(info.input.kwpaths if info.input else ()) - {"code"}
        assert inputs == set(interface["inputs"]), rule.name
        assert set(info.output.kwpaths) == set(interface["outputs"]), rule.name
        assert set(info.params[1] if info.params else ()) == set(interface["params"]), rule.name
        assert set(info.log.kwpaths) == set(interface["logs"]), rule.name


def interface_of(root, name):
    """Return the interface that a script declares, as a mapping."""
    loaded = runpy.run_path(str(root / "scripts" / f"{name}.py"), run_name="imported")
    return vars(loaded["INTERFACE"])
