"""Figures, each a pure function of tidy tables and the ``figures`` section of the configuration."""
