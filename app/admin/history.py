"""The history of a campaign: who changed what, before and after."""

from __future__ import annotations

from flask import render_template

from app.admin import history_words
from app.admin.panel import campaign_of, needs, number, panel
from app.audit import queries
from app.organizers.rights import Right

ON_A_PAGE = 40


@panel.get("/c/<slug>/history/")
@needs(Right.RUN)
def history(slug: str) -> str:
    campaign = campaign_of(slug)
    before_id = number("before")
    found = queries.list_entries(campaign_id=campaign.id, before_id=before_id, limit=ON_A_PAGE + 1)
    return render_template(
        "admin/history.html",
        campaign=campaign,
        lines=[history_words.line(each, campaign) for each in found[:ON_A_PAGE]],
        is_first=before_id is None,
        older=found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
    )
