"""Every rule's memory and time grow with the attempt, also when a user has set them."""

import pytest
from snakemake.api import SnakemakeApi
from snakemake.resources import Resources
from snakemake.settings.types import (
    ConfigSettings,
    OutputSettings,
    Quietness,
    ResourceSettings,
)

SET_BY_A_USER = {"fit_simplex": {"mem_mb": 700}, "pair_table": {"runtime": "10 + 5 * attempt"}}


@pytest.fixture(scope="module")
def rules(root, tmp_path_factory):
    """Return the rules that have a script, by name, parsed with a user's own choices."""
    settings = ResourceSettings(
        cores=1, overwrite_resources={rule: parsed(words) for rule, words in SET_BY_A_USER.items()}
    )
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL}, dryrun=True)) as api:
        loaded = api.workflow(
            resource_settings=settings,
            config_settings=ConfigSettings(configfiles=[root / "config.yaml"]),
            snakefile=root / "Snakefile",
            workdir=tmp_path_factory.mktemp("workflow"),
        )
        yield {rule.name: rule for rule in loaded._workflow.rules if rule.script}


def parsed(choices):
    """Return resources as the command line would give them."""
    words = [f"{name}={value}" for name, value in choices.items()]
    return Resources.parse(words, allow_expressions=True)


def amount(rule, name, attempt):
    """Return what a rule asks for in an attempt."""
    return rule.resources[name].evaluate(None, attempt=attempt).value


def test_the_first_attempt_has_what_the_rule_states(rules):
    for name, rule in rules.items():
        if name not in SET_BY_A_USER:
            _, stated = rule.ruleinfo.resources
            assert amount(rule, "mem_mb", 1) == stated["mem_mb"], name
            assert amount(rule, "runtime", 1) == stated["runtime"], name


def test_the_third_has_three_times_as_much(rules):
    assert len(rules) > 50
    for name, rule in rules.items():
        if name not in SET_BY_A_USER:
            for resource in ("mem_mb", "runtime"):
                assert amount(rule, resource, 3) == 3 * amount(rule, resource, 1), name


def test_a_users_number_grows_too(rules):
    assert [amount(rules["fit_simplex"], "mem_mb", n) for n in (1, 2)] == [700, 1400]
