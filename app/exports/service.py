"""Asking for an export: what may be asked for, the job that makes it, and its audit entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.audit import service as audit
from app.campaigns.models import Campaign
from app.exports.cells import Format
from app.exports.columns import What
from app.extensions import db
from app.jobs import queries as jobs
from app.jobs import service
from app.jobs.models import Job
from app.organizers.models import Organizer

KIND = "export"
LIST_KIND = "export_list"


@dataclass(frozen=True)
class Wanted:
    """What an organizer asks for.

    `filters` may hold `state`, `discipline` (a slug or "ally"), `confirmed`, `counted`,
    `updates`, `own_words` and `channel`, as far as what is exported has them.
    """

    what: What
    columns: list[str]
    format: Format = Format.CSV
    bom: bool = False
    gzip: bool = False
    filters: dict[str, Any] = field(default_factory=dict)

    def params(self) -> dict[str, Any]:
        """As the job keeps it."""
        return {
            "what": self.what.value,
            "columns": self.columns,
            "format": self.format.value,
            "bom": self.bom and self.format is Format.CSV,
            "gzip": self.gzip,
            "filters": {key: value for key, value in sorted(self.filters.items()) if value},
        }


def ask(campaign: Campaign, wanted: Wanted, *, by: Organizer) -> Job:
    """Have the worker make it; asked for twice while it is not ready, it is the same one."""
    return _once(KIND, campaign, wanted.params(), by)


def ask_list(campaign: Campaign, form: str, *, by: Organizer) -> Job:
    """The public list of signatories by discipline, `form` "pdf" or "csv"."""
    return _once(LIST_KIND, campaign, {"what": "public_list", "format": form}, by)


def _once(kind: str, campaign: Campaign, params: dict[str, Any], by: Organizer) -> Job:
    # Two presses of the button at the same instant come one after the other.
    db.session.get(Organizer, by.id, with_for_update=True)
    waiting = jobs.find_undone(by, kind, campaign_id=campaign.id, params=params)
    if waiting is not None:
        return waiting
    job = service.start(kind, by=by, campaign=campaign, params=params)
    audit.record(f"{kind}.ask", by=by, campaign=campaign, subject=f"job:{job.id}", after=params)
    return job
