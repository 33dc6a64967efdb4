"""Shared by the other files here: the checked configuration, and functions that name inputs.

Inputs: the configuration as Snakemake read it. Outputs: none.
"""

import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from pairwright import config as configuration
from pairwright.dft.plan import already_computed, find, recipes
from pairwright.errors import PairwrightError
from pairwright.imports import library_modules
from pairwright.run_lock import claim_directory, error_lines


def code(script):
    """Return the library modules that a script stands on: editing one reruns its rule."""
    path = Path(workflow.basedir) / "scripts" / f"{script}.py"
    here = Path.cwd()
    modules = library_modules(path)
    # Relative where possible, so that a checkout may be moved without a rerun.
    return [str(m.relative_to(here) if m.is_relative_to(here) else m) for m in modules]


def if_present(path):
    """Return an input that may be missing: its rule's script says clearly what to do about it."""
    return path if Path(path).is_file() else []


def reference_timing(name):
    """Return a file of the timing measurement that comes with the project."""
    return str(Path(workflow.basedir) / "reference" / "timing" / name)


def reference_regression(name):
    """Return a file of the regression study's times that come with the project."""
    return str(Path(workflow.basedir) / "reference" / "regression" / name)


def dft_records(wildcards):
    """Return the record files of the DFT structures that have to be computed."""
    plan, reused = recipes(config["dft"]), config["dft"]["reuse"]
    if reused is not None and not Path(reused).is_file():
        print(f"warning: dft.reuse: {reused} does not exist: all is computed", file=sys.stderr)
    known = already_computed(reused, plan)
    return [f"<results>/dft/records/{name}.json" for name in plan if name not in known]


def dft_recipe(wildcards):
    """Return everything that one calculation depends on: changing it recomputes this one only."""
    return find(recipes(config["dft"]), wildcards.name)


try:
    config.update(configuration.validated(config))
    if workflow.is_main_process and not workflow.output_settings.dryrun:
        if claim_directory(Path.cwd()):
            print("Continuing after a run that was killed.", file=sys.stderr)
except PairwrightError as error:
    raise WorkflowError(str(error)) from None


onerror:
    print("", *error_lines(log), sep="\n", file=sys.stderr)
