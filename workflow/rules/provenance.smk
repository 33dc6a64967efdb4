"""What each result was made by and from; and everything in one file, for others to verify.

Inputs: every result of the run, requirements.lock; for the archive also the paper, the report if
it was made, and the database.
Outputs: <results>/provenance.json (checksums, versions, machine; see docs/archive.md) and
<results>/archive/pairwright-results.zip with RO-Crate metadata.
"""


rule provenance:
    """Write down what each result was made by and from, with which packages, and where."""
    input:
        code=code("provenance"),
        results=lambda wildcards: rules.computed.input,
        lock=near(PROJECT / "requirements.lock"),
    output:
        record="<results>/provenance.json",
    log:
        "<logs>/provenance.log",
    benchmark:
        "<benchmarks>/provenance.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        settings=config,
    message:
        "Writing down where the results come from"
    script:
        "../../scripts/provenance.py"


rule archive:
    """Pack configuration, database, results and lock, with a description for machines."""
    input:
        code=code("archive"),
        results=lambda wildcards: rules.all.input,
        provenance=rules.provenance.output.record,
        report=if_present("results/report.html"),
        database=config["database"]["path"],
        forms=config["fit"]["form_files"],
        lock=near(PROJECT / "requirements.lock"),
    output:
        archive="<results>/archive/pairwright-results.zip",
    log:
        "<logs>/archive.log",
    benchmark:
        "<benchmarks>/archive.jsonl"
    conda:
        "../../envs/archive.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Packing the results"
    script:
        "../../scripts/archive.py"
