"""What can happen to a letter: it is sent, released by its owner, declined, reported, retried.

Flushes, never commits. How it reaches an office is the courier's business.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from app import clock
from app.activity import service as activity
from app.activity.models import OWN, UNTOUCHED, EventKind
from app.campaigns import mode
from app.campaigns.models import Campaign, Phase
from app.extensions import db
from app.letters import held, ledger, queries, recipients, taking
from app.letters.channels import registry
from app.letters.drafts import Draft, Planned
from app.letters.errors import AlreadyWritten, StepRefused, TooManyWaiting
from app.letters.models import Delivery, DeliveryState, Letter
from app.outbox import service as outbox
from app.pledges import service as pledges
from app.pledges.models import Signatory, SignatoryState

# How many mails a day anybody can set off to one address by writing letters with it. An
# earlier mail's link shows the later letters too.
MOST_MAILS_A_DAY = 3
WRITTEN_BEFORE = "written before"
NOT_THEIRS = "not theirs"
PASSED_OVER = "passed over"


def send_letter(
    campaign: Campaign,
    draft: Draft,
    planned: Sequence[Planned],
    *,
    known: Signatory | None = None,
    fingerprint: bytes | None = None,
) -> str:
    """Keep the letter with one delivery per office, and return its tracking token.

    `known` is the signatory who has proved just now that the address is theirs: their
    letter is queued at once. Everybody else's waits for the confirmation that is mailed
    to them, and signs the pledge where they had not. The same letter of the same form
    within two minutes is one letter (a second press). `fingerprint` is the client's. Raises
    AlreadyWritten where a known person has written to every one of these offices,
    TooManyWaiting where the owner of the address must decide first, NoBrief where letters
    were switched off this very moment.
    """
    if known is None:
        signed = pledges.sign_pledge(campaign, taking.pledge(draft, fingerprint), mail=False)
        signatory, may_be_told = _locked(signed.signatory_id), signed.may_be_written_to
    else:
        signatory, may_be_told = _locked(known.id), False
    repeated = taking.find_repeated(signatory, draft, planned)
    if repeated:
        return repeated
    if known is None and len(queries.list_waiting(signatory)) >= queries.MOST_WAITING:
        raise TooManyWaiting
    letter, token = taking.keep(campaign, draft, planned, signatory.id)
    if known is not None:
        release(letter)
    elif may_be_told and _has_mails_left(signatory.id):
        _post("letter_confirm", letter)
    return token


def release(letter: Letter) -> None:
    """Its owner says yes: the deliveries are queued, and a copy goes to them. Harmless twice.

    As with a signature, after the campaign has closed too, but no more once it is archived.

    One letter per person and office, ever: what was written before is dropped here, and
    the database sees to it as well. Raises AlreadyWritten where nothing would be left.
    """
    signatory = _locked(letter.signatory_id)
    db.session.refresh(letter)
    if letter.confirmed_at is not None:
        return
    if not _may_leave(letter, signatory):
        raise StepRefused
    written = queries.written_offices(signatory)
    if all(each.office in written for each in letter.deliveries):
        raise AlreadyWritten
    letter.confirmed_at = clock.now()
    for delivery in letter.deliveries:
        if delivery.state != DeliveryState.WAITING:
            continue
        if delivery.office in written:
            ledger.step(delivery, DeliveryState.DROPPED, reason=WRITTEN_BEFORE)
        else:
            _queue(delivery, letter)
    _pass_over_others(letter, signatory)
    if not signatory.shadow:
        activity.note(EventKind.WROTE, letter.campaign_id, OWN if letter.own_words else UNTOUCHED)
    _post("letter_copy", letter)
    ledger.ask_for_nudge()


def decline(letter: Letter) -> None:
    """The owner of the address did not write it: nothing of it is ever sent. Harmless twice."""
    _locked(letter.signatory_id)
    db.session.refresh(letter)
    if letter.confirmed_at is not None:
        raise StepRefused
    if letter.declined_at is None:
        letter.declined_at = clock.now()
        for delivery in letter.deliveries:
            if delivery.state == DeliveryState.WAITING:
                ledger.step(delivery, DeliveryState.DROPPED, reason=NOT_THEIRS)


def report_sent(delivery: Delivery) -> None:
    """The artist says that they sent it themselves. Harmless twice.

    Raises StepRefused where nothing was in their hands, or where they do not count any more.
    """
    _lock(delivery)
    if delivery.letter.signatory.state != SignatoryState.CONFIRMED:
        raise StepRefused
    if delivery.state != DeliveryState.REPORTED:
        # Of who is in the shadow it is kept like everything else, and counted nowhere.
        _due, reason = held.due(delivery.letter.signatory.shadow != "")
        ledger.step(delivery, DeliveryState.REPORTED, reason=reason)


def report_called(delivery: Delivery) -> None:
    """The artist says that they called. Raises StepRefused before the letter is confirmed."""
    _lock(delivery)
    if delivery.state in (DeliveryState.WAITING, DeliveryState.DROPPED):
        raise StepRefused
    ledger.called(delivery, clock.now())


def retry(delivery: Delivery) -> None:
    """Queue a failed delivery again, over the best channel there is by now, its id unchanged.

    Raises StepRefused for any other, for one of a rehearsal once the campaign is live, and
    once its writer's address is forgotten.
    """
    _lock(delivery)
    # Whose street is forgotten can be sent nowhere any more: the sweep waits for this lock.
    gone = sa.select(Letter.address_gone_at).where(Letter.id == delivery.letter_id)
    if db.session.scalar(gone) is not None:
        raise StepRefused
    if delivery.state != DeliveryState.FAILED or not _is_of_its_mode(delivery, delivery.letter):
        raise StepRefused
    _queue(delivery, delivery.letter)
    ledger.ask_for_nudge()


def _queue(delivery: Delivery, letter: Letter) -> None:
    """Over the best channel there is now: lists of offices change while a letter waits."""
    recipient = recipients.gather(letter.campaign, [delivery.office])[0]
    order = queries.get_brief(letter.campaign).channels
    delivery.channel = registry.choose(recipient, order).name
    delivery.due_at, reason = held.due(letter.signatory.shadow != "")
    delivery.attempts = 0
    ledger.step(delivery, DeliveryState.QUEUED, reason=reason)


def _has_mails_left(signatory_id: int) -> bool:
    """Whether today's letters of this address, the new one included, are few enough to tell of."""
    since = clock.now() - dt.timedelta(days=1)
    recent = sa.select(sa.func.count()).where(
        Letter.signatory_id == signatory_id, Letter.created_at > since
    )
    return (db.session.scalar(recent) or 0) <= MOST_MAILS_A_DAY


def _post(kind: str, letter: Letter) -> None:
    outbox.post(
        kind,
        to=letter.signatory.email,
        locale=letter.locale,
        campaign_id=letter.campaign_id,
        signatory_id=letter.signatory_id,
        context={"letter_id": letter.id},
    )


def _locked(signatory_id: int) -> Signatory:
    """Whoever writes twice at the same instant waits here for themselves."""
    return db.session.get_one(
        Signatory, signatory_id, with_for_update={"of": Signatory}, populate_existing=True
    )


def _may_leave(letter: Letter, signatory: Signatory) -> bool:
    """Whether it can be released at all; one written in rehearsal never leaves live."""
    return (
        letter.declined_at is None
        and signatory.state == SignatoryState.CONFIRMED
        and letter.campaign.phase is not Phase.ARCHIVED
        and all(_is_of_its_mode(each, letter) for each in letter.deliveries)
    )


def _is_of_its_mode(delivery: Delivery, letter: Letter) -> bool:
    return delivery.rehearsed == mode.is_rehearsal(letter.campaign)


def _pass_over_others(letter: Letter, signatory: Signatory) -> None:
    """What else waits for the offices that have this letter now can never leave: say so."""
    taken = {each.office for each in letter.deliveries}
    for other in queries.list_waiting(signatory):
        for delivery in other.deliveries:
            if delivery.state == DeliveryState.WAITING and delivery.office in taken:
                ledger.step(delivery, DeliveryState.DROPPED, reason=PASSED_OVER)


def _lock(delivery: Delivery) -> None:
    db.session.execute(sa.select(Delivery.id).where(Delivery.id == delivery.id).with_for_update())
    db.session.refresh(delivery)
