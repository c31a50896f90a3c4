"""Sign-ins, each a row of its own, so that they can be listed and ended.

The signed cookie holds a random key; the row holds its hash. A session whose row has
ended is no session, whatever the cookie says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from app import clock
from app.extensions import db
from app.organizers.models import Organizer, SignInSession

# Where the cookie keeps the key.
KEY = "sid"
# However busy a session is, after this long its person signs in anew.
LONGEST = dt.timedelta(days=7)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone|iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def begin(organizer: Organizer, *, user_agent: str) -> str:
    """Note a sign-in; return the key for its cookie."""
    key = secrets.token_urlsafe(24)
    db.session.add(
        SignInSession(organizer_id=organizer.id, key_hash=_hash(key), browser=browser(user_agent))
    )
    db.session.flush()
    return key


def find_open(organizer: Organizer, key: str) -> SignInSession | None:
    """The session this cookie's key stands for, while it has neither been ended nor grown old."""
    return db.session.scalar(
        sa.select(SignInSession).where(
            SignInSession.key_hash == _hash(key),
            SignInSession.organizer_id == organizer.id,
            *_open(),
        )
    )


def get_of(organizer: Organizer, session_id: int) -> SignInSession | None:
    """One of this person's own sessions, by its number."""
    return db.session.scalar(
        sa.select(SignInSession).where(
            SignInSession.id == session_id, SignInSession.organizer_id == organizer.id
        )
    )


def list_open(organizer: Organizer) -> Sequence[SignInSession]:
    """Every sign-in of theirs that still stands, the newest first."""
    return db.session.scalars(
        sa.select(SignInSession)
        .where(SignInSession.organizer_id == organizer.id, *_open())
        .order_by(SignInSession.id.desc())
    ).all()


def last_sign_ins() -> dict[int, dt.datetime]:
    """When each organizer last signed in, by their number."""
    newest = sa.select(SignInSession.organizer_id, sa.func.max(SignInSession.created_at))
    rows = db.session.execute(newest.group_by(SignInSession.organizer_id))
    return {row[0]: row[1] for row in rows}


def end(session: SignInSession) -> None:
    """End one. Harmless twice."""
    if session.ended_at is None:
        session.ended_at = clock.now()
        db.session.flush()


def end_by_key(key: str) -> None:
    """End the one that a cookie's key stands for, if it is there."""
    ending = sa.update(SignInSession).where(
        SignInSession.key_hash == _hash(key), SignInSession.ended_at.is_(None)
    )
    db.session.execute(ending.values(ended_at=clock.now()))


def end_all(organizer: Organizer, *, but: int | None = None) -> int:
    """End every sign-in of theirs, but the one with the id `but`; return how many."""
    ended = [each for each in list_open(organizer) if each.id != but]
    for each in ended:
        end(each)
    return len(ended)


def browser(user_agent: str) -> str:
    """ "Firefox on Linux"; no more of it is kept."""
    name = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, user_agent)), "")
    return " on ".join(each for each in (name, system) if each)


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    return SignInSession.ended_at.is_(None), SignInSession.created_at > clock.now() - LONGEST


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
