"""The studies that a run without a target makes: what belongs to those that the configuration names.

Inputs: the configuration, and the rules of each study. Outputs: none.
"""

FIGURES_OF_STUDY = {
    "fit": [
        rules.draw_energy_histogram.output,
        # Of the other forms on request: results/figures/parity-morse.pdf.
        expand(rules.draw_parity.output, fit=FITS[:3]),
        expand(rules.draw_energy_volume.output, fit=FITS[:3]),
        FIT_FIGURES,
    ],
    "timing": [
        rules.draw_timing_speed_up.output,
        rules.draw_timing_scaling.output,
        rules.draw_timing_memory.output,
        rules.draw_timing_derivatives.output,
        rules.draw_timing_trajectories.output,
    ],
    "network": [
        rules.draw_regression_fits.output,
        rules.draw_regression_losses.output,
        rules.draw_regression_starts.output,
        rules.draw_regression_ensemble.output,
        NEURAL_FIGURES,
    ],
}
STUDIES = config["studies"]
# The claims are about all studies.
CERTIFICATE = [rules.reproduction.output] if len(STUDIES) == len(configuration.studies()) else []
