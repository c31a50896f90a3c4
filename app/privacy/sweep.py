"""The sweep: every rule after the other, what each has ended, and when the last run was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import sqlalchemy as sa
import structlog

from app import clock
from app.campaigns.models import Campaign
from app.database import reading, transaction
from app.extensions import db
from app.outbox.errors import place_of
from app.privacy import house, letters, people, periods
from app.privacy.models import SweepRun
from app.privacy.rule import Rule, Stop

# People before letters: what somebody takes along need not be emptied first.
RULES: tuple[Rule, ...] = (*people.RULES, *letters.RULES, *house.RULES)
NAMES = tuple(each.name for each in RULES)
log = structlog.stdlib.get_logger(__name__)


def never() -> bool:
    """A `Stop` that never says stop."""
    return False


def preview() -> Iterator[tuple[str, int]]:
    """What a run would end now, rule by rule. Changes nothing."""
    for rule in RULES:
        yield rule.name, rule.count()


def run(
    stop: Stop = never, tell: Callable[[str, int], object] = lambda _name, _n: None
) -> SweepRun:
    """Make one run through the rules; return its row, detached.

    A rule that stumbles is noted and holds up no other. Commits by itself: call it
    outside of any transaction.
    """
    with transaction():
        begun = SweepRun(removed={}, failed=[])
        db.session.add(begun)
        db.session.flush()
        run_id = begun.id
    removed: dict[str, int] = {}
    failed: list[str] = []
    for rule in RULES:
        if stop():
            return _write(run_id, removed, failed, ended=False)
        try:
            removed[rule.name] = rule.sweep(stop)
        except Exception as error:  # noqa: BLE001  # one broken rule must not hold up the others
            db.session.rollback()
            log.error("a rule of the privacy sweep has failed", rule=rule.name, why=place_of(error))
            failed.append(rule.name)
        tell(rule.name, removed.get(rule.name, 0))
        _write(run_id, removed, failed, ended=False)
    _overwrite()
    log.info("privacy sweep", removed=sum(removed.values()), failed=failed)
    return _write(run_id, removed, failed, ended=True)


def last() -> SweepRun | None:
    """The newest run that came to its end."""
    ended = sa.select(SweepRun).where(SweepRun.ended_at.is_not(None))
    return db.session.scalar(ended.order_by(SweepRun.id.desc()).limit(1))


def list_runs(limit: int = 14) -> list[SweepRun]:
    """The newest runs, whether they ended or not."""
    return list(db.session.scalars(sa.select(SweepRun).order_by(SweepRun.id.desc()).limit(limit)))


def is_overdue() -> bool:
    """Whether no run has come to its end for two days: promises are not kept then."""
    found = last()
    if found is None:
        # Where there is a campaign for so long, a worker should have been here.
        first = db.session.scalar(sa.select(sa.func.min(Campaign.created_at)))
        return first is not None and first < clock.now() - periods.OVERDUE
    return found.ended_at is not None and found.ended_at < clock.now() - periods.OVERDUE


def run_if_due(gap: dt.timedelta, stop: Stop = never) -> bool:
    """Make a run unless one has ended within `gap`; whether it did."""
    with reading():
        found = last()
        if found is not None and found.ended_at and found.ended_at > clock.now() - gap:
            return False
    run(stop)
    return True


def _write(run_id: int, removed: dict[str, int], failed: list[str], *, ended: bool) -> SweepRun:
    with transaction():
        found = db.session.get_one(SweepRun, run_id)
        found.removed, found.failed = dict(removed), list(failed)
        found.ended_at = clock.now() if ended else None
        db.session.flush()
        db.session.refresh(found)
        db.session.expunge(found)
    return found


def _overwrite() -> None:
    """Have SQLite write its log back and empty it: what was deleted stands in there too.

    Where somebody reads at this moment it does what it can; the next run does the rest.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
