"""What an organizer can do about limits: allow, block, take off the list, set the numbers.

The only writer of entries and settings. Flushes, never commits. What the audit log keeps of
an entry is its kind and, of a domain, its name: no address.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app import clock
from app.audit import service as audit
from app.campaigns.models import Campaign
from app.extensions import db
from app.limits import addresses, globs, lists, snapshot
from app.limits.models import HOUSE, LimitSetting, ListEntry, ListKind, ListVerb, Stopped
from app.limits.numbers import Pace, Pressure, written
from app.organizers.models import Organizer


@dataclass(frozen=True)
class Wanted:
    """An entry to be: whom it names, in words or by a hash, and until when (None: for good)."""

    verb: ListVerb
    kind: ListKind
    text: str = ""
    digest: bytes | None = None
    note: str = ""
    expires_at: dt.datetime | None = None


def of_email(verb: ListVerb, email: str, **more: Any) -> Wanted:
    """An entry for a valid e-mail address, of which only a keyed hash is kept."""
    return Wanted(verb, ListKind.EMAIL, digest=lists.email_digest(email), **more)


def of_stopped(stopped: Stopped, kind: ListKind) -> Wanted | None:
    """Allow whom this line names: the client, its network, or its mail domain; None for no such.

    A hash ends with the week whose key it was made with. Raises globs.FreeMail.
    """
    ends = addresses.key_ends_at(stopped.hour)
    if kind is ListKind.DOMAIN and stopped.domain:
        globs.refuse_free_mail(stopped.domain)
        return Wanted(ListVerb.ALLOW, kind, text=stopped.domain)
    digest = {ListKind.CLIENT: stopped.client, ListKind.NETWORK: stopped.network}.get(kind)
    if digest is None or ends <= clock.now():
        return None
    return Wanted(ListVerb.ALLOW, kind, digest=digest, expires_at=ends)


def add(wanted: Wanted, campaign: Campaign | None, *, by: Organizer) -> ListEntry:
    """Put somebody on the list of this campaign (None: of every campaign); it holds in seconds."""
    entry = ListEntry(
        campaign_id=campaign.id if campaign else None,
        verb=wanted.verb,
        kind=wanted.kind,
        text=wanted.text,
        digest=wanted.digest,
        note=wanted.note,
        hits=0,
        expires_at=wanted.expires_at,
    )
    db.session.add(entry)
    db.session.flush()
    _record(f"limits.{wanted.verb}", entry, campaign, by)
    snapshot.forget()
    return entry


def remove(entry: ListEntry, campaign: Campaign | None, *, by: Organizer) -> None:
    """Take it off the list."""
    _record("limits.remove", entry, campaign, by)
    db.session.delete(entry)
    db.session.flush()
    snapshot.forget()


def set_numbers(
    said: dict[str, Pace | Pressure], campaign: Campaign | None, *, by: Organizer
) -> None:
    """The campaign's own numbers (None: the house's); what is not said is as it stands above."""
    scope = campaign.id if campaign else HOUSE
    kept = db.session.get(LimitSetting, scope)
    before = dict(kept.numbers) if kept else {}
    after = written(said)
    if before == after:
        return
    if kept is None:
        kept = LimitSetting(scope=scope)
        db.session.add(kept)
    kept.numbers, kept.changed_at = after, clock.now()
    db.session.flush()
    audit.record(
        "limits.numbers",
        by=by,
        campaign=campaign,
        subject="limits",
        before=_in_words(before),
        after=_in_words(after),
    )
    snapshot.forget()


def _in_words(numbers: dict[str, Any]) -> dict[str, str]:
    return {name: ", ".join(map(str, values)) for name, values in numbers.items()}


def _record(action: str, entry: ListEntry, campaign: Campaign | None, by: Organizer) -> None:
    told = {"kind": entry.kind, "expires_at": entry.expires_at}
    if entry.kind == ListKind.DOMAIN:
        told["domain"] = entry.text
    audit.record(action, by=by, campaign=campaign, subject=f"limit entry:{entry.id}", after=told)
