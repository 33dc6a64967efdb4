"""From a DFT database to a fitted, tested potential and its figures. Table of contents."""

from snakemake.utils import min_version

min_version("9.25")


configfile: "config.yaml"


pathvars:
    benchmarks="results/benchmarks",


include: "workflow/rules/common.smk"
include: "workflow/rules/dft.smk"


rule all:
    input:
        [],


rule dft:
    input:
        rules.dft_database.output,
