"""The link to one's own page: asked for by address, mailed to its owner, good for an hour.

Whoever holds it is taken for the person, for that page and for nothing else
(docs/decisions/0019-self-service.md).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app

from app import clock, keyring
from app.campaigns.models import Campaign
from app.canonical_email import canonical
from app.extensions import db
from app.me import errands
from app.me.errors import LinkExpired, LinkUnknown
from app.me.models import ErrandKind, MeLink
from app.outbox import service as outbox
from app.pledges.models import Signatory

LIFE = dt.timedelta(minutes=60)
# So many mails a day to one person of one campaign, whoever asks for them, and none sooner
# than so long after the last: nobody's mailbox is to be filled by way of us.
MOST_A_DAY = 6
GAP = dt.timedelta(minutes=2)
# How long the row of a link that has ended still counts for that.
KEPT = dt.timedelta(days=1)
MAIL = "me_link"
_LONGEST = 64


def ask(email: str, campaign: Campaign | None, *, locale: str) -> None:
    """Have the worker mail a link, if this address has signed; nothing is looked up here."""
    told = {"email": canonical(email), "campaign": str(campaign.id) if campaign else ""}
    errands.post(ErrandKind.ASK, told, locale=locale)


def answer(email: str, campaign_id: int | None, *, locale: str) -> int:
    """Make and post the links that somebody asked for; return how many.

    One for each campaign that this canonical address has signed, or for the one named. The
    mail goes to the address as it was first given. Nobody who has not signed is written to.
    """
    found = _signatories(email, campaign_id)
    return sum(_send(each, locale) for each in found)


def get(token: str) -> MeLink:
    """The link of this token. Raises LinkUnknown, LinkExpired."""
    found = None
    if len(token) <= _LONGEST:
        wanted = _hash(token)
        found = db.session.scalar(sa.select(MeLink).where(MeLink.token_hash == wanted))
        if found is not None and not hmac.compare_digest(found.token_hash, wanted):
            found = None
    if found is None:
        raise LinkUnknown
    if found.expires_at <= clock.now():
        raise LinkExpired
    return found


def close(link: MeLink) -> None:
    """End it now. Harmless twice."""
    link.expires_at = min(link.expires_at, clock.now())
    db.session.flush()


def forget() -> int:
    """Delete the links that ended a day ago; return how many."""
    gone = sa.delete(MeLink).where(MeLink.expires_at < clock.now() - KEPT).returning(MeLink.id)
    return len(db.session.scalars(gone).all())


def address(link: MeLink) -> str:
    """The whole address, for the mail to its owner and nothing else. One decryption."""
    sealed = keyring.current().open(link.sealed, bound_to=link.uid.bytes)
    return f"{current_app.config['PUBLIC_URL']}/me/{sealed['token']}/"


def _signatories(email: str, campaign_id: int | None) -> Sequence[Signatory]:
    """Locked, so that two errands for one person count each other's mails."""
    # The unique index begins with the campaign: every campaign is named, so that it serves.
    named = sa.select(Campaign.id) if campaign_id is None else [campaign_id]
    return db.session.scalars(
        sa.select(Signatory)
        .where(Signatory.campaign_id.in_(named), Signatory.email_canonical == email)
        .order_by(Signatory.id)
        .with_for_update(of=Signatory)
    ).all()


def _send(signatory: Signatory, locale: str) -> bool:
    if not _has_mails_left(signatory):
        return False
    link = _make(signatory)
    outbox.post(
        MAIL,
        to=signatory.email,
        locale=locale,
        campaign_id=signatory.campaign_id,
        signatory_id=signatory.id,
        context={"link_id": link.id},
    )
    return True


def _has_mails_left(signatory: Signatory) -> bool:
    now = clock.now()
    made = db.session.scalars(
        sa.select(MeLink.created_at)
        .where(MeLink.signatory_id == signatory.id, MeLink.created_at > now - KEPT)
        .order_by(MeLink.id.desc())
        .limit(MOST_A_DAY)
    ).all()
    return len(made) < MOST_A_DAY and not (made and now - made[0] < GAP)


def _make(signatory: Signatory) -> MeLink:
    uid, token = uuid.uuid4(), secrets.token_urlsafe(24)
    now = clock.now()
    link = MeLink(
        signatory_id=signatory.id,
        uid=uid,
        token_hash=_hash(token),
        sealed=keyring.current().seal({"token": token}, bound_to=uid.bytes),
        created_at=now,
        expires_at=now + LIFE,
    )
    db.session.add(link)
    db.session.flush()
    return link


def _hash(token: str) -> bytes:
    """With its purpose: another link's token hashes to something else, whatever it is."""
    return hashlib.sha256(f"me\0{token}".encode("utf-8", "replace")).digest()
