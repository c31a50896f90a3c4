"""The history of a campaign: who changed what, before and after."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from app.admin.panel import campaign_of, needs, panel
from app.audit import queries as audit
from app.organizers.rights import Right

ON_A_PAGE = 40


@panel.get("/c/<slug>/history/")
@needs(Right.RUN)
def history(slug: str) -> str:
    campaign = campaign_of(slug)
    before = request.args.get("before", type=int)
    found = audit.list_entries(campaign_id=campaign.id, before_id=before, limit=ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    older = (
        url_for("panel.history", slug=slug, before=shown[-1].id) if len(found) > ON_A_PAGE else ""
    )
    return render_template(
        "admin/history.html",
        campaign=campaign,
        entries=[(each, _changes(each.before, each.after)) for each in shown],
        older=older,
        newer=url_for("panel.history", slug=slug) if before else "",
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(field, before, after), each as it can be read; versions are for the machine."""
    names = sorted((before.keys() | after.keys()) - {"version"})
    return [(name, _said(before.get(name)), _said(after.get(name))) for name in names]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_said(each) for each in value)
    if isinstance(value, dict):
        return " · ".join(f"{key}: {_said(each)}" for key, each in value.items() if each)
    return "" if value is None else str(value)
