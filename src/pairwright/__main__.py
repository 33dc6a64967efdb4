"""``python -m pairwright init my.db``: see :mod:`pairwright.onboarding.cli`."""

import sys

from pairwright.onboarding.cli import main

if __name__ == "__main__":
    sys.exit(main())
