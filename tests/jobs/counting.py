"""A job that writes a line a step, so that a test sees what was done, and how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Flask

from app.extensions import db
from app.jobs import engine, files, registry, service
from app.jobs.models import Job
from app.organizers.models import Organizer
from tests.support import organizers

LINES = 5


def count(app: Flask, before: Callable[[Job, int], None] = lambda _job, _step: None) -> None:
    """Have jobs of the kinds "count" and "read" write LINES lines; `before` is called before each.

    "read" is done by a handler that only reads and gives its lines to the engine.
    """

    def handler(job: Job) -> Iterator[registry.Step]:
        for step in range(job.cursor.get("next", 0), LINES):
            before(job, step)
            files.append(job.id, files.OUT, f"line {step}\n".encode())
            yield registry.Step(step + 1, LINES, {"next": step + 1}, {"lines": step + 1})

    def reader(job: Job) -> Iterator[registry.Step]:
        for step in range(job.cursor.get("next", 0), LINES):
            before(job, step)
            lines = (f"line {step}\n".encode(),)
            yield registry.Step(step + 1, LINES, {"next": step + 1}, {"lines": step + 1}, lines)

    registry.add(app, "count", handler)
    registry.add(app, "read", reader, reads=True)


def begun(by: Organizer | None = None, *, kind: str = "count") -> Job:
    """A job that waits for a worker."""
    job = service.start(kind, by=by or organizers.organizer("organizer"))
    db.session.commit()
    return job


def written(job: Job) -> str:
    """What it has written so far."""
    text = b"".join(files.read(job.id, files.OUT)).decode()
    db.session.rollback()
    return text


def one_step() -> None:
    """Let a worker do one step and be told to stop."""
    answers = iter([False, True])
    engine.drain(lambda: next(answers, True))


ALL = "".join(f"line {step}\n" for step in range(LINES))
