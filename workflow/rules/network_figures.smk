"""Figures of the neural potential, each with a sentence on what it shows.

Inputs: tables and JSON of the neural potential, the energy-volume points of the database.
Outputs: <results>/network/energy_volume.csv (Å^3 and eV per atom), and
<results>/figures/network-<name>.pdf, .svg, .png and .rst, for the names errors, parity,
learning-curve, calibration and energy-volume. Energies in meV/atom, forces in meV/Å, stress in GPa.
"""


rule network_energy_volume:
    """Compute energy against volume by the neural potential, far beyond the data."""
    input:
        code=code("network_energy_volume"),
        dataset=rules.extract_database.output.dataset,
        potential=rules.network_potential.output.potential,
        numbers=rules.network_potential.output.numbers,
    output:
        curves="<results>/network/energy_volume.csv",
    log:
        "<logs>/network/energy-volume.log",
    benchmark:
        "<benchmarks>/network/energy-volume.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Computing energy-volume curves of the neural potential"
    script:
        "../../scripts/network_energy_volume.py"


rule draw_network_errors:
    """Draw the errors of every model on rows that were held out."""
    input:
        code=code("draw_network_errors"),
        comparison=rules.network_comparison.output.comparison,
        record=rules.network_comparison.output.record,
    output:
        pdf="<results>/figures/network-errors.pdf",
        svg=report(
            "<results>/figures/network-errors.svg",
            caption="../report/network-errors.rst",
            category="6 Neural potential",
            labels={"figure": "errors of each crystal"},
        ),
        png="<results>/figures/network-errors.png",
        sentence="<results>/figures/network-errors.rst",
    log:
        "<logs>/figures/network-errors.log",
    benchmark:
        "<benchmarks>/figures/network-errors.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the held-out errors of all models"
    script:
        "../../scripts/draw_network_errors.py"


rule draw_network_parity:
    """Draw held-out energies as predicted against the database's."""
    input:
        code=code("draw_network_parity"),
        predictions=rules.network_comparison.output.predictions,
        potential=rules.network_potential.output.potential,
    output:
        pdf="<results>/figures/network-parity.pdf",
        svg=report(
            "<results>/figures/network-parity.svg",
            caption="../report/network-parity.rst",
            category="6 Neural potential",
            labels={"figure": "energies against the data"},
        ),
        png="<results>/figures/network-parity.png",
        sentence="<results>/figures/network-parity.rst",
    log:
        "<logs>/figures/network-parity.log",
    benchmark:
        "<benchmarks>/figures/network-parity.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the parity of the neural potential"
    script:
        "../../scripts/draw_network_parity.py"


rule draw_network_learning_curve:
    """Draw errors against the number of training rows."""
    input:
        code=code("draw_network_learning_curve"),
        curve=rules.network_learning_curve.output.curve,
        comparison=rules.network_comparison.output.comparison,
        record=rules.network_comparison.output.record,
    output:
        pdf="<results>/figures/network-learning-curve.pdf",
        svg=report(
            "<results>/figures/network-learning-curve.svg",
            caption="../report/network-learning-curve.rst",
            category="6 Neural potential",
            labels={"figure": "learning curve"},
        ),
        png="<results>/figures/network-learning-curve.png",
        sentence="<results>/figures/network-learning-curve.rst",
    log:
        "<logs>/figures/network-learning-curve.log",
    benchmark:
        "<benchmarks>/figures/network-learning-curve.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the learning curve"
    script:
        "../../scripts/draw_network_learning_curve.py"


rule draw_network_calibration:
    """Draw errors against the spread of the ensemble."""
    input:
        code=code("draw_network_calibration"),
        bins=rules.network_comparison.output.calibration,
        record=rules.network_comparison.output.record,
    output:
        pdf="<results>/figures/network-calibration.pdf",
        svg=report(
            "<results>/figures/network-calibration.svg",
            caption="../report/network-calibration.rst",
            category="6 Neural potential",
            labels={"figure": "errors against spread"},
        ),
        png="<results>/figures/network-calibration.png",
        sentence="<results>/figures/network-calibration.rst",
    log:
        "<logs>/figures/network-calibration.log",
    benchmark:
        "<benchmarks>/figures/network-calibration.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the calibration of the ensemble"
    script:
        "../../scripts/draw_network_calibration.py"


rule draw_network_energy_volume:
    """Draw energy against volume with the ensemble's standard deviation."""
    input:
        code=code("draw_network_energy_volume"),
        points=rules.equation_of_state.output.points,
        curves=rules.network_energy_volume.output.curves,
        potential=rules.network_potential.output.potential,
    output:
        pdf="<results>/figures/network-energy-volume.pdf",
        svg=report(
            "<results>/figures/network-energy-volume.svg",
            caption="../report/network-energy-volume.rst",
            category="6 Neural potential",
            labels={"figure": "energy against volume"},
        ),
        png="<results>/figures/network-energy-volume.png",
        sentence="<results>/figures/network-energy-volume.rst",
    log:
        "<logs>/figures/network-energy-volume.log",
    benchmark:
        "<benchmarks>/figures/network-energy-volume.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing energy against volume of the neural potential"
    script:
        "../../scripts/draw_network_energy_volume.py"


# Without members there is no neural potential to draw.
NEURAL_FIGURES = (
    [
        rules.draw_network_errors.output,
        rules.draw_network_parity.output,
        rules.draw_network_learning_curve.output,
        rules.draw_network_calibration.output,
        rules.draw_network_energy_volume.output,
    ]
    if NEURAL
    else []
)
