"""`python -m benchmarks.drills [NAME ...]`: 1 where a count was not exact."""

from __future__ import annotations

import argparse
import importlib
import logging
import signal
import sys

from benchmarks.drills import DRILLS
from benchmarks.machine import NotHere
from benchmarks.saying import say


def main() -> int:
    """Run the drills that are named, or all, and print what each has counted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(DRILLS)}")
    parser.add_argument("--people", type=int, default=20_000, help="signings in each drill")
    options = parser.parse_args()
    unknown = set(options.names) - set(DRILLS)
    if unknown:
        parser.error(f"there is no drill {', '.join(sorted(unknown))}")
    logging.disable(logging.ERROR)
    # Whoever stops it with a signal wants what it started stopped too.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    exact = True
    for name in options.names or DRILLS:
        say(f"\ndrill: {name}")
        try:
            verdict = importlib.import_module(f"benchmarks.drills.{name}").drill(options.people)
        except NotHere as missing:
            say(f"  SKIPPED: {missing}")
            continue
        say(str(verdict))
        exact = exact and verdict.is_exact
    return int(not exact)


if __name__ == "__main__":
    sys.exit(main())
