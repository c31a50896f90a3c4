"""How often something may be tried: sign-ins, codes, reset mails. Counted in the database.

So it holds for all processes and machines alike, and a refused request, which is rolled
back, is counted all the same: each count is a transaction of its own. A try is counted
before it is judged, so that many at the same instant are no more than many in a row.
Nothing here says whether an account exists: what was typed is counted, whoever it names.
How many tries are let through stands with the other limits (`limits.numbers`): the burst is
an account's, the sustained number a client's. No allowance and no RATE_LIMITS=off loosens it.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import sqlalchemy as sa
from flask_babel import ngettext

from app import clock, database, keyring
from app.database import transaction
from app.extensions import db
from app.limits import snapshot
from app.limits.addresses import network
from app.limits.models import HOUSE, Action
from app.organizers.models import Attempt

# Counts older than this are forgotten.
KEPT = dt.timedelta(days=1)


class TooMany(Exception):
    """Tried too often; `minutes` until it may be tried again."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"again in {minutes} minutes")
        self.minutes = minutes

    @property
    def words(self) -> str:
        """What the person is told."""
        said: str = ngettext(
            "That was too many tries. Please wait %(num)d minute, then try again.",
            "That was too many tries. Please wait %(num)d minutes, then try again.",
            self.minutes,
        )
        return said


def count(kind: str, *, account: str, client: str) -> None:
    """Count one try of this kind for the account and for the client's address. Raises TooMany.

    Commits, so it comes before anything else is written.
    """
    with transaction():
        pace = snapshot.current().numbers(HOUSE).paces[Action.SIGN_IN]
        window = dt.timedelta(seconds=pace.sustained_seconds)
        for_client = _add(_key(kind, "client", network(client)), window)
        if for_client.count == 1:
            _forget_old()
        wait = _wait(for_client, pace.sustained, window)
        if not wait:
            # Who has tried too often can neither shut others out nor fill the table.
            window = dt.timedelta(seconds=pace.burst_seconds)
            wait = _wait(_add(_key(kind, "account", account), window), pace.burst, window)
    if wait:
        raise TooMany(wait)


def succeeded(kind: str, *, account: str, client: str) -> None:
    """Take back what a good try has counted: the account begins anew, the client is one less."""
    db.session.execute(sa.delete(Attempt).where(Attempt.key == _key(kind, "account", account)))
    db.session.execute(
        sa.update(Attempt)
        .where(Attempt.key == _key(kind, "client", network(client)), Attempt.count > 0)
        .values(count=Attempt.count - 1)
    )


def use_once(account: str, number: int) -> None:
    """Remember the last one-time number that an account has used (see `last_used`)."""
    row = {"key": _key("used", "account", account), "since": clock.now(), "count": number}
    put = database.insert(Attempt).values(**row)
    db.session.execute(
        put.on_conflict_do_update(
            index_elements=[Attempt.key], set_={"since": row["since"], "count": number}
        )
    )


def last_used(account: str) -> int | None:
    """The number of `use_once`; None where none was used within a day."""
    key = _key("used", "account", account)
    return db.session.scalar(sa.select(Attempt.count).where(Attempt.key == key))


def _add(key: bytes, window: dt.timedelta) -> Attempt:
    now = clock.now()
    ended = Attempt.since <= now - window
    put = database.insert(Attempt).values(key=key, since=now, count=1)
    values: dict[str, Any] = {
        "count": sa.case((ended, 1), else_=Attempt.count + 1),
        "since": sa.case((ended, put.excluded.since), else_=Attempt.since),
    }
    counted = put.on_conflict_do_update(index_elements=[Attempt.key], set_=values)
    since, times = db.session.execute(counted.returning(Attempt.since, Attempt.count)).one()
    return Attempt(key=key, since=since, count=times)


def _wait(counted: Attempt, most: int, window: dt.timedelta) -> int:
    if counted.count <= most:
        return 0
    left = (counted.since + window - clock.now()).total_seconds()
    return max(1, math.ceil(left / 60))


def _forget_old() -> None:
    db.session.execute(sa.delete(Attempt).where(Attempt.since < clock.now() - KEPT))


def _key(kind: str, of: str, text: str) -> bytes:
    return keyring.current().index(f"attempt {kind} {of}", text)
