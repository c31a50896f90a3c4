"""What can happen to a pledge: it is signed, confirmed, withdrawn, invalidated, reminded of.

The only writer of signatories. Flushes, never commits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.activity import service as activity
from app.activity.models import EventKind
from app.campaigns.models import Campaign, Phase
from app.database import insert_once
from app.extensions import db
from app.jobs.models import Job
from app.outbox import service as outbox
from app.pledges import counts, queries, rows, rules, standing, taking
from app.pledges.errors import LinkExpired, TransitionRefused
from app.pledges.models import (
    Signatory,
    SignatoryAlso,
    SignatoryConsent,
    SignatoryState,
)
from app.pledges.signature import Signature
from app.swift import put

# How often one address is written to because somebody signed with it again.
MOST_REPEATS = 3
# The job that strikes out who signed in rehearsal.
STRIKE_REHEARSAL = "strike_rehearsal"
# After so long whoever took a signature back can sign anew, however often others tried.
REPEATS_REST = dt.timedelta(days=7)
LINK_LIFE = dt.timedelta(days=60)
REMIND_AFTER = dt.timedelta(hours=24)
REMIND_UNTIL = dt.timedelta(days=7)
REMIND_BATCH = 500


@dataclass(frozen=True)
class Signed:
    """Whose signature it is, new or known, and whether one more mail to them is in order."""

    signatory_id: int
    may_be_written_to: bool


def sign_pledge(campaign: Campaign, signature: Signature, *, mail: bool = True) -> Signed:
    """Take the pledge, or recognise who signed before; nobody outside can tell which.

    The database decides that, by the canonical address, so two requests at the same
    instant make one signatory. Mail goes to the outbox in the same transaction, unless
    the caller writes to them itself (`mail` False).
    """
    shadow = {"shadow": rules.judge(campaign, signature)}
    row = rows.row_of(campaign, signature) | shadow
    signatory_id = None if signature.also else taking.take(row)
    known = None if signature.also or signatory_id else db.session.scalar(_same(row))
    if signatory_id is None and known is None:
        stands = standing.all_now([signature])[0]
        if stands != signature:
            signature, row = stands, rows.row_of(campaign, stands) | shadow
        signatory_id = put(insert_once(Signatory, "campaign_id", "email_canonical"), row)
    if signatory_id is None:
        known = known or db.session.scalars(_same(row)).one()
        return _recognise(campaign, signature, row, known, mail=mail)
    _add_further(signatory_id, signature)
    _count_unconfirmed(signatory_id, campaign)
    _note(EventKind.SIGNED, campaign.id, row["discipline_id"])
    if mail:
        to, late = signature.email, signature.mail_after
        _post("confirm", signatory_id, campaign, to=to, locale=signature.locale, after=late)
    return Signed(signatory_id, may_be_written_to=True)


def confirm(signatory: Signatory) -> None:
    """The owner of the address says yes. Harmless for the confirmed.

    Counts after the campaign has closed too, for who signed in time; no more once it
    is archived. Raises LinkExpired where that comes too late, TransitionRefused where
    the signature was taken back or struck out meanwhile.
    """
    signatory = _locked(signatory)
    if signatory.state == SignatoryState.CONFIRMED:
        return
    if signatory.state != SignatoryState.PENDING:
        raise TransitionRefused
    if has_expired(signatory) or signatory.campaign.phase is Phase.ARCHIVED:
        raise LinkExpired
    signatory.state = SignatoryState.CONFIRMED
    signatory.confirmed_at = clock.now()
    _note(EventKind.CONFIRMED, signatory.campaign_id, signatory.discipline_id)
    counts.enter(signatory, queries.discipline_ids(signatory), signatory.campaign)
    db.session.flush()


def decline(signatory: Signatory) -> None:
    """The owner of the address says that it was not them; only before it is confirmed."""
    signatory = _locked(signatory)
    if signatory.state == SignatoryState.WITHDRAWN:
        return
    if signatory.state != SignatoryState.PENDING:
        raise TransitionRefused
    _leave(signatory, SignatoryState.WITHDRAWN)


def withdraw(signatory: Signatory) -> None:
    """They take their name back: the count steps down. Harmless the second time."""
    signatory = _locked(signatory)
    if signatory.state == SignatoryState.INVALIDATED:
        raise TransitionRefused
    if signatory.state != SignatoryState.WITHDRAWN:
        # Only its owner gets here, so strangers' attempts no longer stand in their way.
        signatory.repeats = 0
    _leave(signatory, SignatoryState.WITHDRAWN)


def invalidate(signatory: Signatory) -> None:
    """An organizer strikes the signature out. Harmless the second time."""
    signatory = _locked(signatory)
    if signatory.state == SignatoryState.WITHDRAWN:
        raise TransitionRefused
    if signatory.state != SignatoryState.INVALIDATED:
        # By itself: no bulk act that is put back later is to touch it.
        signatory.state_before, signatory.job_id = signatory.state, None
    _leave(signatory, SignatoryState.INVALIDATED)


def remind_unconfirmed() -> int:
    """Post one reminder to each who has not confirmed for a day; return how many."""
    now = clock.now()
    waiting = queries.list_unreminded(
        signed_after=now - REMIND_UNTIL, signed_before=now - REMIND_AFTER, limit=REMIND_BATCH
    )
    for signatory in waiting:
        signatory.reminded_at = now
        campaign = signatory.campaign
        to, locale = signatory.email, signatory.locale
        _post("confirm_reminder", signatory.id, campaign, to=to, locale=locale)
    db.session.flush()
    return len(waiting)


def has_expired(signatory: Signatory) -> bool:
    """Whether this signature still waits for its confirmation, and the link no longer gives it."""
    waits = signatory.state == SignatoryState.PENDING and not counts.would_count(signatory)
    return waits and clock.now() - signatory.created_at > LINK_LIFE


def confirmation_token(signatory: Signatory) -> str:
    """The token of the signatory's confirmation link, for a mail to them and nothing else."""
    return queries.opened(signatory)["token"]


def _add_further(signatory_id: int, signature: Signature) -> None:
    for table, column, chosen in (
        (SignatoryAlso, "discipline_id", signature.also),
        (SignatoryConsent, "organization_id", signature.partners),
    ):
        if chosen:
            further = [{"signatory_id": signatory_id, column: each.id} for each in chosen]
            db.session.execute(sa.insert(table), further)


def _same(row: dict[str, Any]) -> sa.Select[Signatory]:
    """Who signed with this address before, held until the transaction ends."""
    same = Signatory.email_canonical == row["email_canonical"]
    here = sa.select(Signatory).where(Signatory.campaign_id == row["campaign_id"], same)
    return here.with_for_update()


def _recognise(
    campaign: Campaign, signature: Signature, row: dict[str, Any], known: Signatory, *, mail: bool
) -> Signed:
    """Somebody signs with an address that signed before: its owner is told, a few times."""
    begins_again = (
        known.state == SignatoryState.WITHDRAWN
        or has_expired(known)
        or _was_only_brought(known)
        or _was_only_rehearsed(known)
    )
    if not mail and not begins_again:
        # The caller writes to them, about something else, and has a cap of its own.
        return Signed(known.id, known.state != SignatoryState.INVALIDATED)
    if has_expired(known) or _has_rested(known):
        known.repeats = 0
    is_out = known.state == SignatoryState.INVALIDATED and not begins_again
    if is_out or known.repeats >= MOST_REPEATS:
        return Signed(known.id, may_be_written_to=False)
    known.repeats += 1
    if begins_again:
        _begin_again(known, signature, row)
    if mail:
        # To the address as it was first given: the second may be a tag of a stranger's choice.
        locale = known.locale if begins_again else signature.locale
        kind = "confirm" if begins_again else "already_signed"
        late = signature.mail_after
        _post(kind, known.id, campaign, to=known.email, locale=locale, after=late)
    db.session.flush()
    return Signed(known.id, may_be_written_to=True)


def _was_only_brought(known: Signatory) -> bool:
    """Whether an organizer brought them, and they count only once they sign themselves."""
    return (
        known.imported and not counts.would_count(known) and known.state == SignatoryState.CONFIRMED
    )


def _has_rested(known: Signatory) -> bool:
    """Whether a signature taken back is old enough for its owner to be written to anew."""
    rested = clock.now() - known.created_at > REPEATS_REST
    return known.state == SignatoryState.WITHDRAWN and rested


def _was_only_rehearsed(known: Signatory) -> bool:
    """Whether they were struck out with a rehearsal, and nobody had anything against them."""
    if known.state != SignatoryState.INVALIDATED or known.job_id is None:
        return False
    kind = db.session.scalar(sa.select(Job.kind).where(Job.id == known.job_id))
    return kind == STRIKE_REHEARSAL


def _begin_again(known: Signatory, signature: Signature, row: dict[str, Any]) -> None:
    """Who took their name back, or let the link lapse, signs anew and confirms anew."""
    for table in (SignatoryAlso, SignatoryConsent):
        db.session.execute(sa.delete(table).where(table.signatory_id == known.id))
    for column, value in row.items():
        # Who was set aside once stays so, however often they sign anew.
        if column not in ("campaign_id", "repeats") and not (column == "shadow" and known.shadow):
            setattr(known, column, value)
    known.confirmed_at = known.reminded_at = known.unsubscribed_at = None
    known.job_id, known.state_before = None, ""
    known.imported = False
    db.session.flush()
    _add_further(known.id, signature)
    _note(EventKind.SIGNED, known.campaign_id, known.discipline_id)
    _count_unconfirmed(known.id, known.campaign)


def _count_unconfirmed(signatory_id: int, campaign: Campaign) -> None:
    if not campaign.confirmation_required:
        signatory = queries.get_signatory(signatory_id)
        counts.enter(signatory, queries.discipline_ids(signatory), campaign)
        db.session.flush()


def _note(kind: EventKind, campaign_id: int, discipline_id: int | None) -> None:
    activity.note(kind, campaign_id, str(discipline_id or ""))


def _leave(signatory: Signatory, state: SignatoryState) -> None:
    counts.leave(signatory, queries.discipline_ids(signatory), signatory.campaign)
    signatory.state = state
    db.session.flush()


def _locked(signatory: Signatory) -> Signatory:
    """The row as it is now, held until the transaction ends."""
    return db.session.get_one(
        Signatory, signatory.id, with_for_update={"of": Signatory}, populate_existing=True
    )


def _post(kind: str, signatory_id: int, campaign: Campaign, **mail: Any) -> None:
    outbox.post(kind, campaign_id=campaign.id, signatory_id=signatory_id, **mail)
