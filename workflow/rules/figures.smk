"""Figures, each drawn from tables that other rules computed, with a sentence on what it shows.

Inputs: tables and JSON of the database, fit and properties studies.
Outputs: <results>/figures/<name>.pdf, .svg, .png, and <name>.rst with the sentence, for the names
energy-histogram, parity-<fit> and energy-volume-<fit>. Energies in meV/atom, volumes in Å^3/atom.
"""


rule draw_energy_histogram:
    """Draw how the energies of each crystal's configurations are spread."""
    input:
        code=code("draw_energy_histogram"),
        configurations=rules.extract_database.output.configurations,
        equations=rules.equation_of_state.output.equations,
    output:
        pdf="<results>/figures/energy-histogram.pdf",
        svg=report(
            "<results>/figures/energy-histogram.svg",
            caption="../report/energy-histogram.rst",
            category="2 Database",
            labels={"figure": "energies of the configurations"},
        ),
        png="<results>/figures/energy-histogram.png",
        sentence="<results>/figures/energy-histogram.rst",
    log:
        "<logs>/figures/energy-histogram.log",
    benchmark:
        "<benchmarks>/figures/energy-histogram.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the energy histogram"
    script:
        "../../scripts/draw_energy_histogram.py"


rule draw_parity:
    """Draw a potential's energies against the database's, with the errors of each crystal."""
    input:
        code=code("draw_parity"),
        predictions="<results>/fits/{fit}/predictions.csv",
        fit="<results>/fits/{fit}/fit.json",
    output:
        pdf="<results>/figures/parity-{fit}.pdf",
        svg=report(
            "<results>/figures/parity-{fit}.svg",
            caption="../report/parity.rst",
            category="3 Fits",
            labels={"figure": "energies against the data", "potential": "{fit}"},
        ),
        png="<results>/figures/parity-{fit}.png",
        sentence="<results>/figures/parity-{fit}.rst",
    log:
        "<logs>/figures/parity-{fit}.log",
    benchmark:
        "<benchmarks>/figures/parity-{fit}.jsonl"
    wildcard_constraints:
        fit="|".join(FITS),
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the parity of {wildcards.fit}"
    script:
        "../../scripts/draw_parity.py"


rule draw_energy_volume:
    """Draw energy against volume for each crystal: data, Birch-Murnaghan, potential."""
    input:
        code=code("draw_energy_volume"),
        points=rules.equation_of_state.output.points,
        equations=rules.equation_of_state.output.equations,
        curves=rules.energy_volume_curves.output.curves,
        potential=rules.energy_volume_curves.output.equations,
    output:
        pdf="<results>/figures/energy-volume-{fit}.pdf",
        svg=report(
            "<results>/figures/energy-volume-{fit}.svg",
            caption="../report/energy-volume.rst",
            category="3 Fits",
            labels={"figure": "energy against volume", "potential": "{fit}"},
        ),
        png="<results>/figures/energy-volume-{fit}.png",
        sentence="<results>/figures/energy-volume-{fit}.rst",
    log:
        "<logs>/figures/energy-volume-{fit}.log",
    benchmark:
        "<benchmarks>/figures/energy-volume-{fit}.jsonl"
    wildcard_constraints:
        fit="|".join(FITS),
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing energy against volume of {wildcards.fit}"
    script:
        "../../scripts/draw_energy_volume.py"
