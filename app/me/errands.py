"""Errands: what a visitor's answer must not wait for, and must not tell anything by.

Somebody who asks for a link gets the same answer in the same time whoever they are, because
nothing is looked up before it: what they typed is put here, sealed, and the worker does the
rest. Copies of an erased person that lie in files go the same way, after the commit.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import sqlalchemy as sa

from app import clock, keyring
from app.extensions import db
from app.me.models import Errand, ErrandKind

# Where a session notes that its commit should wake the worker (see `tasks`).
NUDGE = "me.nudge"


def post(kind: ErrandKind, told: Mapping[str, str], *, locale: str = "en") -> None:
    """Leave one for the worker, in the current transaction; its commit nudges."""
    uid = uuid.uuid4()
    row = {
        "kind": kind.value,
        "uid": uid,
        "sealed": keyring.current().seal(told, bound_to=uid.bytes),
        "locale": locale,
        "created_at": clock.now(),
    }
    db.session.execute(sa.insert(Errand), [row])
    db.session.info[NUDGE] = True


def opened(errand: Errand) -> dict[str, str]:
    """What it is about. Raises keyring.SealBroken, keyring.KeyMissing."""
    return keyring.current().open(errand.sealed, bound_to=errand.uid.bytes)
