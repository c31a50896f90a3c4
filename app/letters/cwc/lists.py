"""The list of offices that take letters electronically, as a chamber's gateway gives it.

It is kept, and the gateway asked for it once a day: the gateways' outages must not take
the letter page with them. An answer without a single office is never believed. Shapes,
in which it has been seen: a list of codes; a list of objects with a code (Senate, 2023).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
import structlog

from app import clock
from app.congress import offices
from app.congress.models import ActiveOffice
from app.congress.offices import Chamber
from app.database import transaction
from app.extensions import db
from app.letters.cwc import settings
from app.web import Unreachable, Web

TIMEOUT_SECONDS = 20.0
log = structlog.stdlib.get_logger(__name__)


class ListUnusable(ValueError):
    """What came is no list of offices, or an empty one. The message quotes nothing of it."""


def refresh(chamber: Chamber) -> int:
    """Ask the gateway for its list, keep it in place of the old one, and say how long it is.

    Commits. Raises ListUnusable; the old list then stays, and the log says why.
    """
    known = settings.known(chamber)
    try:
        codes = parse(chamber, _fetch(known))
    except ListUnusable as error:
        log.error("the list of active offices stays as it was", chamber=chamber, why=str(error))
        raise
    with transaction():
        keep(chamber, codes, source=settings.bare(known.offices_url))
    log.info("the list of active offices is new", chamber=chamber, offices=len(codes))
    return len(codes)


def parse(chamber: Chamber, content: bytes) -> list[str]:
    """The office codes in the gateway's answer, as we spell them. Raises ListUnusable."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise ListUnusable("it is no JSON") from None
    named = {offices.normalised(each) for each in _codes(answer)}
    ours = {each.code for each in offices.all_offices() if each.chamber is chamber}
    if not named & ours:
        raise ListUnusable("there is no office of this chamber in it")
    if strange := len(named - ours):
        log.warning("unknown codes in the list of active offices", chamber=chamber, codes=strange)
    return sorted(named & ours)


def keep(chamber: Chamber, codes: list[str], *, source: str) -> None:
    """Put these offices in the place of the chamber's list. Flushes."""
    now = clock.now()
    db.session.execute(sa.delete(ActiveOffice).where(ActiveOffice.chamber == chamber))
    db.session.add_all(
        ActiveOffice(code=code, chamber=chamber, listed_at=now, source=source[:300])
        for code in codes
    )
    db.session.flush()


def _fetch(known: settings.Settings) -> bytes:
    try:
        with Web(timeout=TIMEOUT_SECONDS, proxy=known.proxy) as web:
            reply = web.get(known.offices_url_with_key)
    except Unreachable as error:
        raise ListUnusable(f"no answer: {error}") from None
    if reply.status != 200:
        raise ListUnusable(f"the answer is HTTP {reply.status}")
    return reply.content


def _codes(answer: object) -> Iterator[str]:
    """Every string in a list, or under a name with "code" in it, however deep the list lies."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, str) and "code" in name.lower():
                yield value
            elif isinstance(value, dict | list):
                yield from _codes(value)
    elif isinstance(answer, list):
        for each in answer:
            if isinstance(each, str):
                yield each
            else:
                yield from _codes(each)
