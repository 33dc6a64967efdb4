"""The workflow as a picture, made on request: snakemake --cores 1 rule_graph.

Inputs: the Snakefile and its files of rules. Outputs: <results>/figures/rule-graph.*.
"""


rule draw_rule_graph:
    """Draw the rules of a run and what they need of each other."""
    input:
        code=code("draw_rule_graph"),
        snakefile=near(PROJECT / "Snakefile"),
        rules=sorted(near(path) for path in RULES.glob("*.smk")),
    output:
        pdf="<results>/figures/rule-graph.pdf",
        svg="<results>/figures/rule-graph.svg",
        png="<results>/figures/rule-graph.png",
        sentence="<results>/figures/rule-graph.rst",
    log:
        "<logs>/figures/rule-graph.log",
    benchmark:
        "<benchmarks>/figures/rule-graph.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
        settings=config,
    message:
        "Drawing the rules of the workflow"
    script:
        "../../scripts/draw_rule_graph.py"
