"""What Flask-Security has sealed of organizers with the ring: apps' secrets, recovery codes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from flask import current_app

from app import keyring
from app.database import transaction
from app.extensions import db
from app.organizers.codes import Codes
from app.organizers.models import Organizer

SECRETS, CODES = "organizer.tf_totp_secret", "organizer.mf_recovery_codes"


def count() -> dict[str, dict[str, int]]:
    """By column and key; a recovery code does not say which key sealed it."""
    people = db.session.scalars(sa.select(Organizer)).all()
    return {
        SECRETS: Counter(_tag(each.tf_totp_secret) for each in people if each.tf_totp_secret),
        CODES: Counter(
            _code_key(each.mf_recovery_codes) for each in people if each.mf_recovery_codes
        ),
    }


def rotate(done: Any, tick: Callable[[int], object]) -> None:
    """Seal anew what another key has sealed, each organizer under the lock of their row."""
    first = keyring.current().sealing.id
    with transaction():
        people = db.session.scalars(
            sa.select(Organizer).order_by(Organizer.id).with_for_update(of=Organizer)
        )
        for person in people:
            for seal in (_secret, _codes):
                try:
                    sealed = seal(person, first)
                except (KeyError, ValueError, InvalidToken):
                    done.left += 1
                    continue
                done.resealed += sealed
                tick(sealed)


def _secret(person: Organizer, _first: str) -> int:
    if not person.tf_totp_secret:
        return 0
    codes: Codes = current_app.extensions["security"].totp_factory
    fresh = codes.sealed_anew(person.tf_totp_secret)
    if fresh is None:
        return 0
    person.tf_totp_secret = fresh
    return 1


def _codes(person: Organizer, first: str) -> int:
    held = person.mf_recovery_codes
    if not held or _code_key(held) == first:
        return 0
    cryptor = _cryptor()
    person.mf_recovery_codes = [cryptor.rotate(each.encode()).decode() for each in held]
    return 1


def _code_key(held: list[str]) -> str:
    """The key all of these were sealed with; "" where they differ, or it is not on the ring."""
    for key_id, one in zip(keyring.current().keys, _cryptor()._fernets, strict=True):  # noqa: SLF001
        try:
            for each in held:
                one.decrypt(each.encode())
        except InvalidToken:
            continue
        return key_id
    return ""


def _cryptor() -> Any:
    return current_app.extensions["security"].mf_recovery_codes_util.cryptor


def _tag(kept: str) -> str:
    """The id of the key; Flask-Security's tags are ours with a k in front (`accounts`)."""
    try:
        return str(json.loads(kept)["enckey"]["t"]).removeprefix("k")
    except (KeyError, ValueError, TypeError):
        return ""
