"""What becomes of a letter's paragraphs when a discipline or a craft is merged into another."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.campaigns.models import Craft, Discipline
from app.extensions import db
from app.letters.models import Paragraph


def list_of(discipline: Discipline) -> Sequence[Paragraph]:
    """The paragraphs for all of the discipline's people: they go when it is merged."""
    mine = sa.select(Paragraph).where(Paragraph.audience == f"d{discipline.id}")
    return db.session.scalars(mine.order_by(Paragraph.chamber)).all()


def drop(discipline: Discipline) -> list[dict[str, str]]:
    """Take them away; return what they said, for the audit log."""
    found = list_of(discipline)
    for each in found:
        db.session.delete(each)
    db.session.flush()
    return [{"chamber": each.chamber, "text": each.text} for each in found]


def follow(craft: Craft, into: Craft | None = None) -> list[dict[str, str]]:
    """A craft's paragraphs stay with its people: under `into`, where that says nothing itself.

    Without `into` the craft itself has moved to another discipline. Returns what was lost.
    """
    now = into or craft
    taken = {each.chamber for each in _of(into)} if into else set()
    lost = []
    for each in _of(craft):
        if each.chamber in taken:
            lost.append({"chamber": each.chamber, "text": each.text})
            db.session.delete(each)
            continue
        each.audience, each.craft_id = f"c{now.id}", now.id
        each.discipline_id = now.discipline_id if each.discipline_id else None
    db.session.flush()
    return lost


def _of(craft: Craft) -> Sequence[Paragraph]:
    return db.session.scalars(
        sa.select(Paragraph).where(Paragraph.audience == f"c{craft.id}")
    ).all()
