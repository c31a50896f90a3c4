"""The token in the public sign form: proof that we made the form, for this campaign, and when.

It stands in for the session a CSRF token would need, so that the page can be
cached and sets no cookie (docs/decisions/0004-form-token.md). It says nothing
about a person: everybody who is served the same copy of a page holds the same token.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache

from flask import current_app
from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode, bytes_to_int, int_to_bytes

from app import clock

# Nobody reads a demand and fills in five fields faster.
YOUNGEST = dt.timedelta(seconds=2)
OLDEST = dt.timedelta(hours=24)
# What one that has expired is renewed as: old enough for nobody to be taken for a machine.
RENEWED = dt.timedelta(minutes=1)
# A quarter of a day: longer ago, nobody asks how long.
MOST_SECONDS = 6 * 60 * 60
# Ours have 52 characters; what is far longer is not worth hashing.
LONGEST = 100


class FormTokenError(ValueError):
    """The token does not let this form pass; the subclass says why."""


class TokenTooYoung(FormTokenError):
    """Sent back less than two seconds after the form was made."""


class TokenExpired(FormTokenError):
    """The form was made more than 24 hours ago."""


class TokenForged(FormTokenError):
    """Not a token of ours for this campaign."""


def mint(campaign_slug: str, *, ago: dt.timedelta = dt.timedelta()) -> str:
    """A token for this campaign's form as it is made now, or was so long `ago` (URL-safe ASCII)."""
    moment = base64_encode(int_to_bytes(_milliseconds() - round(ago.total_seconds() * 1000)))
    return _signer(campaign_slug).sign(moment).decode("ascii")


def seconds(token: str, campaign_slug: str) -> int:
    """How long ago the form was made, `MOST_SECONDS` at most. Raises TokenForged."""
    age = (_milliseconds() - _minted(token, campaign_slug)) // 1000
    return max(0, min(age, MOST_SECONDS))


def check(token: str, campaign_slug: str) -> None:
    """Raise TokenForged, TokenTooYoung or TokenExpired; else the form may pass."""
    age = dt.timedelta(milliseconds=_milliseconds() - _minted(token, campaign_slug))
    # A token from a machine whose clock is ahead has a negative age: also too young.
    if age < YOUNGEST:
        raise TokenTooYoung
    if age > OLDEST:
        raise TokenExpired


def _minted(token: str, campaign_slug: str) -> int:
    if len(token) > LONGEST or not token.isascii():
        raise TokenForged
    try:
        return bytes_to_int(base64_decode(_signer(campaign_slug).unsign(token)))
    except BadData as error:
        raise TokenForged from error


def _milliseconds() -> int:
    # itsdangerous' own timestamps are whole seconds of its own clock: too coarse for a
    # trap of two seconds, and out of the reach of `app.clock`.
    return round(clock.timestamp() * 1000)


def _signer(campaign_slug: str) -> Signer:
    older = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    return _made(campaign_slug, (*older, str(current_app.secret_key)))


@lru_cache(maxsize=200)
def _made(campaign_slug: str, keys: tuple[str, ...]) -> Signer:
    """The campaign is part of the salt, so the token need not carry it to be bound to it.

    The keys are derived here, once, and not again for everybody who signs.
    """
    salt = f"tutti form {campaign_slug}"
    deriving = Signer(keys, salt, key_derivation="hmac", digest_method=hashlib.sha256)
    derived = [deriving.derive_key(each) for each in deriving.secret_keys]
    return Signer(derived, salt, key_derivation="none", digest_method=hashlib.sha256)
