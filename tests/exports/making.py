"""Asking for an export and reading what the worker made of it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from app.campaigns.models import Campaign
from app.exports import service
from app.exports.cells import Format
from app.exports.columns import COLUMNS, What
from app.exports.service import Wanted
from app.extensions import db
from app.jobs import engine, files
from app.jobs.models import Job
from app.organizers.models import Organizer
from tests.support import organizers


def wanted(what: What, *columns: str, **over: Any) -> Wanted:
    """What is asked for; every column where none is named."""
    return Wanted(what, list(columns) or [each.name for each in COLUMNS[what]], **over)


def asked(campaign: Campaign, want: Wanted, by: Organizer | None = None) -> Job:
    """The job, waiting."""
    job = service.ask(campaign, want, by=by or organizers.organizer("organizer"))
    db.session.commit()
    return job


def content(job: Job) -> bytes:
    """The file it made."""
    found = b"".join(files.read(job.id, files.OUT))
    db.session.rollback()
    return found


def made(campaign: Campaign, want: Wanted) -> bytes:
    """The file of an export, from asking to its end."""
    job = asked(campaign, want)
    engine.drain()
    assert job.state == "done", job.trouble
    assert job.result["bytes"] == len(content(job))
    return content(job)


def rows(campaign: Campaign, what: What, *columns: str, **over: Any) -> list[dict[str, str]]:
    """The rows of a CSV."""
    text = made(campaign, wanted(what, *columns, **over)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def objects(campaign: Campaign, what: What, *columns: str, **over: Any) -> list[dict[str, Any]]:
    """The lines of a JSON Lines file."""
    want = wanted(what, *columns, format=Format.JSONL, **over)
    return [json.loads(line) for line in made(campaign, want).splitlines()]
