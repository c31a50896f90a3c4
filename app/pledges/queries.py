"""How signatories and their voices are found."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock, keyring, language
from app.campaigns.models import Campaign, CampaignState, Discipline
from app.extensions import db
from app.keyring import KeyMissing, SealBroken
from app.places import countries, states
from app.pledges.errors import LinkUnknown
from app.pledges.models import FEATURED, Signatory, SignatoryAlso, Visibility, VoiceState

# Longer than any token of ours: not worth hashing.
LONGEST_TOKEN = 64


# A discipline brings its crafts along unless it is told not to.
_WITH_NAMES = (
    joinedload(Signatory.campaign),
    joinedload(Signatory.discipline).lazyload(Discipline.crafts),
    selectinload(Signatory.also).lazyload(Discipline.crafts),
)

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class PublicVoice:
    """An approved voice as the public sees it. `name` is what its owner chose, or empty.

    `place` is empty where the name is but initials.
    """

    text: str
    name: str
    discipline: Discipline | None
    craft: str
    place: str


def token_hash(token: str) -> bytes:
    """What the database keeps of a link's token."""
    return hashlib.sha256(token.encode()).digest()


def get_signatory(signatory_id: int) -> Signatory:
    """Raises sqlalchemy.exc.NoResultFound."""
    return db.session.get_one(Signatory, signatory_id)


def get_with_names(signatory_id: int) -> Signatory:
    """The same with campaign and disciplines, in two statements instead of six: for a mail.

    Raises sqlalchemy.exc.NoResultFound.
    """
    wanted = sa.select(Signatory).where(Signatory.id == signatory_id)
    return db.session.scalars(wanted.options(*_WITH_NAMES)).one()


def list_with_names(ids: Collection[int], *, session: Session) -> Sequence[Signatory]:
    """Those of `ids` that there are, as `get_with_names` has each, in two statements for all."""
    wanted = sa.select(Signatory).where(Signatory.id.in_(ids))
    return session.scalars(wanted.options(*_WITH_NAMES)).all()


def get_by_token(token: str) -> Signatory:
    """The signatory whose confirmation link this is. Raises LinkUnknown."""
    if len(token) <= LONGEST_TOKEN:
        found = db.session.scalar(
            sa.select(Signatory).where(Signatory.token_hash == token_hash(token))
        )
        if found is not None:
            return found
    raise LinkUnknown


def discipline_ids(signatory: Signatory) -> list[int]:
    """The ids of every discipline they named; none for an ally."""
    if signatory.discipline_id is None:
        return []
    also = sa.select(SignatoryAlso.discipline_id).where(SignatoryAlso.signatory_id == signatory.id)
    return [signatory.discipline_id, *db.session.scalars(also)]


def list_unreminded(
    *, signed_after: dt.datetime, signed_before: dt.datetime, limit: int
) -> Sequence[Signatory]:
    """The unconfirmed of open campaigns who were not reminded yet; locked for this transaction."""
    return db.session.scalars(
        sa.select(Signatory)
        .join(Campaign)
        .where(
            # Written out as in the partial index: SQLite takes it for no parameter.
            Signatory.state == sa.literal_column("'pending'"),
            Signatory.reminded_at.is_(None),
            Signatory.unsubscribed_at.is_(None),
            Signatory.created_at > signed_after,
            Signatory.created_at <= signed_before,
            Campaign.state == CampaignState.OPEN,
            sa.or_(Campaign.closes_at.is_(None), Campaign.closes_at > clock.now()),
            Campaign.confirmation_required,
        )
        .order_by(Signatory.created_at, Signatory.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Signatory)
    ).all()


def list_voices(
    campaign: Campaign, *, discipline: Discipline | None = None, limit: int, offset: int = 0
) -> list[PublicVoice]:
    """Approved voices of people who count and show themselves, newest first."""
    wanted = _approved(campaign).limit(limit).offset(offset)
    if discipline is not None:
        wanted = wanted.where(Signatory.discipline_id == discipline.id)
    return [_public_voice(each) for each in db.session.scalars(wanted)]


def _approved(campaign: Campaign) -> sa.Select[Signatory]:
    return (
        _shown()
        .where(
            Signatory.campaign_id == campaign.id,
            # As the partial index says it: SQLite does not conclude it from the state.
            Signatory.voice_state != sa.literal_column("'none'"),
        )
        .order_by(Signatory.id.desc())
    )


def _featured(campaign: Campaign) -> sa.Select[Signatory]:
    """From the index of the few that are shown first, in its order.

    Asked for the campaign plainly, SQLite takes the index of all its people, a million of them.
    """
    return (
        _shown()
        .where(Signatory.campaign_id + 0 == campaign.id, FEATURED)
        .order_by(Signatory.campaign_id.desc(), Signatory.id.desc())
    )


def _shown() -> sa.Select[Signatory]:
    return (
        sa.select(Signatory)
        .options(joinedload(Signatory.discipline), joinedload(Signatory.craft))
        .where(
            Signatory.voice_state == VoiceState.APPROVED,
            Signatory.visibility != Visibility.HIDDEN,
            Signatory.counted,
        )
    )


def list_first_voices(campaign: Campaign, *, limit: int) -> list[PublicVoice]:
    """What the campaign's page shows: the voices organizers show first, then the newest."""
    chosen = [_public_voice(each) for each in db.session.scalars(_featured(campaign).limit(limit))]
    rest = _approved(campaign).where(~Signatory.voice_featured).limit(limit - len(chosen))
    return chosen + [_public_voice(each) for each in db.session.scalars(rest)]


def public_name(signatory: Signatory) -> str:
    """What the public sees of a name: the credit name, initials, or nothing, as they chose."""
    if signatory.visibility == Visibility.HIDDEN:
        return ""
    if signatory.visibility == Visibility.CREDIT and signatory.credit_name:
        return signatory.credit_name
    return initials(signatory)


def initials(signatory: Signatory) -> str:
    """Of the credit name, else of the legal name; empty where that cannot be opened."""
    if signatory.credit_name:
        return letters_of(signatory.credit_name)
    try:
        legal = opened(signatory)
    except (SealBroken, KeyMissing) as error:
        # A page of many people must not fall with the key of one of them.
        log.error("a legal name cannot be read", error=type(error).__name__)
        return ""
    return letters_of(f"{legal['first_name']} {legal['last_name']}")


def opened(signatory: Signatory) -> dict[str, str]:
    """What is sealed of a signatory: `first_name`, `last_name`, `token`. One decryption."""
    return keyring.current().open(signatory.sealed, bound_to=signatory.uid.bytes)


def letters_of(name: str) -> str:
    """The initials of a name: "Ada Lovelace" -> "A. L."."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalnum())


def _public_voice(signatory: Signatory) -> PublicVoice:
    return PublicVoice(
        text=signatory.voice,
        name=public_name(signatory),
        discipline=signatory.discipline,
        craft=signatory.craft.name if signatory.craft else "",
        place=_public_place(signatory),
    )


def _public_place(signatory: Signatory) -> str:
    """Where they live, of those alone who show a name: with initials it would say who they are."""
    if signatory.visibility != Visibility.CREDIT or not signatory.credit_name:
        return ""
    if signatory.country != countries.HOME:
        return countries.name(signatory.country, language.current())
    return states.NAMES.get(signatory.state_code or "", "")
