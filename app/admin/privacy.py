"""What is kept of people here, when the sweep last ended what was over, and what it removed."""

from __future__ import annotations

from flask import render_template

from app.admin.panel import needs, panel
from app.organizers.rights import Right
from app.privacy import closing, definition, periods, sweep

RUNS_SHOWN = 14
panel.add_app_template_global(sweep.is_overdue, "is_sweep_overdue")


@panel.get("/privacy/")
@needs(Right.RUN)
def privacy() -> str:
    return render_template(
        "admin/privacy.html",
        last=sweep.last(),
        runs=sweep.list_runs(RUNS_SHOWN),
        rules=definition.RULE_WORDS,
        closing=list(closing.upcoming()),
        gone=closing.gone(),
        days=periods.days(),
        months=periods.months(),
    )
