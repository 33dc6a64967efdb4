"""Neural networks: exact Jacobians, least squares, the regression study, the potential."""
