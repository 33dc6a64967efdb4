"""The neural potential: descriptors, cross-validation, comparison with pair potentials, training.

Inputs: dataset, summary and pair table of the database study.
Outputs in <results>/network/: descriptors.npz; folds/<fold>.npz and left_out.npz (predictions of
rows that were held out: eV, eV/Å, eV/Å^3); comparison.csv and .json, predictions.csv,
left_out_predictions.csv, calibration.csv and learning_curve.csv (meV/atom, meV/Å, GPa);
potential.json with potential.npz, for load_potential; history.csv.
"""

FOLDS = range(config["network"]["folds"])
# The first form, and what the networks correct; the selection compares all of them.
COMPARED_FORMS = list(dict.fromkeys([FORMS[0], *filter(None, [config["network"]["baseline"]])]))


rule network_descriptors:
    """Compute the symmetry functions of every atom, and their derivatives."""
    input:
        code=code("network_descriptors"),
        dataset=rules.extract_database.output.dataset,
        pairs=rules.pair_table.output.pairs,
    output:
        descriptors="<results>/network/descriptors.npz",
    log:
        "<logs>/network/descriptors.log",
    benchmark:
        "<benchmarks>/network/descriptors.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        options=lookup("network/descriptors", within=config),
    message:
        "Computing the descriptors of every atom"
    script:
        "../../scripts/network_descriptors.py"


rule network_fold:
    """Train an ensemble without the rows of one fold, and predict them."""
    input:
        code=code_and_forms("network_fold"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
        pairs=rules.pair_table.output.pairs,
        descriptors=rules.network_descriptors.output.descriptors,
    output:
        predictions="<results>/network/folds/{fold}.npz",
    log:
        "<logs>/network/fold-{fold}.log",
    benchmark:
        "<benchmarks>/network/fold-{fold}.jsonl"
    wildcard_constraints:
        fold=r"\d+",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        **PAIR_FIT,
        network=lookup("network", within=config),
        fold="{fold}",
    message:
        "Training the neural potential without fold {wildcards.fold}"
    script:
        "../../scripts/network_fold.py"


rule network_left_out:
    """Train ensembles without one crystal structure each, and predict it."""
    input:
        code=code_and_forms("network_left_out"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
        pairs=rules.pair_table.output.pairs,
        descriptors=rules.network_descriptors.output.descriptors,
    output:
        predictions="<results>/network/left_out.npz",
    log:
        "<logs>/network/left-out.log",
    benchmark:
        "<benchmarks>/network/left-out.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        **PAIR_FIT,
        network=lookup("network", within=config),
    message:
        "Training neural potentials without one crystal each"
    script:
        "../../scripts/network_left_out.py"


rule network_learning_curve:
    """Repeat the cross-validation with shares of the training groups."""
    input:
        code=code_and_forms("network_learning_curve"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
        pairs=rules.pair_table.output.pairs,
        descriptors=rules.network_descriptors.output.descriptors,
    output:
        curve="<results>/network/learning_curve.csv",
    log:
        "<logs>/network/learning-curve.log",
    benchmark:
        "<benchmarks>/network/learning-curve.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        **PAIR_FIT,
        network=lookup("network", within=config),
    message:
        "Training neural potentials with fewer rows"
    script:
        "../../scripts/network_learning_curve.py"


rule network_comparison:
    """Compare the neural potential with the pair potentials on rows that none of them has seen."""
    input:
        code=code_and_forms("network_comparison"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
        pairs=rules.pair_table.output.pairs,
        descriptors=rules.network_descriptors.output.descriptors,
        folds=expand(rules.network_fold.output.predictions, fold=FOLDS),
        left_out=rules.network_left_out.output.predictions,
    output:
        comparison="<results>/network/comparison.csv",
        record="<results>/network/comparison.json",
        predictions="<results>/network/predictions.csv",
        left_out_predictions="<results>/network/left_out_predictions.csv",
        calibration="<results>/network/calibration.csv",
    log:
        "<logs>/network/comparison.log",
    benchmark:
        "<benchmarks>/network/comparison.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        **PAIR_FIT,
        network=lookup("network", within=config),
        forms=COMPARED_FORMS,
    message:
        "Comparing the neural potential with pair potentials"
    script:
        "../../scripts/network_comparison.py"


rule network_potential:
    """Train the ensemble of the neural potential on all rows."""
    input:
        code=code_and_forms("network_potential"),
        dataset=rules.extract_database.output.dataset,
        summary=rules.extract_database.output.summary,
        pairs=rules.pair_table.output.pairs,
        descriptors=rules.network_descriptors.output.descriptors,
        comparison=rules.network_comparison.output.record,
    output:
        potential="<results>/network/potential.json",
        numbers="<results>/network/potential.npz",
        history="<results>/network/history.csv",
    log:
        "<logs>/network/potential.log",
    benchmark:
        "<benchmarks>/network/potential.jsonl"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        **PAIR_FIT,
        network=lookup("network", within=config),
    message:
        "Training the neural potential"
    script:
        "../../scripts/network_potential.py"


# Without members there is no neural potential.
NEURAL_POTENTIAL = (
    [
        rules.network_comparison.output,
        rules.network_learning_curve.output,
        rules.network_potential.output,
    ]
    if NEURAL
    else []
)
