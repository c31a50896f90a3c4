"""The panel's first page: every campaign, and what waits for somebody."""

from __future__ import annotations

from flask import render_template

from app.admin.panel import needs, panel
from app.campaigns import queries as campaigns
from app.organizers.rights import Right


@panel.get("/")
@needs(Right.ACCOUNT)
def home() -> str:
    return render_template("admin/home.html", campaigns=campaigns.list_all())
