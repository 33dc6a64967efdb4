"""A user's own form that makes trouble in cluster jobs, as TROUBLE says, and none elsewhere."""

import os
import sys
import time
from pathlib import Path

import autograd.numpy as anp

from pairwright.potentials.forms import Form, Parameter

HELD = []
IN_A_JOB_THAT_FITS = sys.argv[0].endswith("fit_pair_form.py") and "SLURM_JOB_ID" in os.environ


def trouble(kind):
    """Take too much memory, whatever the attempt; or come to no end, in the first attempt only."""
    if kind == "memory":
        HELD.append(b"x" * 800_000_000)
        time.sleep(4)
    if kind == "hang" and not Path("hung").exists():
        Path("hung").touch()
        time.sleep(600)


def troubled(r, parameters):
    if IN_A_JOB_THAT_FITS:
        trouble(os.environ.pop("TROUBLE", "none"))
    height, length = parameters
    return height * anp.exp(-((r / length) ** 2))


FORMS = {
    "troubled": Form(troubled, (Parameter("height", "eV", 1.0), Parameter("length", "Å", 0.5)))
}
