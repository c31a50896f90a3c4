"""What a person has just told the campaign, kept for an hour in a sealed cookie of theirs.

Whoever goes on from the pledge to the letter is not asked again. The cookie goes to the
letter page of that one campaign and to no other address; its content is encrypted, so
that not even the computer it lies on can read it. Nothing is kept here.

Not in here: which answers set it (the views of signing, confirming and writing).
"""

from __future__ import annotations

import binascii
import datetime as dt
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, fields

import sqlalchemy as sa
from flask import Request, current_app
from werkzeug.wrappers import Response

from app import clock, keyring
from app.campaigns.models import Campaign, Discipline
from app.canonical_email import canonical
from app.extensions import db
from app.keyring import KeyMissing, SealBroken
from app.places import countries
from app.pledges import queries
from app.pledges.models import Signatory, SignatoryState
from app.pledges.signature import Signature

NAME = "tutti_letter"
LIFE = dt.timedelta(hours=1)
# Browsers drop a cookie of more than 4,096 bytes, its name and attributes included.
LONGEST = 3_800
ALLY = "ally"


@dataclass(frozen=True)
class Known:
    """Who this browser's person is. `discipline` and `craft` are slugs, "ally" for an ally.

    `uid` is the signatory's, in hex, where the owner of the address has pressed the
    button of a mail within this hour (see `owner`). Empty where it was only typed.
    """

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    zip: str = ""
    discipline: str = ""
    craft: str = ""
    credit_name: str = ""
    uid: str = ""

    @classmethod
    def of_signature(cls, signature: Signature) -> Known:
        """What was typed into the sign form; it proves nothing."""
        return cls(
            first_name=signature.first_name,
            last_name=signature.last_name,
            email=signature.email,
            # Elsewhere it is a postcode, and no ZIP code.
            zip=signature.zip if signature.country == countries.HOME else "",
            discipline=signature.discipline.slug if signature.discipline else ALLY,
            craft=_craft(signature.discipline, signature.craft_id),
            credit_name=signature.credit_name,
        )

    @classmethod
    def of_signatory(cls, signatory: Signatory, *, proven: bool = True) -> Known:
        """What the row holds; `proven` where its owner has just pressed the mail's button."""
        first_name, last_name = _legal_name(signatory)
        discipline = signatory.discipline
        if discipline is not None and discipline.merged_into_id is not None:
            # It was merged a moment ago, and the job has not come to this person yet.
            discipline = db.session.get(Discipline, discipline.merged_into_id)
        return cls(
            first_name=first_name,
            last_name=last_name,
            email=signatory.email,
            zip=signatory.zip if signatory.country == countries.HOME else "",
            discipline=discipline.slug if discipline else ALLY,
            craft=_craft(discipline, signatory.craft_id),
            credit_name=signatory.credit_name,
            uid=signatory.uid.hex if proven else "",
        )


def remember(response: Response, campaign: Campaign, known: Known) -> None:
    """Let the campaign's letter page know them for an hour from now."""
    until = clock.now() + LIFE
    sealed = keyring.current().seal(
        {**vars(known), "until": str(round(until.timestamp()))}, bound_to=_bound_to(campaign)
    )
    value = urlsafe_b64encode(sealed).decode("ascii")
    if len(value) > LONGEST:
        # Names of a hundred emoji. Who was here before must not be taken for them.
        forget(response, campaign)
        return
    response.set_cookie(
        NAME,
        value,
        max_age=LIFE,
        expires=until,
        path=_path(campaign),
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def recall(request: Request, campaign: Campaign) -> Known | None:
    """Who `remember` kept for this campaign; None after the hour, or for what is not ours."""
    value = request.cookies.get(NAME, "")
    if not value or len(value) > LONGEST:
        return None
    try:
        sealed = urlsafe_b64decode(value.encode("ascii", "replace"))
        told = keyring.current().open(sealed, bound_to=_bound_to(campaign))
    except (binascii.Error, SealBroken, KeyMissing):
        return None
    if int(told.pop("until")) <= clock.timestamp():
        return None
    names = {each.name for each in fields(Known)}
    return Known(**{name: text for name, text in told.items() if name in names})


def forget(response: Response, campaign: Campaign) -> None:
    """Take the cookie away."""
    response.delete_cookie(
        NAME, path=_path(campaign), secure=_is_secure(), httponly=True, samesite="Lax"
    )


def owner(known: Known | None, campaign: Campaign, email: str) -> Signatory | None:
    """Who has proved within the hour that this address is theirs; None for everybody else.

    `email` is what is typed now: whoever types another address has not proved that one.
    """
    if known is None or not known.uid:
        return None
    return db.session.scalar(
        sa.select(Signatory).where(
            Signatory.uid == uuid.UUID(hex=known.uid),
            Signatory.campaign_id == campaign.id,
            Signatory.state == SignatoryState.CONFIRMED,
            Signatory.email_canonical == canonical(email),
        )
    )


def _legal_name(signatory: Signatory) -> tuple[str, str]:
    try:
        legal = queries.opened(signatory)
    except (SealBroken, KeyMissing):
        # They are asked once more; that must not keep anybody from being confirmed.
        return "", ""
    return legal["first_name"], legal["last_name"]


def _craft(discipline: Discipline | None, craft_id: int | None) -> str:
    """Its slug where it is one of the primary discipline: a letter knows no other."""
    crafts = discipline.crafts if discipline else []
    return next((each.slug for each in crafts if each.id == craft_id), "")


def _bound_to(campaign: Campaign) -> bytes:
    return f"letter cookie {campaign.slug}".encode()


def _path(campaign: Campaign) -> str:
    return f"/c/{campaign.slug}/letter/"


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
