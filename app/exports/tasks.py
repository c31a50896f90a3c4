"""What the worker does for exports: it reads range after range and writes the file's pieces."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.campaigns.models import Campaign, Discipline
from app.exports import cells, rows
from app.exports.batch import Batch
from app.exports.cells import Format
from app.exports.columns import Column, What, chosen
from app.exports.lines import Further, Names
from app.exports.service import KIND
from app.extensions import db
from app.filters import number
from app.jobs import registry
from app.jobs.files import PIECE
from app.jobs.models import Job
from app.jobs.registry import JobFile, Step


def init_app(app: Flask) -> None:
    """Let the worker make exports."""
    registry.add(
        app, KIND, export, reads=True, title=_l("Export"), result=say_result, file=name_file
    )


def export(job: Job) -> Iterator[Step]:
    """Write the rows that were asked for, as they are when each is read."""
    if job.cursor.get("ended"):
        return
    making = Making(job.campaign_id or 0, job.params)
    done, total, at = making.begin(dict(job.cursor))
    if not job.cursor:
        yield making.step(done, total, at, cells.header(making.names, making.form, bom=making.bom))
    while at["next"] <= at["last"]:
        found, text = making.range(at["next"], at["last"])
        at = at | {"next": at["next"] + rows.RANGE}
        done += found
        yield making.step(done, max(total, done), at, text)
    yield making.step(done, done, at | {"ended": 1}, "")


class Making:
    """One export while it is made: what was asked for, and what came of it so far."""

    def __init__(self, campaign_id: int, params: dict[str, Any]) -> None:
        self.campaign_id = campaign_id
        self.what = What(params["what"])
        self.form = Format(params["format"])
        self.bom, self.gzip, self.filters = params["bom"], params["gzip"], params["filters"]
        self.columns: list[Column] = chosen(self.what, params["columns"])
        self.names = [each.name for each in self.columns]
        self.fields = {field for each in self.columns for field in each.fields}
        self.fields |= {rows.FILTERED[each] for each in self.filters}
        self.written = self.bytes = 0

    def begin(self, cursor: dict[str, Any]) -> tuple[int, int, dict[str, int]]:
        """Where to go on, or where to begin."""
        if not cursor:
            there = rows.extent(self._campaign(), self.what)
            return 0, there.count, {"next": there.first, "last": there.last, "total": there.count}
        self.written, self.bytes = cursor["written"], cursor["bytes"]
        return cursor["done"], cursor["total"], cursor

    def range(self, first: int, last: int) -> tuple[int, str]:
        """How many rows the range holds, and those asked for as text."""
        with _uncollected():
            return self._range(first, last)

    def _range(self, first: int, last: int) -> tuple[int, str]:
        campaign = self._campaign()
        found = rows.read(campaign, self.what, first, last, self.fields)
        wanted = found
        if self.filters:
            wanted = rows.passing(found, self.filters, _by_slug(campaign))
        batch = Batch(wanted, Names.of(campaign), Further(wanted["id"]))
        columns = [each.values(batch) for each in self.columns]
        self.written += len(wanted["id"])
        return len(found["id"]), cells.columns_text(self.names, columns, self.form)

    def step(self, done: int, total: int, at: dict[str, int], text: str) -> Step:
        """What was made, cut into pieces."""
        content = text.encode()
        if content and self.gzip:
            content = cells.pressed(content)
        self.bytes += len(content)
        pieces = tuple(content[i : i + PIECE] for i in range(0, len(content), PIECE))
        result = {"rows": self.written, "bytes": self.bytes}
        cursor = {**at, "done": done, "written": self.written, "bytes": self.bytes}
        return Step(done, total, cursor, result, pieces)

    def _campaign(self) -> Campaign:
        return db.session.get_one(Campaign, self.campaign_id)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Garbage stays until the end: nothing that a range is made of holds itself.

    The collector would look at its thousands of cells over and over, for a fifth of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        # Always: of two ranges at once, the one that ends later must not leave it off.
        gc.enable()


def say_result(job: Job) -> list[str]:
    """What came of it."""
    if "rows" not in job.result:
        return []
    rows = job.result["rows"]
    written = ngettext("%(count)s row.", "%(count)s rows.", rows, count=number(rows))
    return [written, _("Columns: %(names)s.", names=", ".join(job.params["columns"]))]


def name_file(job: Job) -> JobFile:
    """What the browser saves it as."""
    form = Format(job.params["format"])
    day = job.created_at.date().isoformat()
    name = f"{job.campaign.slug if job.campaign else 'tutti'}-{job.params['what']}-{day}.{form}"
    if job.params["gzip"]:
        return JobFile(f"{name}.gz", "application/gzip")
    return JobFile(name, cells.MIMETYPES[form])


def _by_slug(campaign: Campaign) -> dict[str, int]:
    mine = sa.select(Discipline.slug, Discipline.id).where(Discipline.campaign_id == campaign.id)
    return {row.slug: row.id for row in db.session.execute(mine)}
