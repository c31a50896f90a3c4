"""The lines of the audit log in words that an organizer reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.admin.trends_form import TrendsForm
from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.filters import moment
from app.trends import thresholds

ACTIONS: dict[str, LazyString] = {
    "campaign.create": _l("Began the campaign"),
    "campaign.clone": _l("Began the campaign as a copy"),
    "campaign.demo": _l("Loaded the demo campaign"),
    "campaign.edit": _l("Edited the texts, schedule or rules"),
    "campaign.organizations": _l("Changed who stands behind it"),
    "campaign.preview": _l("Changed the preview link"),
    "campaign.open": _l("Opened the campaign"),
    "campaign.closed": _l("Closed the campaign"),
    "campaign.won": _l("Said that the campaign is won"),
    "campaign.archived": _l("Archived the campaign"),
    "campaign.check": _l("Checked what going live needs"),
    "campaign.try": _l("Sent a letter to themselves, to try it"),
    "campaign.go_live": _l("Went live"),
    "campaign.rehearse": _l("Went back into rehearsal"),
    "discipline.add": _l("Added a discipline"),
    "discipline.change": _l("Changed a discipline"),
    "discipline.move": _l("Reordered the disciplines"),
    "discipline.merge": _l("Merged a discipline into another"),
    "craft.add": _l("Added a craft"),
    "craft.change": _l("Changed a craft"),
    "craft.move": _l("Reordered the crafts"),
    "craft.merge": _l("Merged a craft into another"),
    "letter.begin": _l("Began the letter"),
    "letter.edit": _l("Edited the letter"),
    "letter.paragraph": _l("Wrote a paragraph of the letter"),
    "letter.channels": _l("Reordered the ways to an office"),
    "letter.sender": _l("Looked at who wrote a letter"),
    "letter.end": _l("Switched the letter off"),
    "target.add": _l("Added a target"),
    "target.edit": _l("Changed a target"),
    "target.move": _l("Reordered the targets"),
    "target.remove": _l("Removed a target"),
    "delivery.retry": _l("Sent a delivery again"),
    "delivery.retry_all": _l("Sent failed deliveries again"),
    "import.begin": _l("Began an import"),
    "import.done": _l("Imported people"),
    "job.cancel": _l("Stopped long work"),
    "signatories.invalidate": _l("Struck signatures out"),
    "signatories.put_back": _l("Put signatures back"),
    "signatories.shadow": _l("Moved signatures into the shadow"),
    "signatories.lift_shadow": _l("Took signatures out of the shadow"),
    "signatories.unshadow": _l("Took signatures out of the shadow again"),
    "signatory.shadow": _l("Moved a signature into the shadow"),
    "signatory.lift_shadow": _l("Took a signature out of the shadow"),
    "trends.settings": _l("Changed the rules against fraud"),
    "trends.dismiss": _l("Dismissed an alert"),
    "signatory.correct": _l("Corrected a discipline"),
    "signatory.erase": _l("Erased a person"),
    "signatory.invalidate": _l("Struck a signature out"),
    "signatory.validate": _l("Put a signature back"),
    "signatory.resend": _l("Sent the confirmation again"),
    "limits.allow": _l("Allowed somebody to do more at once"),
    "limits.block": _l("Blocked somebody"),
    "limits.remove": _l("Took somebody off the list"),
    "limits.numbers": _l("Changed the limits"),
    "own.edit": _l("Changed their own signature"),
    "own.consents": _l("Said who may write to them"),
    "own.voice": _l("Took their own words back"),
    "own.unsign": _l("Took their name back"),
    "own.erase": _l("Had themselves erased"),
    "voice.approved": _l("Approved a voice"),
    "voice.declined": _l("Declined a voice"),
    "voice.waiting": _l("Put a voice back into the queue"),
    "voice.feature": _l("Changed which voices are shown first"),
}
FIELDS: dict[str, LazyString] = {
    "title": _l("Name of the campaign"),
    "slug": _l("Address"),
    "headline": _l("Headline"),
    "demand": _l("Demand"),
    "story": _l("Story"),
    "thanks": _l("Thanks"),
    "share_text": _l("Words to share"),
    "language": _l("Language of these texts"),
    "goal": _l("Goal"),
    "day": _l("Day of action"),
    "time_zone": _l("Time zone"),
    "opens_at": _l("Opens"),
    "closes_at": _l("Closes"),
    "confirmation_required": _l("A signature counts only once it is confirmed by mail"),
    "count_imported": _l("People whom you import stand in the sums"),
    "held_words": _l("Words to hold voices for"),
    "state": _l("State"),
    "name": _l("Name"),
    "url": _l("Web address"),
    "code": _l("Partner code"),
    "consent": _l("Consent text"),
    "order": _l("Order"),
    "people": _l("Its people"),
    "paragraph": _l("Paragraph"),
    "call_script": _l("Call script"),
    "aliases": _l("Also known as"),
    "hue": _l("Colour"),
    "subject": _l("Subject"),
    "from": _l("From"),
    "text": _l("Words"),
    "question": _l("The question to the artist"),
    "topics": _l("Topics"),
    "committees": _l("Committees to mark"),
    "channels": _l("Channels"),
    "bill_congress": _l("Congress"),
    "bill_type": _l("Kind of bill"),
    "bill_number": _l("Number of the bill"),
    "stance": _l("Stance"),
    "organization": _l("Who stands behind it"),
    "email": _l("E-mail"),
    "phone": _l("Telephone"),
    "address": _l("Postal address"),
    "place": _l("Place"),
    "reason": _l("Reason"),
    "channel": _l("Channel"),
    "organizations": _l("Organizations"),
    "preview": _l("Preview link"),
    "rules": _l("Into the shadow by itself"),
    "thresholds": _l("When an alert is made"),
}
# A threshold is called what its field is: its "address" and "name" are no one's.
THRESHOLDS: dict[str, LazyString] = {
    name: getattr(TrendsForm, name).args[0] for name in thresholds.Thresholds().held()
}
STATES: dict[str, LazyString] = {
    "draft": _l("draft"),
    "open": _l("open"),
    "closed": _l("closed"),
    "won": _l("won"),
    "archived": _l("archived"),
}


@dataclass(frozen=True)
class Change:
    """One field, before and after, as text."""

    field: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return len(self.before) + len(self.after) > 240


@dataclass(frozen=True)
class Line:
    """One entry; `about` names what it was done to, where that is not the campaign itself."""

    id: int
    at: dt.datetime
    who: str
    what: str
    about: str
    changes: list[Change]


def line(entry: AuditEntry, campaign: Campaign) -> Line:
    """An entry in words; an action that nobody has put into words keeps its name."""
    # Versions are for the machine.
    names = sorted((entry.before.keys() | entry.after.keys()) - {"version"}, key=_rank)
    return Line(
        id=entry.id,
        at=entry.at,
        who=_who(entry),
        what=str(ACTIONS.get(entry.action, entry.action)),
        about=_about(entry, campaign),
        changes=[
            Change(
                str(FIELDS.get(name, name.replace("_", " "))),
                _text(name, entry.before.get(name), campaign),
                _text(name, entry.after.get(name), campaign),
            )
            for name in names
        ],
    )


def _who(entry: AuditEntry) -> str:
    if entry.organizer:
        return entry.organizer.called
    if entry.action.startswith("own."):
        return str(_("the person themselves"))
    return str(_("the command line, a job, or somebody who has left"))


def _about(entry: AuditEntry, campaign: Campaign) -> str:
    kind, _colon, number = entry.subject.partition(":")
    rows: dict[str, Any] = {
        "discipline": campaign.disciplines,
        "organization": campaign.organizations,
    }
    for row in rows.get(kind, ()):
        if str(row.id) == number:
            return str(row.name)
    named = entry.after.get("name") or entry.before.get("name")
    return str(named or (f"{kind} {number}" if number else entry.subject))


def _rank(name: str) -> tuple[int, str]:
    known = list(FIELDS)
    return (known.index(name) if name in known else len(known), name)


def _text(name: str, value: Any, campaign: Campaign) -> str:
    if isinstance(value, list):
        apart = "\n" if any(isinstance(each, dict) for each in value) else ", "
        return apart.join(_text(name, each, campaign) for each in value)
    if isinstance(value, dict):
        said = [(key, _text(key, each, campaign)) for key, each in value.items() if each]
        if name == thresholds.KEY:
            return " · ".join(f"{THRESHOLDS.get(key, key)}: {each}" for key, each in said)
        return " · ".join(
            each if key == "name" else f"{FIELDS.get(key, key)}: {each}" for key, each in said
        )
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name in ("opens_at", "closes_at") and value:
        return _moment(str(value), campaign)
    return "" if value is None else str(STATES.get(value, value) if name == "state" else value)


def _moment(value: str, campaign: Campaign) -> str:
    try:
        return moment(dt.datetime.fromisoformat(value), campaign.time_zone)
    except ValueError:
        return value
