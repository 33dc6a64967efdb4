"""From an ASE database to arrays: extraction, quality control, the periodic pair table.

Inputs: the database of config.yaml (`database.path`).
Outputs, all in <results>/database/: configurations.csv (Å^3, eV, eV/Å, GPa), rejected.csv,
summary.json, dataset.npz (Å, eV, eV/Å, eV/Å^3), pairs.npz (Å).
"""


rule extract_database:
    """Read the selected rows, reject those that cannot be used, describe both."""
    input:
        code=code("extract_database"),
        database=if_present(config["database"]["path"]),
    output:
        configurations="<results>/database/configurations.csv",
        rejected="<results>/database/rejected.csv",
        summary="<results>/database/summary.json",
        dataset="<results>/database/dataset.npz",
    log:
        "<logs>/database/extract.log",
    benchmark:
        "<benchmarks>/database/extract.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        options=lookup("database", within=config),
    message:
        "Reading {params.options[path]}"
    script:
        "../../scripts/extract_database.py"


rule pair_table:
    """Find every pair of atoms within the cutoff, images included."""
    input:
        code=code("pair_table"),
        dataset=rules.extract_database.output.dataset,
    output:
        pairs="<results>/database/pairs.npz",
    log:
        "<logs>/database/pairs.log",
    benchmark:
        "<benchmarks>/database/pairs.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        radius=lookup("cutoff/radius_A", within=config),
    message:
        "Finding pairs within {params.radius} Å"
    script:
        "../../scripts/pair_table.py"
