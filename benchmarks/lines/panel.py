"""The slowest page of the panel, of all there are, and the statements' plans behind them."""

from __future__ import annotations

from functools import partial

from flask import Flask

from app.activity import service as activity
from app.database import transaction
from app.extensions import db
from app.pledges import counts
from benchmarks import panel, plans
from benchmarks.line import Line
from benchmarks.machine import Machine


def _fold(app: Flask) -> None:
    """Add up what was signed to be measured, as the worker does each minute."""
    with app.app_context():
        for fold in (activity.fold, counts.fold):
            more = 1
            while more:
                with transaction():
                    more = fold()
        db.engine.dispose()


def lines(machine: Machine) -> list[Line]:
    """On both databases. `python -m benchmarks.panel` prints every page by itself."""
    made = []
    for kind in ("postgresql", "sqlite"):
        instance = machine.instance(kind, machine.people)
        app = instance.app()
        _fold(app)
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
