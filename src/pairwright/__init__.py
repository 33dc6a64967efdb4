"""From a DFT database to a fitted, tested interatomic potential."""
