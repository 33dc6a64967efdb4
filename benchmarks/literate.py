"""How long it takes to tangle and to check a document of 1 000 blocks.

Usage: python benchmarks/literate.py [--blocks 1000]
Half of the blocks are definitions with a doctest in their docstring, half are its examples. Times
are medians of five runs of the command, with the start of Python and of the examples' process.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECTION = '''\
* Section {n}
What multiplies by {n}, in some words of prose that stand between the blocks of the document.

#+begin_src python :tangle module.py :noweb yes
def times_{n}(x):
    """Return {n} x.

    <<doctest("example-{n}")>>
    """
    return {n} * x
#+end_src

#+name: example-{n}
#+begin_src python
times_{n}(2)
for factor in range(3):
    print(times_{n}(factor))
#+end_src
'''


def timed(command, document, runs=5):
    """Return the median time (s) of a command that must find nothing."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pairwright.literate", command, document], check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--blocks", type=int, default=1000)
    blocks = parser.parse_args().blocks
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "large.org"
        document.write_text("\n".join(SECTION.format(n=n) for n in range(blocks // 2)))
        print(f"{'command':10} {'s':>6}   ({blocks} blocks)")
        for command in ("store", "tangle", "check", "doctest"):
            print(f"{command:10} {timed(command, document):6.2f}")


if __name__ == "__main__":
    main()
