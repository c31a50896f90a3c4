"""The screens of the letter's texts, as an organizer's hands use them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import queries
from app.letters.models import Brief
from tests.support.client import Visitor

URL = "/organize/c/day/letter/"


def actions() -> list[str]:
    """The actions in the audit log, oldest first."""
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def saved(campaign: Campaign) -> Brief:
    """The brief as the database has it now."""
    db.session.expire_all()
    return queries.get_brief(campaign)


def change(desk: Visitor, url: str = URL, css: str = "#brief", /, **over: Any) -> Any:
    """The form of a page as it stands, with something typed anew, not yet sent."""
    return desk.get(url).form(css) | over
