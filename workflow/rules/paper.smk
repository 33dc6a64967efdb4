"""The paper: every number looked up in results, and the PDF.

Inputs: the text and its table of numbers in paper/, results of every study, figures as PDF,
recorded numbers in reference/, docs/ and resources/, the reproduction certificate, provenance.json.
Outputs in <results>/paper: numbers.json (each number with its unit, digits and source) and
numbers.tex (the same for a LaTeX version, with the paths of the figures), and paper.pdf.
"""

from pairwright.reproduce.number_sources import read_source
from pairwright.reproduce.paper import (
    differences,
    figure_names,
    text_files,
)

PAPER = PROJECT / "paper"
PAPER_WRITTEN_FOR = read_source(PAPER / "written_for.yaml")
PAPER_TEXTS = [near(path) for path in text_files(PAPER)]
PAPER_FIGURES = figure_names(text_files(PAPER))


rule paper_numbers:
    """Look up every number of the paper, and check what its sentences take for granted."""
    input:
        code=code("paper_numbers"),
        table=near(PAPER / "numbers.yaml"),
        sources=paper_sources,
    output:
        numbers="<results>/paper/numbers.json",
        tex="<results>/paper/numbers.tex",
    log:
        "<logs>/paper/numbers.log",
    benchmark:
        "<benchmarks>/paper/numbers.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        database=lookup("database", within=config),
        reference_energy=lookup("reference_energy", within=config),
        cutoff=lookup("cutoff", within=config),
        fit=lookup("fit", within=config),
        network=lookup("network", within=config),
        regression=lookup("regression", within=config),
        dft=lookup("dft", within=config),
        figures=PAPER_FIGURES,
    message:
        "Looking up the numbers of the paper"
    script:
        "../../scripts/paper_numbers.py"


rule paper:
    """Make the PDF of the paper; refused when results and the lock of the packages disagree."""
    input:
        code=code("paper"),
        texts=PAPER_TEXTS,
        numbers=rules.paper_numbers.output.numbers,
        figures=[f"<results>/figures/{name}.pdf" for name in PAPER_FIGURES],
        certificate=rules.reproduction.output.record,
        provenance=rules.provenance.output.record,
        lock=near(PROJECT / "requirements.lock"),
    output:
        pdf="<results>/paper/paper.pdf",
    log:
        "<logs>/paper/paper.log",
    benchmark:
        "<benchmarks>/paper/paper.jsonl"
    conda:
        "../../envs/literate.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Making the paper"
    script:
        "../../scripts/paper.py"


# The text is about the shipped configuration: with another one `all` leaves the paper out, and the
# target `paper` says why it is not made.
PAPER_FILES = (
    []
    if differences(PAPER_WRITTEN_FOR, config)
    else [rules.paper_numbers.output, rules.paper.output]
)
