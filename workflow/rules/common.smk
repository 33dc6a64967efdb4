"""Shared by the other files here: the checked configuration, and functions that name inputs.

Inputs: the configuration as Snakemake read it. Outputs: none.
"""

import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from pairwright import config as configuration
from pairwright.clock import future_dates
from pairwright.cluster.orphans import refuse_orphans
from pairwright.dft.plan import already_computed, find, recipes
from pairwright.errors import PairwrightError
from pairwright.fit.options import PARAMETERS
from pairwright.full_disk import tell_full_disk
from pairwright.imports import library_modules, modules_of_source
from pairwright.interruption import (
    DEAF_AT_FIRST,
    end_at_second_interruption,
    end_gracefully,
    tell_interruptions,
)
from pairwright.literate.codeonly import code_digest, results_digest
from pairwright.literate.reader import read
from pairwright.potentials.library import check_names, own_forms
from pairwright.reproduce.number_sources import read_source
from pairwright.reproduce.numbers import source_files
from pairwright.reproduce.paper import refuse_other_configuration
from pairwright.run_lock import claim_directory, error_lines

# The rule files, and the project that they belong to, which may be a module of another workflow.
RULES = Path(workflow.current_basedir.get_path_or_uri(secret_free=True))
PROJECT = RULES.parents[1]


def code(script):
    """Return the library modules that a script stands on: editing one reruns its rule."""
    path = PROJECT / "scripts" / f"{script}.py"
    return [near(module) for module in library_modules(path)]


def code_and_forms(script):
    """Return the same, and the files of the user's own forms."""
    return [*code(script), *config["fit"]["form_files"]]


def near(path):
    """Return a path relative where possible, so that a checkout may be moved without a rerun."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def if_present(path):
    """Return an input that may be missing: its rule's script says clearly what to do about it."""
    return path if Path(path).is_file() else []


def times_attempt(amount):
    """Return a resource that is this amount in the first attempt and grows with each further one."""
    return lambda wildcards, attempt: amount * attempt


def reference_timing(name):
    """Return a file of the timing measurement that comes with the project."""
    return near(PROJECT / "reference" / "timing" / name)


def reference_regression(name):
    """Return a file of the regression study's times that come with the project."""
    return near(PROJECT / "reference" / "regression" / name)


def literate_document(wildcards):
    """Return the source of a literate document."""
    return near(PROJECT / "literate" / f"{wildcards.document}.org")


def literate_modules(wildcards):
    """Return the library modules that the code of a literate document imports."""
    blocks = read(literate_document(wildcards)).awake
    return sorted({near(m) for b in blocks for m in modules_of_source("\n".join(b.body))})


def literate_data(wildcards):
    """Return the files that the examples of a literate document say they read."""
    document = read(literate_document(wildcards))
    names = [name for b in document.awake for name in b.argument("inputs").split()]
    return [str(document.path.parent / name) for name in dict.fromkeys(names)]


def literate_code(wildcards):
    """Return what a run depends on: editing prose leaves it as it is."""
    return code_digest(read(literate_document(wildcards)))


def literate_results(wildcards):
    """Return what checking and tangling depend on: code and stored results."""
    return results_digest(read(literate_document(wildcards)))


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


def paper_sources(wildcards):
    """Return the files that numbers come from: results, and files of the project."""
    paper = PROJECT / "paper"
    try:
        refuse_other_configuration(read_source(paper / "written_for.yaml"), config)
    except PairwrightError as error:
        raise WorkflowError(str(error)) from None
    names = source_files(read_source(paper / "numbers.yaml"))
    return [
        (
            name.replace("results/", "<results>/", 1)
            if name.startswith("results/")
            else near(PROJECT / name)
        )
        for name in names
        if name != "config"
    ]


tell_interruptions()
# Rules of a workflow that this one is a module of may run programs that never listen.
if Path(workflow.main_snakefile).resolve() == PROJECT / "Snakefile":
    shell.prefix(DEAF_AT_FIRST)

try:
    for path in workflow.configfiles:
        configuration.refuse_unclear(path)
    config.update(configuration.validated(config))
    check_names(
        [*config["fit"]["forms"], *filter(None, [config["network"]["baseline"]])],
        own_forms(config["fit"]["form_files"]),
    )
    if workflow.is_main_process and not workflow.output_settings.dryrun:
        end_at_second_interruption()
        tell_full_disk(Path.cwd())
        refuse_orphans(Path.cwd())
        if claim_directory(Path.cwd()):
            print("Continuing after a run that was killed.", file=sys.stderr)
        for line in future_dates([config["database"]["path"], "results"]):
            print(line, file=sys.stderr)
except PairwrightError as error:
    raise WorkflowError(str(error)) from None


# The neural potential is compared with the pair forms where its study is made.
NEURAL = config["network"]["members"] if "network" in config["studies"] else 0


onstart:
    end_gracefully()


onerror:
    print("", *error_lines(log), sep="\n", file=sys.stderr)
