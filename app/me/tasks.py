"""What the worker does for one's own page: errands when nudged, and forgetting old links."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from flask import Flask
from huey import crontab

from app.database import reading, transaction
from app.extensions import db
from app.keyring import KeyMissing, SealBroken
from app.me import errands, forgetting, links
from app.me.models import Errand, ErrandKind
from app.outbox.tasks import add_round, periodic

log = structlog.stdlib.get_logger(__name__)


@dataclass
class Report:
    """What one look at the errands did."""

    done: int = 0
    obstacle: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.done


def init_app(app: Flask) -> None:
    """Hang them on the queue."""
    add_round(app, "errands", deliver=run_all, nudge=errands.NUDGE)
    periodic(app, forget, schedule=crontab(minute="41"), name="forget links to one's own page")


def run_all(stop: threading.Event | None = None) -> Report:
    """Do every errand there is, each by itself; one that stumbles waits for the next minute."""
    report, last = Report(), 0
    while not (stop and stop.is_set()):
        with reading():
            next_id = db.session.scalar(
                sa.select(Errand.id).where(Errand.id > last).order_by(Errand.id).limit(1)
            )
        if next_id is None:
            return report
        last = next_id
        try:
            report.done += _run(next_id)
        except (SealBroken, KeyMissing) as error:
            _drop(next_id, error)
        except OSError as error:
            log.error("an errand must wait", errand=next_id, error=type(error).__name__)
            report.obstacle = "files"
    return report


def forget() -> None:
    """Delete the links that ended long ago."""
    with transaction():
        links.forget()


def _run(errand_id: int) -> bool:
    """Do one; False where another worker was quicker. Files go first, outside of it all."""
    with reading():
        errand = db.session.get(Errand, errand_id)
        if errand is None:
            return False
        kind, told, locale = errand.kind, errands.opened(errand), errand.locale
    if kind == ErrandKind.ERASE:
        forgetting.forget_mails(told)
    with transaction():
        gone = sa.delete(Errand).where(Errand.id == errand_id).returning(Errand.id)
        if db.session.scalar(gone) is None:
            return False
        if kind == ErrandKind.ERASE:
            forgetting.forget_files(told)
        else:
            campaign = int(told["campaign"]) if told["campaign"] else None
            links.answer(told["email"], campaign, locale=locale)
    return True


def _drop(errand_id: int, error: Exception) -> None:
    """What no key opens can never be done."""
    log.error("an errand cannot be read", errand=errand_id, error=type(error).__name__)
    with transaction():
        db.session.execute(sa.delete(Errand).where(Errand.id == errand_id))
