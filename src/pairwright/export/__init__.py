"""What a user takes away from a fit: files for LAMMPS and ASE, a table, a data sheet."""
