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
    for name in ("default", "slurm"):
        assert (link / name / "profile.yaml").is_file()


@pytest.mark.parametrize("name", ["default", "slurm"])
def test_every_entry_of_a_profile_is_an_option_of_snakemake(root, name):
    allowed = known_options() | (SLURM_OPTIONS if name == "slurm" else set())
    assert set(profile(root, name)[1]) <= allowed


@pytest.mark.parametrize("name", ["default", "slurm"])
def test_every_entry_of_a_profile_has_its_reason_above_it(root, name):
    lines = profile(root, name)[0].splitlines()
    for above, line in zip(["", *lines], lines, strict=False):
        if line and not line.startswith("#"):
            commented = above.startswith("#") or above.split(":")[0] in profile(root, name)[1]
            assert commented, f"{name}: {line}"


def test_the_default_profile_holds_on_every_machine(root):
    assert set(profile(root, "default")[1]) & NOT_PORTABLE == set()


def test_the_slurm_profile_leaves_account_partition_and_environment_to_the_user(root):
    entries = set(profile(root, "slurm")[1])
    assert entries & {"cores", "default-resources", "software-deployment-method"} == set()


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


def test_the_slurm_profile_is_accepted_by_its_plugin(root, tmp_path, with_plugin):
    done = dry_run(
        root,
        tmp_path,
        *("--workflow-profile", root / "profiles" / "slurm", "database"),
        snakemake=with_plugin,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"Using workflow specific profile .*profiles/slurm ", done.stderr)


def test_the_listed_options_are_those_of_the_plugin(with_plugin):
    text = subprocess.run(
        [with_plugin, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert set(re.findall(r"^  --(slurm-[\w-]+)", text, flags=re.MULTILINE)) == SLURM_OPTIONS
