"""How GPAW is compiled here: a serial build (jobs are independent) with libxc, OpenBLAS and FFTW.

The C sources of GPAW need a C++ compiler, and without ``mpi = False`` an ``mpic++`` on the path
would silently switch to an MPI build.
"""

mpi = False
compiler = "g++"
libraries = ["xc", "openblas", "fftw3"]
fftw = True
