"""Figures of the timing study, each with a sentence on what it shows.

Inputs: tables and JSON of the timing study; the factors of 2017 in reference/timing.
Outputs: <results>/figures/timing-<name>.pdf, .svg, .png and .rst, for the names speed-up, scaling,
memory, derivatives and trajectories. Times in s, memory in MiB, energies in meV/atom.
"""


rule draw_timing_speed_up:
    """Draw how many times faster than ASE each way is at 13 atoms."""
    input:
        code=code("draw_timing_speed_up"),
        measurements="<results>/timing/measurements.csv",
        answers=rules.timing_answers.output.answers,
        cache="<results>/timing/cache.json",
        published=reference_timing("post-2017.json"),
    output:
        pdf="<results>/figures/timing-speed-up.pdf",
        svg=report(
            "<results>/figures/timing-speed-up.svg",
            caption="../report/timing-speed-up.rst",
            category="4 Timing",
            labels={"figure": "speed-up at 13 atoms"},
        ),
        png="<results>/figures/timing-speed-up.png",
        sentence="<results>/figures/timing-speed-up.rst",
    log:
        "<logs>/figures/timing-speed-up.log",
    benchmark:
        "<benchmarks>/figures/timing-speed-up.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing how many times faster than ASE each way is at 13 atoms"
    script:
        "../../scripts/draw_timing_speed_up.py"


rule draw_timing_scaling:
    """Draw the time of a call against the number of atoms."""
    input:
        code=code("draw_timing_scaling"),
        measurements="<results>/timing/measurements.csv",
        answers=rules.timing_answers.output.answers,
    output:
        pdf="<results>/figures/timing-scaling.pdf",
        svg=report(
            "<results>/figures/timing-scaling.svg",
            caption="../report/timing-scaling.rst",
            category="4 Timing",
            labels={"figure": "time against size"},
        ),
        png="<results>/figures/timing-scaling.png",
        sentence="<results>/figures/timing-scaling.rst",
    log:
        "<logs>/figures/timing-scaling.log",
    benchmark:
        "<benchmarks>/figures/timing-scaling.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the time of a call against the number of atoms"
    script:
        "../../scripts/draw_timing_scaling.py"


rule draw_timing_memory:
    """Draw the memory of a call against the number of atoms."""
    input:
        code=code("draw_timing_memory"),
        measurements="<results>/timing/measurements.csv",
    output:
        pdf="<results>/figures/timing-memory.pdf",
        svg=report(
            "<results>/figures/timing-memory.svg",
            caption="../report/timing-memory.rst",
            category="4 Timing",
            labels={"figure": "memory against size"},
        ),
        png="<results>/figures/timing-memory.png",
        sentence="<results>/figures/timing-memory.rst",
    log:
        "<logs>/figures/timing-memory.log",
    benchmark:
        "<benchmarks>/figures/timing-memory.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing the memory of a call against the number of atoms"
    script:
        "../../scripts/draw_timing_memory.py"


rule draw_timing_derivatives:
    """Draw what forces cost in units of the energy."""
    input:
        code=code("draw_timing_derivatives"),
        answers=rules.timing_answers.output.answers,
    output:
        pdf="<results>/figures/timing-derivatives.pdf",
        svg=report(
            "<results>/figures/timing-derivatives.svg",
            caption="../report/timing-derivatives.rst",
            category="4 Timing",
            labels={"figure": "price of derivatives"},
        ),
        png="<results>/figures/timing-derivatives.png",
        sentence="<results>/figures/timing-derivatives.rst",
    log:
        "<logs>/figures/timing-derivatives.log",
    benchmark:
        "<benchmarks>/figures/timing-derivatives.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing what forces cost in units of the energy"
    script:
        "../../scripts/draw_timing_derivatives.py"


rule draw_timing_trajectories:
    """Draw how energy is conserved with each kind of forces."""
    input:
        code=code("draw_timing_trajectories"),
        trajectories=rules.timing_production.output.trajectories,
        production=rules.timing_production.output.production,
    output:
        pdf="<results>/figures/timing-trajectories.pdf",
        svg=report(
            "<results>/figures/timing-trajectories.svg",
            caption="../report/timing-trajectories.rst",
            category="4 Timing",
            labels={"figure": "conservation of energy"},
        ),
        png="<results>/figures/timing-trajectories.png",
        sentence="<results>/figures/timing-trajectories.rst",
    log:
        "<logs>/figures/timing-trajectories.log",
    benchmark:
        "<benchmarks>/figures/timing-trajectories.jsonl"
    conda:
        "../../envs/plot.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        options=lookup("figures", within=config),
    message:
        "Drawing how energy is conserved with each kind of forces"
    script:
        "../../scripts/draw_timing_trajectories.py"
