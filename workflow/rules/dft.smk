"""The DFT database: plane-wave GPAW plus D3, one job a structure. Never part of `all`.

Inputs: the `dft` section of config.yaml (crystals, volumes in Å^3 per atom, rattling in Å), and
the database it names under `reuse`, whose rows of the same recipe are not computed again.
Outputs: <results>/dft/records/*.json (eV, eV/Å, eV/Å^3) and <results>/dft/database.db with its
provenance. Needs the environment of docs/dft.md.
"""


rule dft_calculate:
    """Compute one structure: energy, forces, stress, with the electronic and D3 parts apart."""
    output:
        record="<results>/dft/records/{name}.json",
    log:
        "<logs>/dft/calculate/{name}.log",
        text="<logs>/dft/calculate/{name}.txt",
    benchmark:
        "<benchmarks>/dft/calculate/{name}.jsonl"
    conda:
        "../../envs/dft.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        recipe=dft_recipe,
    message:
        "DFT: {wildcards.name}"
    script:
        "../../scripts/dft_calculate.py"


rule dft_database:
    """Gather the records, and reused rows, into one ASE database with its provenance."""
    input:
        code=code("dft_database"),
        records=dft_records,
    output:
        database="<results>/dft/database.db",
        provenance="<results>/dft/provenance.json",
    log:
        "<logs>/dft/database.log",
    benchmark:
        "<benchmarks>/dft/database.jsonl"
    conda:
        "../../envs/dft.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        dft=lookup("dft", within=config),
    message:
        "Gathering the DFT database"
    script:
        "../../scripts/dft_database.py"
