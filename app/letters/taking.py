"""What a draft becomes: its letter, sealed, with a delivery for each office; and its signature.

Not in here: what happens to a letter after that (service.py). Flushes, never commits.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from app import clock, keyring
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import ledger, queries
from app.letters.drafts import Constituent, Draft, Planned
from app.letters.errors import NoBrief
from app.letters.models import Delivery, DeliveryState, Letter
from app.places import countries
from app.pledges.models import Signatory
from app.pledges.queries import token_hash
from app.pledges.signature import Signature

# Within so long the same words again are a second press of the same button.
SECOND_PRESS = dt.timedelta(minutes=2)


def keep(
    campaign: Campaign, draft: Draft, planned: Sequence[Planned], signatory_id: int
) -> tuple[Letter, str]:
    """Write the letter and its deliveries down; return it and its token. Raises NoBrief."""
    uid, token = uuid.uuid4(), secrets.token_urlsafe(16)
    letter = Letter(
        uid=uid,
        campaign_id=campaign.id,
        signatory_id=signatory_id,
        sealed=keyring.current().seal(_private(draft, token), bound_to=uid.bytes),
        token_hash=token_hash(token),
        own_words=bool(draft.personal or draft.body),
        locale=draft.locale,
        created_at=clock.now(),
        deliveries=[_delivery(campaign, each, signatory_id) for each in planned],
    )
    db.session.add(letter)
    db.session.flush()
    if not queries.still_asks(campaign):
        raise NoBrief
    for each in letter.deliveries:
        db.session.add(ledger.entry(each.id, each.channel, DeliveryState.WAITING, 0))
    db.session.flush()
    return letter, token


def pledge(draft: Draft, fingerprint: bytes | None) -> Signature:
    """The signature of whoever writes without having signed."""
    who = draft.constituent
    return Signature(
        first_name=who.first_name,
        last_name=who.last_name,
        email=who.email,
        country=countries.HOME,
        zip=who.zip,
        discipline=draft.discipline,
        state_code=who.state,
        city=who.city,
        credit_name=draft.credit_name,
        craft_id=draft.craft_id,
        source=draft.source,
        locale=draft.locale,
        fingerprint=fingerprint,
    )


def find_repeated(signatory: Signatory, draft: Draft, planned: Sequence[Planned]) -> str | None:
    """The token of the letter of a moment ago that is this one in every word, and its form.

    The words alone prove nothing: who else knows them must not be led to that letter.
    """
    newest = queries.find_newest(signatory, since=clock.now() - SECOND_PRESS)
    if newest is None:
        return None
    sealed = queries.opened(newest)
    token = sealed["token"]
    same_offices = {each.office for each in newest.deliveries} >= {
        each.recipient.code for each in planned
    }
    return token if same_offices and sealed == _private(draft, token) else None


def _delivery(campaign: Campaign, planned: Planned, signatory_id: int) -> Delivery:
    uid, part = uuid.uuid4(), planned.part
    texts = {"message": part.message, "statement": part.statement}
    return Delivery(
        uid=uid,
        signatory_id=signatory_id,
        campaign_id=campaign.id,
        office=planned.recipient.code,
        addressee=planned.recipient.called,
        channel=planned.channel,
        state=DeliveryState.WAITING,
        sealed=keyring.current().seal(texts, bound_to=uid.bytes),
        rehearsed=mode.is_rehearsal(campaign),
    )


def _private(draft: Draft, token: str) -> dict[str, str]:
    who: Constituent = draft.constituent
    return {
        "prefix": who.prefix,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "phone": who.phone,
        "street": who.street,
        "city": who.city,
        "state": who.state,
        "zip": who.zip,
        "subject": draft.subject,
        "personal": draft.personal,
        "body": draft.body,
        "token": token,
        "form": draft.form,
    }
