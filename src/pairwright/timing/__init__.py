"""The timing study: Lennard-Jones in every way and in other programs, proven equal, then timed."""
