"""How much Lennard-Jones's parameters depend on the cutoff that they were fitted with.

Inputs: dataset of the database study; pair tables are made on the way.
Outputs in <results>/fits: cutoff_sensitivity.csv (Å, eV, meV per atom) and cutoff_sensitivity.json
(the same units, with a sentence).
"""


rule cutoff_sensitivity:
    """Fit Lennard-Jones with every cutoff scheme at several radii."""
    input:
        code=code_and_forms("cutoff_sensitivity"),
        dataset=rules.extract_database.output.dataset,
    output:
        table="<results>/fits/cutoff_sensitivity.csv",
        sensitivity="<results>/fits/cutoff_sensitivity.json",
    log:
        "<logs>/fits/cutoff_sensitivity.log",
    benchmark:
        "<benchmarks>/fits/cutoff_sensitivity.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        **PAIR_FIT,
    message:
        "Fitting Lennard-Jones with other cutoffs"
    script:
        "../../scripts/cutoff_sensitivity.py"
