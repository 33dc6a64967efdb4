"""The reproduction certificate: claims of the posts and the literature, and the reference run.

Inputs: reference/claims.yaml, reference/quantities.yaml's numbers in reference/results, and the
result files of this run that they are about.
Outputs in <results>/reproduction: exact.json (clusters, crystals and NIST's configurations in units
of epsilon and sigma; networks without units), reproduction.json, .md and .html (each number in the
unit of its claim), holds.txt.
"""

from pairwright.reproduce.claims import SETTINGS
from pairwright.reproduce.record import evidence

REFERENCE = PROJECT / "reference"
REFERENCE_RUN = sorted(near(path) for path in (REFERENCE / "results").glob("*.json"))
EVIDENCE = [
    f"<results>/{name}" for name in evidence(REFERENCE / "claims.yaml", REFERENCE_RUN, config)
]


rule exact_references:
    """Compute what published numbers of clusters, crystals and networks are compared with."""
    input:
        code=code("exact_references"),
        cuboid=near(REFERENCE / "nist" / "configuration_4.txt"),
        triclinic=near(REFERENCE / "nist" / "configuration_3.txt"),
        networks=near(REFERENCE / "regression" / "post-2017.json"),
    output:
        exact="<results>/reproduction/exact.json",
    log:
        "<logs>/reproduction/exact.log",
    benchmark:
        "<benchmarks>/reproduction/exact.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Computing what published numbers are compared with"
    script:
        "../../scripts/exact_references.py"


rule reproduction:
    """Say claim by claim what reproduced, and what has moved since the reference run."""
    input:
        code=code("reproduction"),
        claims=near(REFERENCE / "claims.yaml"),
        reference=REFERENCE_RUN,
        evidence=EVIDENCE,
    output:
        record="<results>/reproduction/reproduction.json",
        markdown="<results>/reproduction/reproduction.md",
        html=report(
            "<results>/reproduction/reproduction.html",
            caption="../report/reproduction.rst",
            category="1 Reproduction",
            labels={"figure": "certificate"},
        ),
    log:
        "<logs>/reproduction/reproduction.log",
    benchmark:
        "<benchmarks>/reproduction/reproduction.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        **{name: lookup(name, within=config) for name in SETTINGS},
    message:
        "Writing the reproduction certificate"
    script:
        "../../scripts/reproduction.py"


rule reproduction_holds:
    """Fail when a claim that did hold no longer does; the certificate is there in any case."""
    input:
        code=code("reproduction_holds"),
        record=rules.reproduction.output.record,
        markdown=rules.reproduction.output.markdown,
    output:
        verdict="<results>/reproduction/holds.txt",
    log:
        "<logs>/reproduction/holds.log",
    benchmark:
        "<benchmarks>/reproduction/holds.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    message:
        "Checking that every claim that did hold still does"
    script:
        "../../scripts/reproduction_holds.py"
