"""What others have changed since an organizer began: read from the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.audit import queries as audit
from app.campaigns.models import Campaign


@dataclass(frozen=True)
class Change:
    """A field that somebody else has changed: what it was at first, and by whom."""

    field: str
    before: Any
    by: str


def since(campaign: Campaign, version: int) -> dict[str, Change]:
    """The fields that were changed after `version`, each with what it was then."""
    found: dict[str, Change] = {}
    for entry in audit.list_entries(campaign_id=campaign.id, limit=100):
        if int(entry.after.get("version", 0)) <= version:
            continue
        by = entry.organizer.called if entry.organizer else ""
        for field, value in entry.before.items():
            # Newest first, so the oldest change is seen last: it holds what stood there at first.
            found[field] = Change(field, value, found[field].by if field in found else by)
    found.pop("version", None)
    return found
