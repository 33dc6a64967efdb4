"""How good each fitted form is, and how sure its parameters are.

Inputs: dataset, summary, pair table and equations of state of the database study.
Outputs in <results>/fits/<form>/: judgement.json (errors in meV/atom, meV/Å and GPa, properties in
Å, GPa and meV/atom), held_out.csv (as predictions.csv of the fit, eV; meV/atom, meV/Å, GPa),
learning_curve.csv (meV/atom, meV/Å, GPa), samples.npz (parameters in units of fit.json; eV).
"""


rule judge_pair_form:
    """Cross-validate a form, resample its groups, sample its ensemble, and hold them to the data."""
    input:
        code=code_and_forms("judge_pair_form"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
        pairs=rules.pair_table.output.pairs,
        equations=rules.equation_of_state.output.equations,
    output:
        judgement="<results>/fits/{form}/judgement.json",
        held_out="<results>/fits/{form}/held_out.csv",
        learning_curve="<results>/fits/{form}/learning_curve.csv",
        samples="<results>/fits/{form}/samples.npz",
    log:
        "<logs>/fits/{form}/judge_pair_form.log",
    benchmark:
        "<benchmarks>/fits/{form}/judge_pair_form.jsonl"
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
        judging=lookup("fit/judging", within=config),
        form="{form}",
    message:
        "Judging {wildcards.form}"
    script:
        "../../scripts/judge_pair_form.py"
