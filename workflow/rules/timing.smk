"""The timing study: Lennard-Jones written every way, proven equal, then timed.

Inputs: none but the code; or, with timing.source reference, the tables in reference/timing.
Outputs in <results>/timing: agreement.csv (relative deviations), systems/<family>.json and
measurements.csv (s, MiB), cache.json (s), environment.json, answers.json; production.json and
trajectories.csv (ps, eV, Å; meV/atom/ns); model_costs.json of the fitted potentials (µs/atom).
A job that looks at the clock asks for every core, so that it runs alone; it uses one of
them, or as many as the name of an implementation says.
"""

from pairwright.timing.cases import FAMILIES
from pairwright.timing.environment import installed_version

# Another version, or a program that was installed since, makes a measurement out of date.
PEER_VERSIONS = {name: installed_version(name) for name in config["timing"]["peers"]}


rule timing_gate:
    """Compare every implementation with the plain loops; fail if one is off by more than 1e-10."""
    input:
        code=code("timing_gate"),
    output:
        agreement="<results>/timing/agreement.csv",
    log:
        "<logs>/timing/gate.log",
    benchmark:
        "<benchmarks>/timing/gate.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Comparing all implementations of Lennard-Jones"
    script:
        "../../scripts/timing_gate.py"


rule timing_production:
    """Run liquid argon with autodiff, analytic and compiled forces, and watch the energy."""
    input:
        code=code("timing_production"),
        agreement=rules.timing_gate.output.agreement,
    output:
        production="<results>/timing/production.json",
        trajectories="<results>/timing/trajectories.csv",
    log:
        "<logs>/timing/production.log",
    benchmark:
        "<benchmarks>/timing/production.jsonl"
    # Beside the fits, before jobs come that want the machine for themselves.
    priority: 1
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        seed=lookup("seed", within=config),
        length=lookup("timing/trajectory_ps", within=config),
    message:
        "Running liquid argon with three kinds of forces"
    script:
        "../../scripts/timing_production.py"


if config["timing"]["source"] == "reference":

    ruleorder: timing_reference > timing_table
    ruleorder: timing_reference > timing_environment
    ruleorder: timing_reference > timing_models

else:

    ruleorder: timing_table > timing_reference
    ruleorder: timing_environment > timing_reference
    ruleorder: timing_models > timing_reference


rule timing_environment:
    """Record the machine, show what ASE's cache does, and how long numba compiles."""
    input:
        code=code("timing_environment"),
        agreement=rules.timing_gate.output.agreement,
    output:
        environment="<results>/timing/environment.json",
        cache="<results>/timing/cache.json",
    log:
        "<logs>/timing/environment.log",
    benchmark:
        "<benchmarks>/timing/environment.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: workflow.cores
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        seed=lookup("seed", within=config),
        seconds=lookup("timing/seconds", within=config),
        peers=PEER_VERSIONS,
    message:
        "Timing compilation, and ASE with and without its cache"
    script:
        "../../scripts/timing_environment.py"


rule timing_measure:
    """Time everyone on clusters, or on crystals: on each system in turns."""
    input:
        code=code("timing_measure"),
        agreement=rules.timing_gate.output.agreement,
    output:
        rows="<results>/timing/systems/{family}.json",
    log:
        "<logs>/timing/measure-{family}.log",
    benchmark:
        "<benchmarks>/timing/measure-{family}.jsonl"
    wildcard_constraints:
        family="|".join(FAMILIES),
    conda:
        "../../envs/analysis.yaml"
    threads: workflow.cores
    resources:
        mem_mb=6000,
        runtime=60,
    params:
        seed=lookup("seed", within=config),
        seconds=lookup("timing/seconds", within=config),
        peers=PEER_VERSIONS,
        largest=lookup("timing/largest_natoms", within=config),
    message:
        "Timing Lennard-Jones: {wildcards.family}"
    script:
        "../../scripts/timing_measure.py"


rule timing_table:
    """Gather the measurements of all systems."""
    input:
        code=code("timing_table"),
        systems=expand(rules.timing_measure.output.rows, family=FAMILIES),
    output:
        measurements="<results>/timing/measurements.csv",
    log:
        "<logs>/timing/table.log",
    benchmark:
        "<benchmarks>/timing/table.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Gathering the timings"
    script:
        "../../scripts/timing_table.py"


rule timing_models:
    """Time energy, forces and stress by each fitted potential."""
    input:
        code=code_and_forms("timing_models"),
        dataset="<results>/database/dataset.npz",
        summary="<results>/database/summary.json",
        fits=expand("<results>/fits/{form}/fit.json", form=config["fit"]["forms"]),
        neural="<results>/network/potential.json" if NEURAL else [],
    output:
        costs="<results>/timing/model_costs.json",
    log:
        "<logs>/timing/models.log",
    benchmark:
        "<benchmarks>/timing/models.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: workflow.cores
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        seed=lookup("seed", within=config),
        seconds=lookup("timing/seconds", within=config),
        forms=lookup("fit/forms", within=config),
        form_files=lookup("fit/form_files", within=config),
    message:
        "Timing each fitted potential"
    script:
        "../../scripts/timing_models.py"


rule timing_reference:
    """Take the measurement that comes with the project."""
    input:
        code=code("timing_reference"),
        reference_measurements=reference_timing("measurements.csv"),
        reference_environment=reference_timing("environment.json"),
        reference_cache=reference_timing("cache.json"),
        reference_costs=reference_timing("model_costs.json"),
    output:
        measurements="<results>/timing/measurements.csv",
        environment="<results>/timing/environment.json",
        cache="<results>/timing/cache.json",
        costs="<results>/timing/model_costs.json",
    log:
        "<logs>/timing/reference.log",
    benchmark:
        "<benchmarks>/timing/reference.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Taking the timings that come with the project"
    script:
        "../../scripts/timing_reference.py"


rule timing_answers:
    """Say what the measurements mean: speed-ups, exponents, crossovers, the price of forces."""
    input:
        code=code("timing_answers"),
        measurements="<results>/timing/measurements.csv",
    output:
        answers="<results>/timing/answers.json",
    log:
        "<logs>/timing/answers.log",
    benchmark:
        "<benchmarks>/timing/answers.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Reading speed-ups and crossovers from the timings"
    script:
        "../../scripts/timing_answers.py"
