"""`python -m benchmarks`: every line of the table in docs/benchmarks.md, measured anew.

Each room of `benchmarks/lines/` has a `lines(machine)` that starts what it needs and gives its
lines; then all lines of the room are measured in turns, round after round.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import signal
import sys

from benchmarks import report
from benchmarks.line import Line
from benchmarks.lines import ROOMS
from benchmarks.machine import Machine, NotHere
from benchmarks.saying import say


def main() -> int:
    """Measure, print, write; 1 where a line is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=ROOMS, action="append", help="this room's lines alone")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md alone")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    # Whoever stops it with a signal wants what it started stopped too.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    measured: list[Line] = []
    # Two copies of one line are never measured: a room's machine ends with the room, but for
    # the filled databases, which take longer to make than everything else.
    with Machine(people=options.people) as machine:
        for room in options.only or ROOMS:
            measured += _measure(room, machine, options.rounds)
    if not measured:
        return 1
    say(f"\n{report.machine(options.people, options.rounds)}\n\n{report.table(measured)}")
    if not options.no_write and not options.only:
        report.write(measured, options.people, options.rounds)
    return int(not all(each.is_met for each in measured))


def _measure(room: str, machine: Machine, rounds: int) -> list[Line]:
    say(f"\n{room}")
    try:
        lines: list[Line] = importlib.import_module(f"benchmarks.lines.{room}").lines(machine)
        for number in range(rounds):
            for each in lines:
                each.round(number)
            say(f"  round {number + 1} of {rounds}")
    except NotHere as missing:
        say(f"  SKIPPED: {missing}")
        return []
    say(report.table(lines))
    return lines


if __name__ == "__main__":
    sys.exit(main())
