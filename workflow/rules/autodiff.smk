"""What exact derivatives buy: the demonstrations of the literate documents.

Inputs: none but the code; for murnaghan and sensitivities configurations.csv, energy_volume.csv and
equation_of_state.json of the database study.
Outputs in <results>/autodiff: <demonstration>.json, each value with its unit.
"""


rule autodiff_mixed_partials:
    """Compare second derivatives taken in both orders."""
    input:
        code=code("autodiff_mixed_partials"),
    output:
        record="<results>/autodiff/mixed-partials.json",
    log:
        "<logs>/autodiff/mixed-partials.log",
    benchmark:
        "<benchmarks>/autodiff/mixed-partials.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        seed=lookup("seed", within=config),
    message:
        "Comparing mixed partial derivatives"
    script:
        "../../scripts/autodiff_mixed_partials.py"


rule autodiff_root_finding:
    """Count what exact Jacobians save when equations are solved."""
    input:
        code=code("autodiff_root_finding"),
    output:
        record="<results>/autodiff/root-finding.json",
    log:
        "<logs>/autodiff/root-finding.log",
    benchmark:
        "<benchmarks>/autodiff/root-finding.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Solving standard systems with and without Jacobians"
    script:
        "../../scripts/autodiff_root_finding.py"


rule autodiff_murnaghan:
    """Fit Murnaghan to each crystal, and compare its pressures with the DFT stress."""
    input:
        code=code("autodiff_murnaghan"),
        points=rules.equation_of_state.output.points,
        configurations=rules.extract_database.output.configurations,
        equations=rules.equation_of_state.output.equations,
    output:
        record="<results>/autodiff/murnaghan.json",
    log:
        "<logs>/autodiff/murnaghan.log",
    benchmark:
        "<benchmarks>/autodiff/murnaghan.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Taking pressures from equations of state"
    script:
        "../../scripts/autodiff_murnaghan.py"


rule autodiff_activity_coefficients:
    """Derive activity coefficients from excess Gibbs energies, and test Gibbs-Duhem."""
    input:
        code=code("autodiff_activity_coefficients"),
    output:
        record="<results>/autodiff/activity-coefficients.json",
    log:
        "<logs>/autodiff/activity-coefficients.log",
    benchmark:
        "<benchmarks>/autodiff/activity-coefficients.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Deriving activity coefficients"
    script:
        "../../scripts/autodiff_activity_coefficients.py"


rule autodiff_sensitivities:
    """Propagate the errors of each crystal's equation of state to a pressure."""
    input:
        code=code("autodiff_sensitivities"),
        points=rules.equation_of_state.output.points,
    output:
        record="<results>/autodiff/sensitivities.json",
    log:
        "<logs>/autodiff/sensitivities.log",
    benchmark:
        "<benchmarks>/autodiff/sensitivities.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        seed=lookup("seed", within=config),
    message:
        "Propagating errors of equations of state"
    script:
        "../../scripts/autodiff_sensitivities.py"


rule autodiff_lennard_jones_solid:
    """Compare derivatives of the solid's energy function with exact lattice sums."""
    input:
        code=code("autodiff_lennard_jones_solid"),
    output:
        record="<results>/autodiff/lennard-jones-solid.json",
    log:
        "<logs>/autodiff/lennard-jones-solid.log",
    benchmark:
        "<benchmarks>/autodiff/lennard-jones-solid.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Differentiating the Lennard-Jones solid"
    script:
        "../../scripts/autodiff_lennard_jones_solid.py"
