"""Figures of the regression study, each with a sentence on what it shows.

Inputs: JSON and tables of the regression study.
Outputs: <results>/figures/regression-<name>.pdf, .svg, .png and .rst, for the names fits, losses,
starts and ensemble. x, y and their errors have no unit; times are in ms.
"""


rule draw_regression_fits:
    """Draw each method's fit, and where it goes beyond the points."""
    input:
        code=code("draw_regression_fits"),
        fits=expand(rules.regression_fit.output.fit, method=REGRESSION_METHODS),
    output:
        pdf="<results>/figures/regression-fits.pdf",
        svg=report(
            "<results>/figures/regression-fits.svg",
            caption="../report/regression-fits.rst",
            category="5 Regression",
            labels={"figure": "fits and extrapolation"},
        ),
        png="<results>/figures/regression-fits.png",
        sentence="<results>/figures/regression-fits.rst",
    log:
        "<logs>/figures/regression-fits.log",
    benchmark:
        "<benchmarks>/figures/regression-fits.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the fits of x^(1/3)"
    script:
        "../../scripts/draw_regression_fits.py"


rule draw_regression_losses:
    """Draw the loss of each method against evaluations and time."""
    input:
        code=code("draw_regression_losses"),
        fits=expand(rules.regression_fit.output.fit, method=REGRESSION_METHODS),
        timings="<results>/regression/timings.csv",
    output:
        pdf="<results>/figures/regression-losses.pdf",
        svg=report(
            "<results>/figures/regression-losses.svg",
            caption="../report/regression-losses.rst",
            category="5 Regression",
            labels={"figure": "loss against time"},
        ),
        png="<results>/figures/regression-losses.png",
        sentence="<results>/figures/regression-losses.rst",
    log:
        "<logs>/figures/regression-losses.log",
    benchmark:
        "<benchmarks>/figures/regression-losses.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the losses of the regression study"
    script:
        "../../scripts/draw_regression_losses.py"


rule draw_regression_starts:
    """Draw the final errors of each method over the random starts."""
    input:
        code=code("draw_regression_starts"),
        starts=rules.regression_starts.output.starts,
        summary=rules.regression_starts.output.summary,
    output:
        pdf="<results>/figures/regression-starts.pdf",
        svg=report(
            "<results>/figures/regression-starts.svg",
            caption="../report/regression-starts.rst",
            category="5 Regression",
            labels={"figure": "many random starts"},
        ),
        png="<results>/figures/regression-starts.png",
        sentence="<results>/figures/regression-starts.rst",
    log:
        "<logs>/figures/regression-starts.log",
    benchmark:
        "<benchmarks>/figures/regression-starts.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the final errors from many random starts"
    script:
        "../../scripts/draw_regression_starts.py"


rule draw_regression_ensemble:
    """Draw what ensembles say beyond the points."""
    input:
        code=code("draw_regression_ensemble"),
        ensemble=rules.regression_ensemble.output.ensemble,
        summary=rules.regression_ensemble.output.summary,
    output:
        pdf="<results>/figures/regression-ensemble.pdf",
        svg=report(
            "<results>/figures/regression-ensemble.svg",
            caption="../report/regression-ensemble.rst",
            category="5 Regression",
            labels={"figure": "ensembles beyond the points"},
        ),
        png="<results>/figures/regression-ensemble.png",
        sentence="<results>/figures/regression-ensemble.rst",
    log:
        "<logs>/figures/regression-ensemble.log",
    benchmark:
        "<benchmarks>/figures/regression-ensemble.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing how ensembles of networks extrapolate"
    script:
        "../../scripts/draw_regression_ensemble.py"
