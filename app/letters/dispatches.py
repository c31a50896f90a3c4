"""From rows to a dispatch: all that a channel needs of one delivery, so that it needs no rows."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.letters import preview, queries, recipients
from app.letters.channels.face import Dispatch
from app.letters.models import Delivery, Letter
from app.pledges.models import SignatoryState


class TakenBack(Exception):
    """Its writer took the signature back, or said that the letter is not theirs."""


class StruckOut(TakenBack):
    """An organizer has struck its writer out, which can be taken back."""


class Held(Exception):
    """Its writer is in the shadow: it waits."""


class Ready(NamedTuple):
    """A dispatch, and the campaign's language, in which a channel adds what words it needs.

    `is_held`: its writer is in the shadow, so that it is for their own eyes alone.
    """

    dispatch: Dispatch
    language: str
    is_held: bool = False


def to_send(delivery_id: int) -> Ready:
    """The same as `gather`, for whoever sends it. Raises Held, too."""
    ready = gather(delivery_id)
    if ready.is_held:
        raise Held
    return ready


def gather(delivery_id: int) -> Ready:
    """Read one delivery, in the campaign's language. Two decryptions.

    Raises TakenBack, StruckOut, keyring.KeyMissing, keyring.SealBroken, RecipientUnknown,
    NoBrief, and sqlalchemy.exc.NoResultFound.
    """
    who = joinedload(Delivery.letter)
    rows = [who.joinedload(Letter.signatory), who.joinedload(Letter.campaign)]
    delivery = db.session.get_one(Delivery, delivery_id, options=rows, populate_existing=True)
    letter, campaign = delivery.letter, delivery.letter.campaign
    if letter.signatory.state != SignatoryState.CONFIRMED or letter.declined_at is not None:
        is_struck = letter.signatory.state == SignatoryState.INVALIDATED
        raise StruckOut if is_struck and letter.declined_at is None else TakenBack
    sealed, part = queries.opened(letter), queries.part(delivery)
    # What an office reads is in the campaign's language, whatever the worker's is.
    with force_locale(campaign.language):
        (recipient,) = recipients.gather(campaign, [delivery.office])
    dispatch = Dispatch(
        uid=delivery.uid,
        recipient=recipient,
        constituent=queries.constituent(letter, sealed),
        cause=preview.cause_of(campaign, queries.get_brief(campaign)),
        subject=sealed["subject"],
        message=part.message,
        statement=part.statement,
        written_on=_day(letter),
        attempts=delivery.attempts,
    )
    return Ready(dispatch, campaign.language, is_held=letter.signatory.shadow != "")


def _day(letter: Letter) -> dt.date:
    """The day its writer sent it, where the campaign is: the same on every try."""
    moment = letter.confirmed_at or letter.created_at
    return moment.astimezone(ZoneInfo(letter.campaign.time_zone)).date()
