"""The row of a new signature. Writes none."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from app import clock, keyring
from app.campaigns.models import Campaign
from app.canonical_email import canonical, domain_of
from app.pledges import holding, queries, rules
from app.pledges.models import SignatoryState, VoiceState
from app.pledges.signature import Signature

LEGAL_NAME = "legal name"


def row_of(campaign: Campaign, signature: Signature) -> dict[str, Any]:
    """The columns of a new signatory, pending and not counted, with a token of their own."""
    uid, token = uuid.uuid4(), secrets.token_urlsafe(16)
    legal = {"first_name": signature.first_name, "last_name": signature.last_name}
    ring = keyring.current()
    return {
        "uid": uid,
        "campaign_id": campaign.id,
        "sealed": ring.seal({**legal, "token": token}, bound_to=uid.bytes),
        "legal_name_index": ring.index(LEGAL_NAME, " ".join(legal.values())),
        "credit_name": signature.credit_name,
        "email": signature.email,
        "email_canonical": canonical(signature.email),
        "email_domain": domain_of(signature.email),
        "country": signature.country,
        "zip": signature.zip,
        "city": signature.city,
        "state_code": signature.state_code,
        "discipline_id": signature.discipline.id if signature.discipline else None,
        "craft_id": signature.craft_id,
        "voice": signature.voice,
        "voice_state": VoiceState.WAITING if signature.voice else VoiceState.NONE,
        "voice_held": holding.written(holding.reasons(signature.voice, campaign.held_words)),
        "voice_reason": "",
        "voice_featured": False,
        "visibility": signature.visibility,
        "updates": signature.updates,
        "source": signature.source,
        "locale": signature.locale,
        "state": SignatoryState.PENDING,
        "counted": False,
        "token_hash": queries.token_hash(token),
        "repeats": 0,
        "created_at": clock.now(),
        "fingerprint": signature.fingerprint,
        "state_before": "",
        "shadow": "",
        "filled_seconds": signature.filled_seconds,
        "name_shape": rules.shape_of(signature),
    }
