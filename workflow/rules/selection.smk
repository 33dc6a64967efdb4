"""The selection: all forms and the neural potential compared on rows that they have not seen.

Inputs: dataset, judgement of each form, held-out predictions of the neural potential.
Outputs in <results>/selection: selection.csv (meV/atom, meV/Å, GPa, with standard errors) and
selection.json (scores, shares of squared errors in percent, the verdict in words).
"""


rule select_model:
    """Compare all forms and the neural potential, and say which to take."""
    input:
        code=code("select_model"),
        dataset=rules.extract_database.output.dataset,
        judgements=expand(rules.judge_pair_form.output.judgement, form=FORMS),
        folds=(expand(rules.network_fold.output.predictions, fold=FOLDS) if NEURAL else []),
        left_out=(rules.network_left_out.output.predictions if NEURAL else []),
        neural=(rules.network_potential.output.potential if NEURAL else []),
    output:
        table="<results>/selection/selection.csv",
        selection="<results>/selection/selection.json",
    log:
        "<logs>/selection.log",
    benchmark:
        "<benchmarks>/selection.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        forms=lookup("fit/forms", within=config),
        weights=lookup("fit/weights", within=config),
    message:
        "Comparing all models"
    script:
        "../../scripts/select_model.py"
