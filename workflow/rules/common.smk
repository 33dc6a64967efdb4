"""What every rule file uses: the checked configuration and the helper that names library code.

Inputs: the configuration as Snakemake read it. Outputs: none.
"""

from pathlib import Path

from snakemake.exceptions import WorkflowError

from pairwright import config as configuration
from pairwright.errors import PairwrightError
from pairwright.imports import library_modules

SCRIPTS = Path(workflow.basedir) / "scripts"


def code(script):
    """Return the library modules that a script stands on: editing one reruns its rule."""
    return [str(module) for module in library_modules(SCRIPTS / f"{script}.py")]


try:
    config.update(configuration.validated(config))
except PairwrightError as error:
    raise WorkflowError(str(error)) from None
