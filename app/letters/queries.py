"""How letters and deliveries are found, opened and counted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app import clock, keyring
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import kept
from app.letters.compose import Part, Wording
from app.letters.drafts import Constituent
from app.letters.errors import LetterExpired, LetterUnknown, NoBrief
from app.letters.models import (
    FAILED,
    HAS_REASON,
    WRITTEN,
    Brief,
    Delivery,
    DeliveryState,
    LedgerEntry,
    Letter,
    Paragraph,
)
from app.letters.outcome import HELD
from app.pledges.models import Signatory
from app.pledges.queries import LONGEST_TOKEN, token_hash
from app.privacy.models import KeptSum

# How long a letter can be followed by its link.
LINK_LIFE = dt.timedelta(days=365)
# The states of what can be held because its writer is in the shadow.
HOLDABLE = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.HANDED_OFF,
    DeliveryState.REPORTED,
)
# How long a letter waits for its writer's confirmation.
WAITING_LIFE = dt.timedelta(days=60)
# How many letters may wait for one address: more than anybody needs, few enough to choose from.
MOST_WAITING = 5


@dataclass(frozen=True)
class LetterNumbers:
    """How many deliveries are in which state. Never to be added to each other.

    `waiting` is for their turn: what waits for its writer's confirmation is nobody's letter
    yet, and anybody could make that number grow.
    """

    accepted: int = 0
    handed_off: int = 0
    reported: int = 0
    waiting: int = 0
    failed: int = 0


def of_its_mode(campaign: Campaign) -> sa.ColumnElement[bool]:
    """Of this campaign, rehearsed deliveries in rehearsal, real ones live: the two never mix."""
    return Delivery.rehearsed.is_(mode.is_rehearsal(campaign))


def get_brief(campaign: Campaign) -> Brief:
    """What the campaign asks its people to write. Raises NoBrief."""
    found = db.session.get(Brief, campaign.id)
    if found is None:
        raise NoBrief
    return found


def has_brief(campaign: Campaign) -> bool:
    """Whether the campaign asks for letters at all."""
    return db.session.get(Brief, campaign.id) is not None


def still_asks(campaign: Campaign) -> bool:
    """The same, asked of the database at this moment."""
    found = sa.select(Brief.campaign_id).where(Brief.campaign_id == campaign.id)
    return db.session.scalar(found) is not None


def list_wordings(campaign: Campaign) -> list[Wording]:
    """Every paragraph of the campaign's letter."""
    found = db.session.scalars(
        sa.select(Paragraph).where(Paragraph.campaign_id == campaign.id).order_by(Paragraph.id)
    )
    return [Wording(p.text, p.discipline_id, p.craft_id, p.chamber) for p in found]


def get_letter(letter_id: int) -> Letter:
    """Raises sqlalchemy.exc.NoResultFound."""
    return db.session.get_one(Letter, letter_id)


def get_by_token(token: str) -> Letter:
    """The letter whose tracking link this is. Raises LetterUnknown, LetterExpired."""
    found = None
    if len(token) <= LONGEST_TOKEN and "\0" not in token:
        found = db.session.scalar(
            sa.select(Letter)
            .options(selectinload(Letter.deliveries))
            .where(Letter.token_hash == token_hash(token))
        )
    if found is None:
        raise LetterUnknown
    if clock.now() - found.created_at > LINK_LIFE:
        raise LetterExpired
    return found


def list_of(signatory: Signatory, *, limit: int | None = 20) -> Sequence[Letter]:
    """This person's letters with their deliveries, whatever became of them, the newest first."""
    return db.session.scalars(
        sa.select(Letter)
        .options(selectinload(Letter.deliveries))
        .where(Letter.signatory_id == signatory.id)
        .order_by(Letter.id.desc())
        .limit(limit)
    ).all()


def list_waiting(signatory: Signatory) -> Sequence[Letter]:
    """The letters that wait for this person's confirmation, the newest first; a few at most."""
    can_go = sa.exists().where(
        Delivery.letter_id == Letter.id,
        Delivery.state == DeliveryState.WAITING,
        of_its_mode(signatory.campaign),
    )
    return db.session.scalars(
        sa.select(Letter)
        .options(selectinload(Letter.deliveries))
        .where(
            Letter.signatory_id == signatory.id,
            Letter.confirmed_at.is_(None),
            Letter.declined_at.is_(None),
            Letter.created_at > clock.now() - WAITING_LIFE,
            can_go,
        )
        .order_by(Letter.id.desc())
        .limit(MOST_WAITING)
    ).all()


def find_newest(signatory: Signatory, *, since: dt.datetime) -> Letter | None:
    """The letter this person (or whoever typed their address) wrote last, if it is that new."""
    return db.session.scalar(
        sa.select(Letter)
        .options(selectinload(Letter.deliveries))
        .where(Letter.signatory_id == signatory.id, Letter.created_at >= since)
        .order_by(Letter.id.desc())
        .limit(1)
    )


def written_offices(signatory: Signatory) -> dict[str, int]:
    """The offices this person has written to, each with the id of the letter that did it."""
    rows = db.session.execute(
        sa.select(Delivery.office, Delivery.letter_id).where(
            Delivery.signatory_id == signatory.id, WRITTEN, of_its_mode(signatory.campaign)
        )
    )
    return {row.office: row.letter_id for row in rows}


def opened(letter: Letter) -> dict[str, str]:
    """What is sealed of a letter (see `Letter`). One decryption."""
    return keyring.current().open(letter.sealed, bound_to=letter.uid.bytes)


def constituent(letter: Letter, sealed: dict[str, str]) -> Constituent:
    """Who writes, from what `opened` gave."""
    names = ("prefix", "first_name", "last_name", "street", "city", "state", "zip", "phone")
    return Constituent(email=letter.signatory.email, **{name: sealed[name] for name in names})


def part(delivery: Delivery) -> Part:
    """What this office gets, as it was previewed. One decryption."""
    return Part(**keyring.current().open(delivery.sealed, bound_to=delivery.uid.bytes))


def list_entries(delivery_ids: Sequence[int]) -> dict[int, list[LedgerEntry]]:
    """The ledger of these deliveries, each in order."""
    found = db.session.scalars(
        sa.select(LedgerEntry)
        .where(LedgerEntry.delivery_id.in_(delivery_ids))
        .order_by(LedgerEntry.id)
    )
    entries: dict[int, list[LedgerEntry]] = {each: [] for each in delivery_ids}
    for entry in found:
        entries[entry.delivery_id].append(entry)
    return entries


def count_by_state(campaign: Campaign) -> LetterNumbers:
    """The public numbers: of a live campaign nothing that was only rehearsed, of nobody in the
    shadow what still waits or lies in their own hands."""
    rehearsed = mode.is_rehearsal(campaign)
    mine = (Delivery.campaign_id == campaign.id, of_its_mode(campaign))
    theirs = (
        KeptSum.campaign_id == campaign.id,
        KeptSum.rehearsed.is_(rehearsed),
        KeptSum.reason != HELD,
    )
    many = kept.counted(("state",), *mine, kept=theirs).order_by(None)
    # What is held is among the others in their index, and few: taken off in the same statement.
    is_held = (HAS_REASON, Delivery.state.in_(HOLDABLE), Delivery.reason == HELD)
    held = sa.select(Delivery.state, -sa.func.count()).where(*mine, *is_held)
    found: Counter[DeliveryState] = Counter()
    rows: Any = db.session.execute(sa.union_all(many, held.group_by(Delivery.state)))
    for state, count in rows:
        found[DeliveryState(state)] += count
    undone = (DeliveryState.QUEUED, DeliveryState.SENDING)
    return LetterNumbers(
        accepted=found.get(DeliveryState.ACCEPTED, 0),
        handed_off=found.get(DeliveryState.HANDED_OFF, 0),
        reported=found.get(DeliveryState.REPORTED, 0),
        waiting=sum(found.get(state, 0) for state in undone),
        failed=found.get(DeliveryState.FAILED, 0),
    )


def list_failures(campaign: Campaign) -> list[tuple[str, str, str, int]]:
    """(channel, reason, the provider's words, how many), the most frequent first."""
    many = sa.func.count()
    rows = db.session.execute(
        sa.select(Delivery.channel, Delivery.reason, Delivery.words, many)
        .where(Delivery.campaign_id == campaign.id, FAILED, of_its_mode(campaign))
        .group_by(Delivery.channel, Delivery.reason, Delivery.words)
        .order_by(many.desc(), Delivery.channel, Delivery.words)
    )
    return [(channel, reason, words, count) for channel, reason, words, count in rows]
