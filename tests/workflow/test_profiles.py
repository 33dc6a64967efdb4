"""The profiles are found, are loaded, and hold only options that exist."""

import re
import subprocess
import sys

import pytest
import yaml
from snakemake.cli import get_argument_parser

SLURM_SNAKEMAKE = ".venv-slurm/bin/snakemake"

# The options of snakemake-executor-plugin-slurm 2.8, for machines where it is not installed.
SLURM_OPTIONS = {
    "slurm-array-jobs",
    "slurm-array-limit",
    "slurm-delete-logfiles-older-than",
    "slurm-disable-memory-fudge",
    "slurm-efficiency-report",
    "slurm-efficiency-report-path",
    "slurm-efficiency-threshold",
    "slurm-exclude-failed-nodes",
    "slurm-init-seconds-before-status-checks",
    "slurm-jobname-prefix",
    "slurm-jobstep-array-execs",
    "slurm-jobstep-pass-command-as-script",
    "slurm-keep-successful-logs",
    "slurm-logdir",
    "slurm-no-account",
    "slurm-no-requeue",
    "slurm-partition-config",
    "slurm-pass-command-as-script",
    "slurm-qos",
    "slurm-requeue",
    "slurm-reservation",
    "slurm-status-attempts",
    "slurm-status-command",
}

# The same of snakemake-executor-plugin-cluster-generic, and what a templated profile begins with.
GENERIC_OPTIONS = {
    "__definitions__",
    "__use_yte__",
    "cluster-generic-cancel-cmd",
    "cluster-generic-status-cmd",
    "cluster-generic-submit-cmd",
}
PLUGIN_OPTIONS = {"default": set(), "slurm": SLURM_OPTIONS, "slurm-generic": GENERIC_OPTIONS}
CLUSTER_PROFILES = ("slurm", "slurm-generic")

# Entries that would make a profile depend on one machine, or wipe what a user set for a cluster.
NOT_PORTABLE = {"cores", "executor", "jobs", "default-resources", "software-deployment-method"}


def dry_run(root, folder, *options, snakemake=None):
    """Plan, in an empty folder, what the workflow would do and return Snakemake's answer."""
    command = [snakemake] if snakemake else [sys.executable, "-m", "snakemake"]
    configuration = folder / "config.yaml"
    configuration.write_text((root / "config.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return subprocess.run(
        [*command, "--dry-run", "--snakefile", root / "Snakefile", "--directory", folder, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def profile(root, name):
    """Return a profile as text and as a mapping."""
    text = (root / "workflow" / "profiles" / name / "profile.yaml").read_text(encoding="utf-8")
    return text, yaml.safe_load(text)


def known_options():
    """Return Snakemake's own options without the leading dashes."""
    actions = get_argument_parser()._actions
    return {option.removeprefix("--") for action in actions for option in action.option_strings}


def test_the_default_profile_is_loaded_without_asking(root, tmp_path):
    done = dry_run(root, tmp_path, "--cores", "1", "database")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Using workflow specific profile .*profiles/default ", done.stderr)


def test_a_profile_is_found_by_its_place_under_the_root(root):
    link = root / "profiles"
    assert link.is_symlink()
    assert link.resolve() == root / "workflow" / "profiles"
    for name in PLUGIN_OPTIONS:
        assert (link / name / "profile.yaml").is_file()


@pytest.mark.parametrize("name", PLUGIN_OPTIONS)
def test_every_entry_of_a_profile_is_an_option_of_snakemake(root, name):
    assert set(profile(root, name)[1]) <= known_options() | PLUGIN_OPTIONS[name]


@pytest.mark.parametrize("name", PLUGIN_OPTIONS)
def test_every_entry_of_a_profile_has_its_reason_above_it(root, name):
    text, entries = profile(root, name)
    lines = text.splitlines()
    for above, line in zip(["", *lines], lines, strict=False):
        if line.split(":")[0] in entries:
            commented = above.startswith("#") or above.split(":")[0] in entries
            assert commented, f"{name}: {line}"


def test_the_default_profile_holds_on_every_machine(root):
    assert set(profile(root, "default")[1]) & NOT_PORTABLE == set()


@pytest.mark.parametrize("name", CLUSTER_PROFILES)
def test_a_cluster_profile_leaves_account_partition_and_environment_to_the_user(root, name):
    entries = profile(root, name)[1]
    assert set(entries) & {"default-resources", "software-deployment-method"} == set()
    set_for_a_rule = {key for rule in entries["set-resources"].values() for key in rule}
    assert set_for_a_rule == {"slurm_extra"}


@pytest.mark.parametrize("name", CLUSTER_PROFILES)
def test_jobs_that_look_at_the_clock_have_a_node_for_themselves(root, name):
    entries = profile(root, name)[1]
    timed = {"timing_environment", "timing_measure", "timing_models", "regression_fit"}
    assert set(entries["set-resources"]) == timed
    assert timed <= set(entries["set-threads"])
    assert max(entries["set-threads"].values()) <= entries["cores"]


@pytest.mark.parametrize("name", CLUSTER_PROFILES)
def test_grouped_rules_exist_and_every_group_has_a_size(root, name):
    entries = profile(root, name)[1]
    assert set(entries["groups"].values()) == set(entries["group-components"])
    for rule in (*entries["groups"], *entries["set-threads"], *entries["set-resources"]):
        assert (root / "scripts" / f"{rule}.py").is_file(), rule


def test_an_entry_that_does_not_exist_is_refused(root, tmp_path):
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "profile.yaml").write_text("rerun-incompleet: true\n")
    done = dry_run(root, tmp_path, "--cores", "1", "--workflow-profile", tmp_path / "odd")
    assert done.returncode != 0
    assert "rerun-incompleet" in done.stderr


def test_the_slurm_profile_without_its_plugin_is_refused_and_not_ignored(root, tmp_path):
    done = dry_run(root, tmp_path, "--workflow-profile", root / "profiles" / "slurm")
    text = done.stdout + done.stderr
    assert done.returncode != 0
    assert "slurm" in text


@pytest.fixture
def with_plugin(root):
    """Return the Snakemake that has the Slurm plugin."""
    snakemake = root / SLURM_SNAKEMAKE
    if not snakemake.exists():
        pytest.skip("`make slurm-environment` installs the plugin that this test needs")
    return snakemake


@pytest.mark.parametrize("name", CLUSTER_PROFILES)
def test_a_cluster_profile_is_accepted_by_its_plugin(root, tmp_path, with_plugin, name):
    done = dry_run(
        root,
        tmp_path,
        *("--workflow-profile", root / "profiles" / name, "database"),
        snakemake=with_plugin,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(rf"Using workflow specific profile .*profiles/{name} ", done.stderr)


def test_the_listed_options_are_those_of_the_plugin(with_plugin):
    text = subprocess.run(
        [with_plugin, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert set(re.findall(r"^  --(slurm-[\w-]+)", text, flags=re.MULTILINE)) == SLURM_OPTIONS
