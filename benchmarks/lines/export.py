"""The export of every signatory as CSV against PostgreSQL's COPY of the same rows.

The worker makes the file, piece by piece; what is timed is the making of all pieces and of the
first one, without the sealing and keeping of each, in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from benchmarks.line import Line
from benchmarks.machine import ROOT, Instance, Machine
from benchmarks.saying import say

AGAINST = "COPY … TO STDOUT"
MUST_TIME, MUST_FIRST, MUST_MEMORY = 4, 1, 60


def lines(machine: Machine) -> list[Line]:
    """Three for each database; the yardstick is PostgreSQL's for both."""
    made = []
    copy = _run(machine.instance("postgresql", machine.people), 0, "copy")
    for kind, name in (("postgresql", "PostgreSQL"), ("sqlite", "SQLite")):
        instance = machine.instance(kind, machine.people)
        least = {"more_is_better": False}
        title = f"CSV of {machine.people:,}, {name}"
        whole, first, memory = (_run(instance, place) for place in range(3))
        made += [
            Line(title, whole, MUST_TIME, yardstick=copy, unit="s", against=AGAINST, **least),  # type: ignore[arg-type]
            Line(f"{title}: first piece", first, MUST_FIRST, unit="s", **least),  # type: ignore[arg-type]
            Line(f"{title}: above idle", memory, MUST_MEMORY, unit="MiB", **least),  # type: ignore[arg-type]
        ]
    return made


def _run(instance: Instance, place: int, *options: str) -> Callable[[], float]:
    command = [sys.executable, "-m", "benchmarks.exporting", *options]

    def run() -> float:
        said = subprocess.check_output(command, cwd=ROOT, env=instance.environ)  # noqa: S603
        figures = [float(each) for each in said.split()]
        # By the clock the machine's other work counts too; this does not.
        say(f"    {' '.join(options) or instance.kind}: {figures[3]:.2f} s of processor time")
        return figures[place]

    return run
