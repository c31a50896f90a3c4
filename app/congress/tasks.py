"""What the worker does for Congress: once a week it loads anew what people may have changed."""

from __future__ import annotations

import datetime as dt

import structlog
from flask import Flask, current_app
from huey import crontab

from app import clock
from app.congress import loading, queries
from app.congress.models import Dataset
from app.congress.parsing import WHOLE, Whole
from app.congress.records import BrokenData
from app.congress.sources import NothingThere, Source
from app.database import reading
from app.outbox.tasks import periodic

log = structlog.stdlib.get_logger(__name__)

WEEK = dt.timedelta(days=7)
# After a try, successful or not: nobody is asked every hour for what they do not have.
REST = dt.timedelta(days=1)


class Refresh:
    """Looks every hour, since nobody knows when a machine is on; tries once a day at most."""

    def __init__(self, whole: Whole = WHOLE) -> None:
        self._whole = whole
        self._rest_until: dt.datetime | None = None

    def look(self) -> bool:
        """Load anew where that is due; what there is stays when it fails. Whether it was loaded."""
        now = clock.now()
        if self._rest_until is not None and now < self._rest_until:
            return False
        source = loading.choose(current_app.config["CONGRESS_DATA"])
        if source is None or not _due(source, now):
            return False
        self._rest_until = now + REST
        try:
            written = loading.load(source, whole=self._whole)
        except (BrokenData, NothingThere) as error:
            log.warning("Congress was not loaded anew", reason=str(error))
            return False
        log.info("Congress was loaded anew", missing=sorted(written.missing))
        return True


def init_app(app: Flask) -> None:
    refresh = Refresh()
    periodic(app, refresh.look, schedule=crontab(minute="23"), name="refresh Congress")


def _due(source: Source, now: dt.datetime) -> bool:
    """Whether a dataset is missing or a week old, and the source may have something newer."""
    with reading():
        loads = {each.dataset: each.loaded_at for each in queries.list_loads()}
    if not loads:
        return True
    oldest = min(loads.values())
    due = len(loads) < len(Dataset) or now - oldest >= WEEK
    return due and source.changed_since(max(loads.values()))
