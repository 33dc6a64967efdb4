"""``python -m pairwright.literate``: see cli."""

import sys

from pairwright.literate.cli import main

if __name__ == "__main__":
    sys.exit(main())
