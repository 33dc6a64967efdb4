"""From a DFT database to a fitted, tested potential and its figures. Table of contents."""

from snakemake.utils import min_version

min_version("9.25")


configfile: "config.yaml"


pathvars:
    benchmarks="results/benchmarks",


include: "workflow/rules/common.smk"
include: "workflow/rules/dft.smk"
include: "workflow/rules/database.smk"
include: "workflow/rules/fit.smk"


rule all:
    default_target: True
    input:
        rules.extract_database.output,
        rules.fit_simplex.output,
        rules.fit_lennard_jones.output,


rule database:
    input:
        rules.extract_database.output,
        rules.pair_table.output,


rule fit:
    input:
        rules.fit_simplex.output,
        rules.fit_lennard_jones.output,


rule dft:
    input:
        rules.dft_database.output,
