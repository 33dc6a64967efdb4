"""Properties of crystals: equation of state of the data, and of a fitted potential."""
