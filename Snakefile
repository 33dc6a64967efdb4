"""From a DFT database to a fitted, tested potential and its figures. Table of contents."""

from snakemake.utils import min_version

min_version("9.25")


configfile: "config.yaml"


pathvars:
    benchmarks="results/benchmarks",


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/dft.smk"
include: "workflow/rules/database.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/properties.smk"
include: "workflow/rules/timing.smk"
include: "workflow/rules/regression.smk"
include: "workflow/rules/network.smk"
include: "workflow/rules/judging.smk"
include: "workflow/rules/sensitivity.smk"
include: "workflow/rules/selection.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/autodiff.smk"
include: "workflow/rules/literate.smk"
include: "workflow/rules/reproduce.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/timing_figures.smk"
include: "workflow/rules/regression_figures.smk"
include: "workflow/rules/network_figures.smk"
include: "workflow/rules/fit_figures.smk"
include: "workflow/rules/provenance.smk"
include: "workflow/rules/paper.smk"
include: "workflow/rules/studies.smk"
include: "workflow/rules/rule_graph.smk"
include: "workflow/rules/cluster.smk"


rule database:
    input:
        rules.extract_database.output,
        rules.pair_table.output,
        rules.equation_of_state.output,


rule fit:
    input:
        rules.fit_simplex.output,
        expand(rules.fit_pair_form.output, form=FORMS),
        expand(rules.crystal_properties.output, fit=FITS),
        expand(rules.judge_pair_form.output, form=FORMS),
        rules.cutoff_sensitivity.output,
        expand(rules.export_fit.output, form=FORMS),
        expand(rules.data_sheet.output, form=FORMS),
        rules.select_model.output,


rule selection:
    input:
        rules.select_model.output,


rule timing:
    input:
        "<results>/timing/measurements.csv",
        "<results>/timing/environment.json",
        "<results>/timing/cache.json",
        rules.timing_gate.output,
        rules.timing_answers.output,
        rules.timing_production.output,
        "<results>/timing/model_costs.json",


rule network:
    input:
        expand(rules.regression_fit.output.fit, method=REGRESSION_METHODS),
        "<results>/regression/timings.csv",
        rules.regression_starts.output,
        rules.regression_ensemble.output,
        NEURAL_POTENTIAL,


rule autodiff:
    input:
        rules.autodiff_mixed_partials.output,
        rules.autodiff_root_finding.output,
        rules.autodiff_murnaghan.output,
        rules.autodiff_activity_coefficients.output,
        rules.autodiff_sensitivities.output,
        rules.autodiff_lennard_jones_solid.output,


rule literate:
    input:
        expand(rules.literate_check.output, document=LITERATE_DOCUMENTS),
        expand(rules.literate_doctest.output, document=LITERATE_DOCUMENTS),
        expand(rules.literate_weave.output, document=LITERATE_DOCUMENTS),


rule figures:
    input:
        [FIGURES_OF_STUDY[study] for study in STUDIES if study in FIGURES_OF_STUDY],


rule rule_graph:
    input:
        rules.draw_rule_graph.output,


rule reproduce:
    input:
        rules.reproduction.output,
        rules.reproduction_holds.output,


rule dft:
    input:
        rules.dft_database.output,


rule computed:
    input:
        rules.database.input,
        [getattr(rules, study).input for study in STUDIES],
        rules.figures.input,
        CERTIFICATE,


rule all:
    default_target: True
    input:
        rules.computed.input,
        rules.provenance.output,
        PAPER_FILES,
