"""The slowest page of the panel, of all there are, and the statements' plans behind them."""

from __future__ import annotations

from functools import partial

from benchmarks import panel, plans
from benchmarks.line import Line
from benchmarks.machine import Machine


def lines(machine: Machine) -> list[Line]:
    """On both databases. `python -m benchmarks.panel` prints every page by itself."""
    made = []
    for kind in ("postgresql", "sqlite"):
        instance = machine.instance(kind, machine.people)
        app = instance.app()
        made.append(
            Line(
                f"the panel's slowest page, {kind}, {machine.people:,} people",
                partial(panel.slowest, app, instance.slug),
                panel.LIMIT_MS,
                unit="ms",
                more_is_better=False,
            )
        )
        made.append(
            Line(
                f"scans of a large table behind its pages, {kind}",
                partial(plans.count_scans, app, instance.slug),
                0,
                unit="statements",
                more_is_better=False,
            )
        )
    return made
