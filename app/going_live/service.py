"""What an owner can do: have everything checked, try it out, go live, go back to rehearsal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from app import clock
from app.audit import queries as audited
from app.audit import service as audit
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.extensions import db
from app.going_live import checks, striking, trial
from app.going_live.results import Result, State, ok, todo, unknown
from app.jobs.models import Job
from app.letters import ledger
from app.letters import queries as letters
from app.organizers.models import Organizer
from app.outbox import service as outbox
from app.outbox.models import MailState, OutboxMail
from app.pledges.models import Signatory


class NotLiveSite(Exception):
    """The site is in rehearsal: whoever runs it must set DELIVERY_MODE=live first."""


class NotDecided(Exception):
    """What becomes of the signatures made in rehearsal has not been said."""


class Signatures(StrEnum):
    """What becomes of the signatures that were made in rehearsal."""

    STRIKE = "strike"
    KEEP = "keep"


@dataclass(frozen=True)
class Checked:
    """The last run of the checks: when, by whom, and what was found."""

    at: dt.datetime
    by: str
    results: Mapping[str, Result]

    @property
    def is_all_well(self) -> bool:
        return all(each.state is State.OK for each in self.results.values())


def note_checks(campaign: Campaign, found: Mapping[str, Result], *, by: Organizer) -> None:
    """Keep what the checks have found, where everybody can read who ran them."""
    after = {name: found[name].kept() for name in checks.NAMES}
    audit.record("campaign.check", by=by, campaign=campaign, subject=_check(campaign), after=after)


def last_checks(campaign: Campaign) -> Checked | None:
    """What the last run has found, if there was one."""
    for entry in audited.list_entries(subject=_check(campaign), limit=1):
        results = {name: Result.read(kept) for name, kept in entry.after.items()}
        return Checked(entry.at, entry.organizer.called if entry.organizer else "", results)
    return None


def try_out(campaign: Campaign, *, by: Organizer) -> None:
    """A mail, and a letter where the campaign asks for any, to the one who asked for them."""
    kinds = [trial.MAIL] + ([trial.LETTER] if letters.has_brief(campaign) else [])
    posted = {}
    for kind in kinds:
        outbox.post(
            kind,
            to=by.email,
            locale=by.locale,
            context={"organizer": by.id, "campaign": campaign.id},
        )
        posted[kind] = db.session.scalar(
            sa.select(sa.func.max(OutboxMail.id)).where(OutboxMail.kind == kind)
        )
    audit.record("campaign.try", by=by, campaign=campaign, subject=_try(campaign), after=posted)


def last_try(campaign: Campaign) -> Result:
    """What became of the last mails of `try_out`."""
    for entry in audited.list_entries(subject=_try(campaign), limit=1):
        mails = [db.session.get(OutboxMail, number) for number in entry.after.values()]
        failed = [each for each in mails if each and each.state == MailState.FAILED]
        if failed:
            return todo("try_failed", failed[0].last_error)
        if all(each and each.state == MailState.SENT for each in mails):
            rehearsed = any(each and each.rehearsed for each in mails)
            return ok("try_rehearsed" if rehearsed else "try_sent")
        return unknown("try_waits")
    return todo("try_none")


def has_rehearsed(campaign: Campaign) -> bool:
    """Whether anybody signed it at all while it was not live: then it must be said what of them."""
    signed = sa.select(Signatory.id).where(Signatory.campaign_id == campaign.id)
    return db.session.scalar(signed.limit(1)) is not None


def go_live(campaign: Campaign, *, signatures: Signatures | None, by: Organizer) -> Job | None:
    """From now on this campaign's mails and letters really leave. Harmless for a live one.

    Returns the job that strikes the rehearsal's signatures out, where that was chosen.
    Raises NotLiveSite, NotDecided.
    """
    if not mode.is_live_site():
        raise NotLiveSite
    campaign = _locked(campaign)
    if campaign.live_at is not None:
        return None
    if signatures is None and has_rehearsed(campaign):
        raise NotDecided
    since = _rehearsed_since(campaign)
    campaign.live_at = clock.now()
    after = {"live_at": campaign.live_at, "signatures": signatures.value if signatures else "none"}
    audit.record(
        "campaign.go_live",
        by=by,
        campaign=campaign,
        subject=_mode(campaign),
        before={"live_at": None},
        after=after,
    )
    _wake()
    if signatures is not Signatures.STRIKE:
        return None
    return striking.begin(campaign, since=since, until=campaign.live_at, by=by)


def go_back(campaign: Campaign, *, by: Organizer) -> None:
    """To rehearsal: nothing of it leaves from the next mail and letter on. Harmless twice."""
    campaign = _locked(campaign)
    if campaign.live_at is None:
        return
    before = audit.fields(campaign, "live_at")
    campaign.live_at = None
    audit.record(
        "campaign.rehearse",
        by=by,
        campaign=campaign,
        subject=_mode(campaign),
        before=before,
        after={"live_at": None},
    )


def _rehearsed_since(campaign: Campaign) -> dt.datetime | None:
    """When the present rehearsal began; None where it has never been live."""
    for entry in audited.list_entries(subject=_mode(campaign), limit=1):
        return entry.at if entry.action == "campaign.rehearse" else None
    return None


def _locked(campaign: Campaign) -> Campaign:
    return db.session.get_one(
        Campaign, campaign.id, with_for_update={"of": Campaign}, populate_existing=True
    )


def _wake() -> None:
    outbox.ask_for_nudge()
    ledger.ask_for_nudge()


def _check(campaign: Campaign) -> str:
    return f"check:{campaign.id}"


def _try(campaign: Campaign) -> str:
    return f"try:{campaign.id}"


def _mode(campaign: Campaign) -> str:
    return f"mode:{campaign.id}"
