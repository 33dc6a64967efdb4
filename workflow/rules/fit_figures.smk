"""Figures that compare all fits, each with a sentence on what it shows.

Inputs: tables and JSON of the judgements, of the selection, of crystal properties, of fits with
other cutoffs and of timing.
Outputs: <results>/figures/fit-<name>.pdf, .svg, .png and .rst, for the names selection, pareto,
crystals, dimer, properties, sloppiness, calibration, learning-curve, cutoff and residuals. Energies
in meV/atom (of two atoms in meV), forces in meV/Å, stress in GPa, times in µs/atom, distances in Å.
"""


rule draw_fit_selection:
    """Draw the score and the held-out errors of every model."""
    input:
        code=code("draw_fit_selection"),
        table=rules.select_model.output.table,
        selection=rules.select_model.output.selection,
    output:
        pdf="<results>/figures/fit-selection.pdf",
        svg=report(
            "<results>/figures/fit-selection.svg",
            caption="../report/fit-selection.rst",
            category="3 Fits",
            labels={"figure": "all models side by side", "potential": "all"},
        ),
        png="<results>/figures/fit-selection.png",
        sentence="<results>/figures/fit-selection.rst",
    log:
        "<logs>/figures/fit-selection.log",
    benchmark:
        "<benchmarks>/figures/fit-selection.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing all models side by side"
    script:
        "../../scripts/draw_fit_selection.py"


rule draw_fit_pareto:
    """Draw the score of every model against what a step with it costs."""
    input:
        code=code("draw_fit_pareto"),
        selection=rules.select_model.output.selection,
        costs="<results>/timing/model_costs.json",
    output:
        pdf="<results>/figures/fit-pareto.pdf",
        svg=report(
            "<results>/figures/fit-pareto.svg",
            caption="../report/fit-pareto.rst",
            category="3 Fits",
            labels={"figure": "accuracy against cost", "potential": "all"},
        ),
        png="<results>/figures/fit-pareto.png",
        sentence="<results>/figures/fit-pareto.rst",
    log:
        "<logs>/figures/fit-pareto.log",
    benchmark:
        "<benchmarks>/figures/fit-pareto.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing accuracy against cost"
    script:
        "../../scripts/draw_fit_pareto.py"


rule draw_fit_crystals:
    """Draw the energy error of each crystal by every model."""
    input:
        code=code("draw_fit_crystals"),
        table=rules.select_model.output.table,
        selection=rules.select_model.output.selection,
    output:
        pdf="<results>/figures/fit-crystals.pdf",
        svg=report(
            "<results>/figures/fit-crystals.svg",
            caption="../report/fit-crystals.rst",
            category="3 Fits",
            labels={"figure": "errors of each crystal", "potential": "all"},
        ),
        png="<results>/figures/fit-crystals.png",
        sentence="<results>/figures/fit-crystals.rst",
    log:
        "<logs>/figures/fit-crystals.log",
    benchmark:
        "<benchmarks>/figures/fit-crystals.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the errors of each crystal"
    script:
        "../../scripts/draw_fit_crystals.py"


rule draw_fit_dimer:
    """Draw the energy of two atoms by every form."""
    input:
        code=code("draw_fit_dimer"),
        properties=expand(rules.crystal_properties.output.properties, fit=FORMS),
        dimers=expand(rules.crystal_properties.output.dimer, fit=FORMS),
    output:
        pdf="<results>/figures/fit-dimer.pdf",
        svg=report(
            "<results>/figures/fit-dimer.svg",
            caption="../report/fit-dimer.rst",
            category="3 Fits",
            labels={"figure": "energy of two atoms", "potential": "all"},
        ),
        png="<results>/figures/fit-dimer.png",
        sentence="<results>/figures/fit-dimer.rst",
    log:
        "<logs>/figures/fit-dimer.log",
    benchmark:
        "<benchmarks>/figures/fit-dimer.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        forms=lookup("fit/forms", within=config),
        options=lookup("figures", within=config),
    message:
        "Drawing the dimer"
    script:
        "../../scripts/draw_fit_dimer.py"


rule draw_fit_properties:
    """Draw how far every form is off in the properties of each crystal."""
    input:
        code=code("draw_fit_properties"),
        properties=expand(rules.crystal_properties.output.properties, fit=FORMS),
        judgements=expand(rules.judge_pair_form.output.judgement, form=FORMS),
    output:
        pdf="<results>/figures/fit-properties.pdf",
        svg=report(
            "<results>/figures/fit-properties.svg",
            caption="../report/fit-properties.rst",
            category="3 Fits",
            labels={"figure": "properties of crystals", "potential": "all"},
        ),
        png="<results>/figures/fit-properties.png",
        sentence="<results>/figures/fit-properties.rst",
    log:
        "<logs>/figures/fit-properties.log",
    benchmark:
        "<benchmarks>/figures/fit-properties.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        forms=lookup("fit/forms", within=config),
        options=lookup("figures", within=config),
    message:
        "Drawing crystal properties"
    script:
        "../../scripts/draw_fit_properties.py"


rule draw_fit_sloppiness:
    """Draw the eigenvalues of every form's Fisher matrix."""
    input:
        code=code("draw_fit_sloppiness"),
        judgements=expand(rules.judge_pair_form.output.judgement, form=FORMS),
    output:
        pdf="<results>/figures/fit-sloppiness.pdf",
        svg=report(
            "<results>/figures/fit-sloppiness.svg",
            caption="../report/fit-sloppiness.rst",
            category="3 Fits",
            labels={"figure": "what the data determine", "potential": "all"},
        ),
        png="<results>/figures/fit-sloppiness.png",
        sentence="<results>/figures/fit-sloppiness.rst",
    log:
        "<logs>/figures/fit-sloppiness.log",
    benchmark:
        "<benchmarks>/figures/fit-sloppiness.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        forms=lookup("fit/forms", within=config),
        options=lookup("figures", within=config),
    message:
        "Drawing what the data determine"
    script:
        "../../scripts/draw_fit_sloppiness.py"


rule draw_fit_calibration:
    """Draw held-out errors over error bars of every form."""
    input:
        code=code("draw_fit_calibration"),
        judgements=expand(rules.judge_pair_form.output.judgement, form=FORMS),
    output:
        pdf="<results>/figures/fit-calibration.pdf",
        svg=report(
            "<results>/figures/fit-calibration.svg",
            caption="../report/fit-calibration.rst",
            category="3 Fits",
            labels={"figure": "errors over error bars", "potential": "all"},
        ),
        png="<results>/figures/fit-calibration.png",
        sentence="<results>/figures/fit-calibration.rst",
    log:
        "<logs>/figures/fit-calibration.log",
    benchmark:
        "<benchmarks>/figures/fit-calibration.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        forms=lookup("fit/forms", within=config),
        options=lookup("figures", within=config),
    message:
        "Drawing the calibration of error bars"
    script:
        "../../scripts/draw_fit_calibration.py"


rule draw_fit_learning_curve:
    """Draw the errors of every form against the share of the training groups."""
    input:
        code=code("draw_fit_learning_curve"),
        curves=expand(rules.judge_pair_form.output.learning_curve, form=FORMS),
    output:
        pdf="<results>/figures/fit-learning-curve.pdf",
        svg=report(
            "<results>/figures/fit-learning-curve.svg",
            caption="../report/fit-learning-curve.rst",
            category="3 Fits",
            labels={"figure": "learning curve", "potential": "all"},
        ),
        png="<results>/figures/fit-learning-curve.png",
        sentence="<results>/figures/fit-learning-curve.rst",
    log:
        "<logs>/figures/fit-learning-curve.log",
    benchmark:
        "<benchmarks>/figures/fit-learning-curve.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        forms=lookup("fit/forms", within=config),
        options=lookup("figures", within=config),
    message:
        "Drawing learning curves of forms"
    script:
        "../../scripts/draw_fit_learning_curve.py"


rule draw_fit_cutoff:
    """Draw what Lennard-Jones becomes with every cutoff."""
    input:
        code=code("draw_fit_cutoff"),
        table="<results>/fits/cutoff_sensitivity.csv",
        record="<results>/fits/cutoff_sensitivity.json",
    output:
        pdf="<results>/figures/fit-cutoff.pdf",
        svg=report(
            "<results>/figures/fit-cutoff.svg",
            caption="../report/fit-cutoff.rst",
            category="3 Fits",
            labels={"figure": "other cutoffs", "potential": "lennard-jones"},
        ),
        png="<results>/figures/fit-cutoff.png",
        sentence="<results>/figures/fit-cutoff.rst",
    log:
        "<logs>/figures/fit-cutoff.log",
    benchmark:
        "<benchmarks>/figures/fit-cutoff.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing other cutoffs"
    script:
        "../../scripts/draw_fit_cutoff.py"


rule draw_fit_residuals:
    """Draw where the first and the best form err."""
    input:
        code=code("draw_fit_residuals"),
        dataset=rules.extract_database.output.dataset,
        held_out=expand(rules.judge_pair_form.output.held_out, form=FORMS),
        selection=rules.select_model.output.selection,
    output:
        pdf="<results>/figures/fit-residuals.pdf",
        svg=report(
            "<results>/figures/fit-residuals.svg",
            caption="../report/fit-residuals.rst",
            category="3 Fits",
            labels={"figure": "residuals", "potential": "all"},
        ),
        png="<results>/figures/fit-residuals.png",
        sentence="<results>/figures/fit-residuals.rst",
    log:
        "<logs>/figures/fit-residuals.log",
    benchmark:
        "<benchmarks>/figures/fit-residuals.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        forms=lookup("fit/forms", within=config),
        options=lookup("figures", within=config),
    message:
        "Drawing residuals"
    script:
        "../../scripts/draw_fit_residuals.py"


FIT_FIGURES = [
    rules.draw_fit_selection.output,
    rules.draw_fit_pareto.output,
    rules.draw_fit_crystals.output,
    rules.draw_fit_dimer.output,
    rules.draw_fit_properties.output,
    rules.draw_fit_sloppiness.output,
    rules.draw_fit_calibration.output,
    rules.draw_fit_learning_curve.output,
    rules.draw_fit_cutoff.output,
    rules.draw_fit_residuals.output,
]
