"""Fits of pair potentials: the classic simplex of Lennard-Jones, and least squares for every form.

Inputs: dataset and pair table of the database study.
Outputs, for each fit in <results>/fits/<fit>/: fit.json (eV, Å; errors in meV/atom, meV/Å, GPa)
and predictions.csv.
"""

FORMS = config["fit"]["forms"]
# What every fit of a pair form depends on, apart from data.
PAIR_FIT = {name: lookup(key.replace(".", "/"), within=config) for name, key in PARAMETERS.items()}


rule fit_simplex:
    """The classic fit: Nelder-Mead on total energies, cutoff at 3 sigma."""
    input:
        code=code("fit_simplex"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
    output:
        fit="<results>/fits/simplex/fit.json",
        predictions="<results>/fits/simplex/predictions.csv",
    log:
        "<logs>/fits/simplex.log",
    benchmark:
        "<benchmarks>/fits/simplex.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        simplex=lookup("fit/simplex", within=config),
        reference=lookup("reference_energy", within=config),
    message:
        "Fitting Lennard-Jones by simplex"
    script:
        "../../scripts/fit_simplex.py"


rule fit_pair_form:
    """Least squares on energies, forces and stress; Lennard-Jones with its closed form beside it."""
    input:
        code=code_and_forms("fit_pair_form"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
        pairs=rules.pair_table.output.pairs,
    output:
        fit="<results>/fits/{form}/fit.json",
        predictions="<results>/fits/{form}/predictions.csv",
    log:
        "<logs>/fits/{form}.log",
    benchmark:
        "<benchmarks>/fits/{form}.jsonl"
    wildcard_constraints:
        form="|".join(FORMS),
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        **PAIR_FIT,
        test_fraction=lookup("fit/test_fraction", within=config),
        form="{form}",
    message:
        "Fitting {wildcards.form} by least squares"
    script:
        "../../scripts/fit_pair_form.py"
