"""What the worker does for imports: it checks a file without changing anything, and brings people.

Both read the file from its beginning, some hundred rows a step; the import writes each step's
people and how far it got in one transaction, so a worker that takes it over brings nobody twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.audit import service as audit
from app.campaigns.models import Campaign
from app.exports.cells import BOM, Format
from app.exports.cells import text as as_csv
from app.extensions import db
from app.imports import service, table, words
from app.imports.people import Person, Reader, RowWrong
from app.imports.table import Reading, TableTrouble
from app.jobs import files, registry
from app.jobs.models import Job
from app.jobs.registry import JobTrouble, Step

KIND = "import"
CHECK = "import_check"
# Rows of one step: of the import few, since SQLite has one writer.
CHECKED, BROUGHT = 2_000, 400
# Lines of the list of what is wrong; who has more mistakes than these has one mistake.
MOST_SAID = 10_000
NOBODY = {"rows": 0, "new": 0, "known": 0, "twice": 0, "wrong": 0, "said": 0, "bytes": 0}

Numbered = tuple[int, list[str]]
Good = tuple[int, Person]


def init_app(app: Flask) -> None:
    """Let the worker check and import."""
    say, name = words.say_result, words.name_file
    title = _l("Checking a file")
    registry.add(app, CHECK, check, reads=True, title=title, result=say, file=name)
    registry.add(app, KIND, bring, title=_l("Import"), result=say, file=name)


def check(job: Job) -> Iterator[Step]:
    """Read the whole file as the import would; nothing is changed.

    A worker that takes it over reads what was checked once more, to know who stands in there.
    """
    asked, upload = dict(job.params), int(job.params["upload"])
    campaign_id, seen, checked = job.campaign_id or 0, Seen(), dict(job.cursor)
    found = dict(NOBODY)
    if checked.get("ended"):
        return
    for batch in _batches(upload, asked, CHECKED):
        campaign = db.session.get_one(Campaign, campaign_id)
        said, good = _read(campaign, asked, batch)
        addresses = [service.address(person) for _at, person in good]
        repeated = [seen.before(each) for each in addresses]
        if found["rows"] < checked.get("rows", 0):
            found["rows"] += len(batch)
            found = checked if found["rows"] == checked["rows"] else found
            continue
        found["wrong"] += len(said)
        known = service.known(campaign, addresses)
        for (at, _person), address, twice in zip(good, addresses, repeated, strict=True):
            kind = "twice" if twice else "known" if address in known else "new"
            found[kind] += 1
            said += [(at, *words.left(kind))] if kind != "new" else []
        yield _step(found, batch, said)
    found["ended"] = 1
    yield _step(found, [], [])


def bring(job: Job) -> Iterator[Step]:
    """Bring the people of the file, from where it was."""
    asked, job_id, campaign_id = dict(job.params), job.id, job.campaign_id or 0
    found = dict(job.cursor) or dict(NOBODY)
    if found.get("ended"):
        return
    for batch in _batches(job_id, asked, BROUGHT, skip=found["rows"]):
        campaign = db.session.get_one(Campaign, campaign_id)
        said, good = _read(campaign, asked, batch)
        found["wrong"] += len(said)
        brought = service.bring(campaign, [person for _at, person in good], job_id=job_id)
        found["new"] += brought.new
        for kind, left in (("known", brought.known), ("twice", brought.twice)):
            found[kind] += len(left)
            said += [(good[i][0], *words.left(kind)) for i in left]
        yield _step(found, batch, said, total=asked.get("rows"))
    found["ended"] = 1
    _note(job_id, db.session.get_one(Campaign, campaign_id), found)
    yield _step(found, [], [], total=found["rows"])


class Seen:
    """The addresses that came by, in a file of SQLite's own that it deletes: not in memory."""

    def __init__(self) -> None:
        self._marks = sqlite3.connect("")
        self._marks.execute("CREATE TABLE seen (mark INTEGER PRIMARY KEY) WITHOUT ROWID")

    def before(self, address: str) -> bool:
        """Whether it came by before; it has now."""
        digest = blake2b(address.encode(), digest_size=8).digest()
        mark = int.from_bytes(digest, "big", signed=True)
        done = self._marks.execute("INSERT OR IGNORE INTO seen VALUES (?)", (mark,))
        return done.rowcount == 0


def _batches(
    upload: int, asked: dict[str, Any], size: int, *, skip: int = 0
) -> Iterator[list[Numbered]]:
    """The rows behind the header, `size` at a time. Raises JobTrouble."""
    reading = Reading(**asked["reading"])
    found = table.rows(files.read(upload, files.IN), reading)
    try:
        if reading.has_header:
            next(found, None)
        for _row in islice(found, skip):
            pass
        while batch := list(islice(found, size)):
            yield batch
    except TableTrouble as trouble:
        raise JobTrouble(str(trouble)) from trouble


def _read(
    campaign: Campaign, asked: dict[str, Any], batch: list[Numbered]
) -> tuple[list[tuple[int, str, str]], list[Good]]:
    """What is wrong with these rows, and the people in the others."""
    reader = Reader(campaign, asked["mapping"], asked.get("discipline", ""))
    said: list[tuple[int, str, str]] = []
    good: list[Good] = []
    for at, row in batch:
        try:
            good.append((at, reader.person(row, asked["width"])))
        except RowWrong as wrong:
            said.append((at, *words.wrong(wrong.words)))
    return said, good


def _step(
    found: dict[str, int],
    batch: list[Numbered],
    said: list[tuple[int, str, str]],
    *,
    total: int | None = None,
) -> Step:
    """How far it is, and the lines that say what was left out and why."""
    found["rows"] += len(batch)
    told: list[tuple[int | str, str, str]] = [*sorted(said)[: MOST_SAID - found["said"]]]
    content = b""
    if told:
        first = () if found["bytes"] else (words.header(),)
        bom = "" if found["bytes"] else BOM
        content = (bom + as_csv((), [*first, *told], Format.CSV)).encode()
    found["said"] += len(told)
    found["bytes"] += len(content)
    pieces = (content,) if content else ()
    return Step(found["rows"], total, dict(found), dict(found), pieces)


def _note(job_id: int, campaign: Campaign, found: dict[str, int]) -> None:
    job = db.session.get_one(Job, job_id)
    numbers = {key: found[key] for key in ("rows", "new", "known", "twice", "wrong")}
    audit.record(
        "import.done",
        by=job.organizer,
        campaign=campaign,
        subject=f"job:{job_id}",
        after=numbers,
    )
