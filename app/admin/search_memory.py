"""What an organizer has searched for, sealed in their session, so that no address holds it.

A search may be somebody's name or e-mail: it must stand in no URL, history or log. The address
of its results names it by a random key that means something to this session alone.
"""

from __future__ import annotations

import base64
import secrets

from flask import session

from app import keyring
from app.keyring import KeyMissing, SealBroken

KEY = "searches"
# A cookie holds 4 KB, and the session needs some of it.
MOST_BYTES = 1_800
_BOUND = b"an organizer's search"


def remember(text: str) -> str:
    """Keep these words; return their key. The oldest are forgotten when there are too many."""
    key = secrets.token_urlsafe(6)
    sealed = keyring.current().seal_bytes(text.encode(), bound_to=_BOUND)
    kept = [*session.get(KEY, []), [key, base64.b64encode(sealed).decode("ascii")]]
    while len(kept) > 1 and sum(len(each) for _key, each in kept) > MOST_BYTES:
        kept.pop(0)
    session[KEY] = kept
    return key


def recall(key: str) -> str | None:
    """The words of this key; None where this session knows none (any more)."""
    for known, sealed in session.get(KEY, []):
        if known == key:
            try:
                opened = keyring.current().open_bytes(base64.b64decode(sealed), bound_to=_BOUND)
            except (KeyMissing, SealBroken):
                return None
            return opened.decode()
    return None
