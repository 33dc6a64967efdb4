# Everyday commands; after the first one plain `snakemake --cores 4` works in the activated .venv.
CORES ?= 4
PYTHON ?=
export PYTHON
PROFILE ?= profiles/slurm-generic
DIRECTORY ?= .
SUBMITTER ?= .venv-slurm/bin

.PHONY: help run quick test test-workflow test-library test-slow lint report archive dft dft-environment oldest-environment peers-environment slurm-environment slurm-dft-environment resume-slurm clean
.DELETE_ON_ERROR:

help: # list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*# \(.*\)/make \1: \2/p' Makefile

run: .venv/.complete # fit the potentials and draw the figures (CORES=4)
	.venv/bin/snakemake --cores $(CORES)

quick: .venv/.complete # a first look in a minute: two forms, fitted and judged
	.venv/bin/snakemake --cores $(CORES) --configfile config/quick.yaml

test: .venv/.complete-dev # run the tests, those that run the workflow beside the others
	$(MAKE) --keep-going --jobs=2 test-workflow test-library

test-workflow: .venv/.complete-dev # run the tests that run the workflow
	.venv/bin/python -m pytest tests/workflow

test-library: .venv/.complete-dev # run the other tests
	.venv/bin/python -m pytest --ignore=tests/workflow

test-slow: .venv/.complete-dev # run the tests that take minutes: kills, full disks, fuzzing, cores
	.venv/bin/python -m pytest -m "slow and not slurm" --durations=0 tests

lint: .venv/.complete-dev # check style, types and the workflow's rules
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy --strict src
	.venv/bin/snakefmt --check Snakefile workflow
	.venv/bin/snakemake --lint

report: run # write results/report.html, with every figure and how it was made
	.venv/bin/snakemake --cores $(CORES) --report results/report.html

archive: report # pack results, report and paper into one file that others can verify
	.venv/bin/snakemake --cores $(CORES) archive

dft: .venv-dft/.complete # compute what the DFT database lacks (hours; see docs/dft.md)
	.venv-dft/bin/snakemake --cores $(CORES) dft

dft-environment: .venv-dft/.complete # build the environment with GPAW

oldest-environment: .venv-oldest/.complete # build the environment with the oldest packages allowed

peers-environment: .venv-peers/.complete # build the environment with the programs that timing compares

slurm-environment: .venv-slurm/.complete # build the environment that submits to Slurm

slurm-dft-environment: .venv-dft/.complete # let the environment with GPAW submit jobs, too
	.venv-dft/bin/python -m pip install --quiet --require-hashes -r requirements-slurm.lock

# After a run under a cluster's profile was killed. DIRECTORY is where it ran; OPTIONS are its own.
# The environment is left as it is, because jobs may be using it.
resume-slurm: # cancel the jobs that a dead run left, and go on with the run
	$(SUBMITTER)/python -m pairwright.cluster cancel-orphans "$(DIRECTORY)"
	$(SUBMITTER)/snakemake --directory "$(DIRECTORY)" $(OPTIONS) --unlock
	$(SUBMITTER)/snakemake --workflow-profile "$(PROFILE)" --directory "$(DIRECTORY)" $(OPTIONS) -- $(TARGETS)

clean: # remove what the workflow made, except DFT results
	rm -rf .snakemake logs
	find results -mindepth 1 -maxdepth 1 ! -name README.md ! -name dft -exec rm -rf {} +

# An environment is built anew when its lock changed or the last attempt did not come to its end.
.venv/.complete: requirements.lock pyproject.toml
	tools/environment .venv requirements.lock
	touch $@

.venv/.complete-dev: .venv/.complete requirements-dev.lock
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

.venv-oldest/.complete: requirements-oldest.lock pyproject.toml
	tools/environment .venv-oldest requirements-oldest.lock
	touch $@

.venv-peers/.complete: requirements-peers.lock pyproject.toml
	tools/environment .venv-peers requirements-peers.lock
	touch $@

.venv-slurm/.complete: requirements-slurm.lock pyproject.toml
	tools/environment .venv-slurm requirements-slurm.lock
	touch $@

.venv-dft/.complete: requirements-dft.lock pyproject.toml tools/gpaw-siteconfig.py
	PYTHON=$$(tools/python) tools/dft-environment
	touch $@
