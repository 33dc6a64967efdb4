"""What a user takes away from each fit of a pair form: files for LAMMPS and ASE, a data sheet.

Inputs: fit.json, properties.json and judgement.json of the fit; summary.json of the database study.
Outputs, for each form in <results>/export/<form>/: potential.lammps (units metal),
potential.table and potential.csv (Å, eV, eV/Å), potential.json, README.md, export.json (meV,
meV/Å), data-sheet.md and data-sheet.html.
"""


rule export_fit:
    """Write a fitted potential for LAMMPS, for ASE, and as columns."""
    input:
        code=code_and_forms("export_fit"),
        fit="<results>/fits/{form}/fit.json",
        summary=rules.extract_database.output.summary,
    output:
        lammps="<results>/export/{form}/potential.lammps",
        table="<results>/export/{form}/potential.table",
        columns="<results>/export/{form}/potential.csv",
        potential="<results>/export/{form}/potential.json",
        readme="<results>/export/{form}/README.md",
        record="<results>/export/{form}/export.json",
    log:
        "<logs>/export/{form}.log",
    benchmark:
        "<benchmarks>/export/{form}.jsonl"
    wildcard_constraints:
        form="|".join(FORMS),
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        form_files=lookup("fit/form_files", within=config),
    message:
        "Exporting {wildcards.form}"
    script:
        "../../scripts/export_fit.py"


rule data_sheet:
    """Write what there is to know of a fitted potential on one page."""
    input:
        code=code_and_forms("data_sheet"),
        fit="<results>/fits/{form}/fit.json",
        summary=rules.extract_database.output.summary,
        export=rules.export_fit.output.record,
        properties="<results>/fits/{form}/properties.json",
        judgement=rules.judge_pair_form.output.judgement,
    output:
        markdown="<results>/export/{form}/data-sheet.md",
        html=report(
            "<results>/export/{form}/data-sheet.html",
            caption="../report/data-sheet.rst",
            category="3 Fits",
            labels={"figure": "data sheet", "potential": "{form}"},
        ),
    log:
        "<logs>/export/{form}-data-sheet.log",
    benchmark:
        "<benchmarks>/export/{form}-data-sheet.jsonl"
    wildcard_constraints:
        form="|".join(FORMS),
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        seed=lookup("seed", within=config),
        form_files=lookup("fit/form_files", within=config),
    message:
        "Writing the data sheet of {wildcards.form}"
    script:
        "../../scripts/data_sheet.py"
