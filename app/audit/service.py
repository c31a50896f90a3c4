"""Writing the audit log: append only. Whoever changes something on somebody's behalf says so.

But what was typed about a person goes: with them by `blank`, in time by the privacy sweep.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.organizers.models import Organizer


def record(
    action: str,
    *,
    by: Organizer | None,
    campaign: Campaign | None = None,
    subject: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note one change in the current transaction; `by` None: the command line or a job.

    Of `before` and `after` only what differs is kept. Give no personal data of signatories:
    name them by number in `subject` ("signatory:17").
    """
    old, new = dict(before or {}), dict(after or {})
    changed = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
    db.session.add(
        AuditEntry(
            action=action,
            organizer_id=by.id if by else None,
            campaign_id=campaign.id if campaign else None,
            subject=subject,
            before={key: _plain(old[key]) for key in sorted(changed) if key in old},
            after={key: _plain(new[key]) for key in sorted(changed) if key in new},
        )
    )
    db.session.flush()


def blank(subject: str, names: Collection[str]) -> None:
    """Take the words of these fields out of every entry about `subject`; the acts stay."""
    for entry in db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == subject)):
        entry.before = _blanked(entry.before, names)
        entry.after = _blanked(entry.after, names)
    db.session.flush()


def fields(row: object, *names: str) -> dict[str, Any]:
    """These attributes of a row as they are now, for `before` or `after`."""
    return {name: _plain(getattr(row, name)) for name in names}


def _blanked(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {key: "" if key in names else value for key, value in values.items()}


def _plain(value: Any) -> Any:
    """As JSON can hold it; lists and maps are copied, so that a later change does not show."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return value if value is None or isinstance(value, bool | int | float) else str(value)
