"""What is being stopped, and who is on the lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from app import clock
from app.extensions import db
from app.limits.models import LimitSetting, ListEntry, Stopped


def list_stopped(scope: int, *, limit: int) -> Sequence[Stopped]:
    """What was stopped last, the newest hour first and in it the most often stopped."""
    newest = sa.select(Stopped).where(Stopped.campaign_id == scope)
    order = newest.order_by(Stopped.hour.desc(), Stopped.count.desc(), Stopped.last_at.desc())
    return db.session.scalars(order.limit(limit)).all()


def find_stopped(scope: int, name: str) -> Stopped | None:
    """The line that a form names, as `name_of` wrote it."""
    hour, _blank, rest = name.partition(" ")
    action, _blank, client = rest.partition(" ")
    try:
        key = (dt.datetime.fromisoformat(hour), scope, action, bytes.fromhex(client))
        return db.session.get(Stopped, key) if key[0].tzinfo else None
    except ValueError:
        return None


def name_of(row: Stopped) -> str:
    """A line's name for a form: hour, action, and the hash in hexadecimal digits."""
    return f"{row.hour.isoformat()} {row.action} {row.client.hex()}"


def list_entries(
    campaign_id: int | None, *, limit: int, before_id: int | None = None
) -> Sequence[ListEntry]:
    """The entries of this campaign (None: of the house), the newest first, ended ones too."""
    mine = sa.select(ListEntry).where(
        ListEntry.campaign_id.is_(None)
        if campaign_id is None
        else ListEntry.campaign_id == campaign_id
    )
    if before_id is not None:
        mine = mine.where(ListEntry.id < before_id)
    return db.session.scalars(mine.order_by(ListEntry.id.desc()).limit(limit)).all()


def find_entry(campaign_id: int | None, entry_id: int) -> ListEntry | None:
    """The entry of that number, where it is this campaign's."""
    entry = db.session.get(ListEntry, entry_id)
    return entry if entry is not None and entry.campaign_id == campaign_id else None


def has_ended(entry: ListEntry) -> bool:
    """Whether it names nobody any more."""
    return entry.expires_at is not None and entry.expires_at <= clock.now()


def said(scope: int) -> dict[str, object]:
    """The numbers that this campaign, or the house, has set for itself."""
    kept = db.session.get(LimitSetting, scope)
    return dict(kept.numbers) if kept else {}
