"""The literate documents: examples run, results checked, modules tangled and tested, pages made.

Inputs: literate/<document>.org, the library modules that its examples import, files they name.
Outputs in <results>/literate/<document>: record.json and record-second.json (outcomes), figures/,
findings.tsv, modules/, doctest.tsv, <document>.html and <document>.pdf.
Running depends on checksums of the code, checking and tangling on those of code and results, and not
on the document's time: editing prose reruns the weaving only. Writing results into a document is
no rule but a command: `python -m pairwright.literate store`.
"""

LITERATE_DOCUMENTS = sorted(path.stem for path in (PROJECT / "literate").glob("*.org"))


rule literate_run:
    """Run the examples of a document, twice, with two hash seeds."""
    input:
        code=code("literate_run"),
        document=ancient(literate_document),
        modules=literate_modules,
        data=literate_data,
    output:
        record="<results>/literate/{document}/record.json",
        second="<results>/literate/{document}/record-second.json",
        figures=directory("<results>/literate/{document}/figures"),
    log:
        "<logs>/literate/run-{document}.log",
    benchmark:
        "<benchmarks>/literate/run-{document}.jsonl"
    wildcard_constraints:
        document="|".join(LITERATE_DOCUMENTS),
    conda:
        "../../envs/literate.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        code_digest=literate_code,
    message:
        "Running the examples of {wildcards.document}.org"
    script:
        "../../scripts/literate_run.py"


rule literate_check:
    """Compare the results stored in a document with the run; fail if one is not fresh."""
    input:
        code=code("literate_check"),
        document=ancient(literate_document),
        record=rules.literate_run.output.record,
        second=rules.literate_run.output.second,
    output:
        findings="<results>/literate/{document}/findings.tsv",
    log:
        "<logs>/literate/check-{document}.log",
    benchmark:
        "<benchmarks>/literate/check-{document}.jsonl"
    wildcard_constraints:
        document="|".join(LITERATE_DOCUMENTS),
    conda:
        "../../envs/literate.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        results_digest=literate_results,
    message:
        "Checking the results of {wildcards.document}.org"
    script:
        "../../scripts/literate_check.py"


rule literate_tangle:
    """Write the modules of a document, with its examples as doctests."""
    input:
        code=code("literate_tangle"),
        document=ancient(literate_document),
        record=rules.literate_run.output.record,
    output:
        modules=directory("<results>/literate/{document}/modules"),
    log:
        "<logs>/literate/tangle-{document}.log",
    benchmark:
        "<benchmarks>/literate/tangle-{document}.jsonl"
    wildcard_constraints:
        document="|".join(LITERATE_DOCUMENTS),
    conda:
        "../../envs/literate.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        results_digest=literate_results,
    message:
        "Tangling {wildcards.document}.org"
    script:
        "../../scripts/literate_tangle.py"


rule literate_doctest:
    """Run the doctests of a document's modules, by import and as scripts."""
    input:
        code=code("literate_doctest"),
        document=ancient(literate_document),
        record=rules.literate_run.output.record,
        modules=rules.literate_tangle.output.modules,
    output:
        findings="<results>/literate/{document}/doctest.tsv",
    log:
        "<logs>/literate/doctest-{document}.log",
    benchmark:
        "<benchmarks>/literate/doctest-{document}.jsonl"
    wildcard_constraints:
        document="|".join(LITERATE_DOCUMENTS),
    conda:
        "../../envs/literate.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Running the doctests of {wildcards.document}.org"
    script:
        "../../scripts/literate_doctest.py"


rule literate_weave:
    """Make HTML and PDF of a document, with the state of each result."""
    input:
        code=code("literate_weave"),
        document=literate_document,
        record=rules.literate_run.output.record,
        second=rules.literate_run.output.second,
        figures=rules.literate_run.output.figures,
    output:
        html=report(
            "<results>/literate/{document}/{document}.html",
            caption="../report/literate.rst",
            category="7 Literate documents",
            labels={"figure": "{document}"},
        ),
        pdf="<results>/literate/{document}/{document}.pdf",
    log:
        "<logs>/literate/weave-{document}.log",
    benchmark:
        "<benchmarks>/literate/weave-{document}.jsonl"
    wildcard_constraints:
        document="|".join(LITERATE_DOCUMENTS),
    conda:
        "../../envs/literate.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Weaving {wildcards.document}.org"
    script:
        "../../scripts/literate_weave.py"
