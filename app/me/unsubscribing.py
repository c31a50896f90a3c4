"""No more mails that a person did not ask for: the link in them, and what its button does.

The token is derived, not kept: a row per mail would stand in everybody's way who signs. It is
the keyed hash (HMAC-SHA-256 with SECRET_KEY) of the signatory's number and random uid, for
this purpose alone. It does not expire, because a mail does not, and it can do one thing only.
One click as RFC 8058 wants it: a POST without cookie, session or token of a form.
"""

from __future__ import annotations

import hashlib
import re

from flask import current_app
from itsdangerous import Signer

from app import clock
from app.extensions import db
from app.me.errors import LinkUnknown
from app.pledges.models import Signatory

# Those a person did not just ask for by what they did: their mails carry the link.
KINDS = frozenset({"confirm_reminder"})
_TOKEN = re.compile(r"(\d{1,18})-([A-Za-z0-9_-]{43})")


def token(signatory: Signatory) -> str:
    """The token of this person's link."""
    return f"{signatory.id}-{_signer().get_signature(_named(signatory)).decode('ascii')}"


def address(signatory: Signatory) -> str:
    """The whole address, for the header and the foot of a mail to them."""
    return f"{current_app.config['PUBLIC_URL']}/unsubscribe/{token(signatory)}"


def get(typed: str) -> Signatory:
    """Whose link this is. Compared in constant time. Raises LinkUnknown."""
    parts = _TOKEN.fullmatch(typed)
    found = db.session.get(Signatory, int(parts[1])) if parts else None
    if parts is None or found is None or not parts[0].isascii():
        raise LinkUnknown
    if not _signer().verify_signature(_named(found), parts[2]):
        raise LinkUnknown
    return found


def unsubscribe(signatory: Signatory) -> None:
    """No reminders and no updates from now on. Harmless twice; takes no lock but the row's."""
    if signatory.unsubscribed_at is None:
        signatory.unsubscribed_at = clock.now()
    signatory.updates = False
    db.session.flush()


def _named(signatory: Signatory) -> str:
    return f"{signatory.id}.{signatory.uid.hex}"


def _signer() -> Signer:
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.secret_key]
    return Signer(
        keys, salt="tutti unsubscribe", key_derivation="hmac", digest_method=hashlib.sha256
    )
