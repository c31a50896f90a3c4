"""The screens of a campaign's disciplines, as an organizer's hands use them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign, Discipline
from app.extensions import db
from tests.support.client import Visitor
from tests.support.page import Page

URL = "/organize/c/day/disciplines/"


def add(visitor: Visitor, *, status: int = 303, **typed: str) -> Page:
    """Send the form for a new discipline."""
    form = visitor.get(URL).form("#add")
    return visitor.post(URL, {**form, "people": "its people", **typed}, status=status)


def one(campaign: Campaign, slug: str) -> Discipline:
    """The discipline at this address, as the database has it now."""
    db.session.rollback()
    return next(each for each in campaign.disciplines if each.slug == slug)


def save(visitor: Visitor, row: Discipline, *, status: int = 303, **typed: Any) -> Page:
    """Send the form of a discipline as it stands, with something typed anew."""
    url = f"{URL}{row.id}/"
    form = visitor.get(url).form("#words")
    return visitor.post(url, {**form, **typed}, status=status)


def entries(action: str) -> list[AuditEntry]:
    """What the audit log has of this action."""
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)))
