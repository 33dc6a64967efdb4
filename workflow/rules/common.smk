"""What every rule file uses: the checked configuration and the helper that names library code.

Inputs: the configuration as Snakemake read it. Outputs: none.
"""

import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from pairwright import config as configuration
from pairwright.errors import PairwrightError
from pairwright.imports import library_modules
from pairwright.run_lock import claim_directory, error_lines


def code(script):
    """Return the library modules that a script stands on: editing one reruns its rule."""
    path = Path(workflow.basedir) / "scripts" / f"{script}.py"
    return [str(module) for module in library_modules(path)]


def if_present(path):
    """Return an input that may be missing: its rule's script says clearly what to do about it."""
    return path if Path(path).is_file() else []


try:
    config.update(configuration.validated(config))
    if workflow.is_main_process and not workflow.output_settings.dryrun:
        if claim_directory(Path.cwd()):
            print("Continuing after a run that was killed.", file=sys.stderr)
except PairwrightError as error:
    raise WorkflowError(str(error)) from None


onerror:
    print("", *error_lines(log), sep="\n", file=sys.stderr)
