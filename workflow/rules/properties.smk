"""Equations of state and further properties: of the database's crystals, of each fitted potential.

Inputs: the dataset of the database study, the fit.json of each fit.
Outputs: <results>/database/equation_of_state.json and energy_volume.csv, and the same names in
<results>/fits/<fit>/ (Å^3, eV and meV per atom; GPa; Å); there also properties.json (the same
units, and THz) and dimer.csv (Å, meV).
"""

FITS = ["simplex", *config["fit"]["forms"]]


rule equation_of_state:
    """Fit Birch-Murnaghan to the lowest rows of each crystal of the database."""
    input:
        code=code("equation_of_state"),
        dataset=rules.extract_database.output.dataset,
    output:
        equations="<results>/database/equation_of_state.json",
        points="<results>/database/energy_volume.csv",
    log:
        "<logs>/database/equation_of_state.log",
    benchmark:
        "<benchmarks>/database/equation_of_state.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        reference=lookup("reference_energy", within=config),
    message:
        "Fitting equations of state"
    script:
        "../../scripts/equation_of_state.py"


rule energy_volume_curves:
    """Compute a potential's energy-volume curves, and the minimum of each."""
    input:
        code=code_and_forms("energy_volume_curves"),
        dataset=rules.extract_database.output.dataset,
        fit="<results>/fits/{fit}/fit.json",
    output:
        equations="<results>/fits/{fit}/equation_of_state.json",
        curves="<results>/fits/{fit}/energy_volume.csv",
    log:
        "<logs>/fits/{fit}/energy_volume_curves.log",
    benchmark:
        "<benchmarks>/fits/{fit}/energy_volume_curves.jsonl"
    wildcard_constraints:
        fit="|".join(FITS),
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        form_files=lookup("fit/form_files", within=config),
    message:
        "Computing energy-volume curves of {wildcards.fit}"
    script:
        "../../scripts/energy_volume_curves.py"


rule crystal_properties:
    """Compute a potential's minima, elastic constants, phonons and dimer, beside the data's own."""
    input:
        code=code_and_forms("crystal_properties"),
        dataset=rules.extract_database.output.dataset,
        equations=rules.equation_of_state.output.equations,
        fit="<results>/fits/{fit}/fit.json",
    output:
        properties="<results>/fits/{fit}/properties.json",
        dimer="<results>/fits/{fit}/dimer.csv",
    log:
        "<logs>/fits/{fit}/crystal_properties.log",
    benchmark:
        "<benchmarks>/fits/{fit}/crystal_properties.jsonl"
    wildcard_constraints:
        fit="|".join(FITS),
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        form_files=lookup("fit/form_files", within=config),
    message:
        "Computing crystal properties of {wildcards.fit}"
    script:
        "../../scripts/crystal_properties.py"
