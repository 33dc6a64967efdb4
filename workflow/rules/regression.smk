"""The regression study: y = x^(1/3) fitted by a tanh network in every way.

Inputs: none but the code; or, with timing.source reference, the times in reference/regression.
Outputs in <results>/regression: <method>.json (parameters, losses, curve), timings.csv (s),
starts.csv and starts.json (final errors, success rates, minima), ensemble.csv and ensemble.json.
All but timings.csv is the same in every run. Fits whose times are measured run alone.
"""

from pairwright.network.methods import METHODS as REGRESSION_METHODS

if config["timing"]["source"] == "reference":

    ruleorder: regression_reference > regression_timings

else:

    ruleorder: regression_timings > regression_reference


rule regression_fit:
    """Fit by one method, from the first of the random starts."""
    input:
        code=code("regression_fit"),
    output:
        fit="<results>/regression/{method}.json",
        times="<results>/benchmarks/regression/{method}.csv",
    log:
        "<logs>/regression/{method}.log",
    benchmark:
        "<benchmarks>/regression/{method}.jsonl"
    wildcard_constraints:
        method="|".join(REGRESSION_METHODS),
    conda:
        "../../envs/analysis.yaml"
    threads: workflow.cores if config["timing"]["source"] == "measured" else 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        method=lambda wildcards: wildcards.method,
        options=lookup("regression", within=config),
        seed=lookup("seed", within=config),
    message:
        "Fitting x^(1/3) by {wildcards.method}"
    script:
        "../../scripts/regression_fit.py"


rule regression_timings:
    """Gather the losses against time of all methods."""
    input:
        code=code("regression_timings"),
        times=expand(rules.regression_fit.output.times, method=REGRESSION_METHODS),
    output:
        timings="<results>/regression/timings.csv",
    log:
        "<logs>/regression/timings.log",
    benchmark:
        "<benchmarks>/regression/timings.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Gathering the times of the regression study"
    script:
        "../../scripts/regression_timings.py"


rule regression_reference:
    """Take the times that come with the project."""
    input:
        code=code("regression_reference"),
        reference_timings=reference_regression("timings.csv"),
    output:
        timings="<results>/regression/timings.csv",
    log:
        "<logs>/regression/reference.log",
    benchmark:
        "<benchmarks>/regression/reference.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Taking the regression times that come with the project"
    script:
        "../../scripts/regression_reference.py"


rule regression_starts:
    """Fit from many random starts, and name the minima that are found."""
    input:
        code=code("regression_starts"),
    output:
        starts="<results>/regression/starts.csv",
        summary="<results>/regression/starts.json",
        times="<results>/benchmarks/regression/starts.csv",
    log:
        "<logs>/regression/starts.log",
    benchmark:
        "<benchmarks>/regression/starts.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("regression", within=config),
        seed=lookup("seed", within=config),
    message:
        "Fitting x^(1/3) from many random starts"
    script:
        "../../scripts/regression_starts.py"


rule regression_ensemble:
    """Ask ensembles of networks what lies beyond the points."""
    input:
        code=code("regression_ensemble"),
    output:
        ensemble="<results>/regression/ensemble.csv",
        summary="<results>/regression/ensemble.json",
    log:
        "<logs>/regression/ensemble.log",
    benchmark:
        "<benchmarks>/regression/ensemble.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("regression", within=config),
        seed=lookup("seed", within=config),
    message:
        "Extrapolating x^(1/3) with ensembles"
    script:
        "../../scripts/regression_ensemble.py"
