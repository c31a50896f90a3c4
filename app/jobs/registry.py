"""The kinds of jobs there are: each domain puts its handlers in, by name.

A handler is a generator: it does one step, yields a `Step` and goes on. Each step is one
transaction: the engine commits what the handler wrote together with its progress and its
`cursor`, so a handler that is called again (its worker was killed) reads `job.cursor` and
goes on from there, without doing anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from flask_babel.speaklater import LazyString

from app.jobs.models import Job


@dataclass(frozen=True)
class Step:
    """What one step has done. `done` and `total` count in the job's own unit, as a person would."""

    done: int
    total: int | None = None
    cursor: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)


class JobTrouble(Exception):
    """The job cannot go on, for a reason the organizer can act on; its words are shown to them."""


@dataclass(frozen=True)
class JobFile:
    """What a job's file is called when it is taken away."""

    name: str
    mimetype: str


Handler = Callable[[Job], Iterator[Step]]
# Sentences that say what came of a job, in the reader's language.
Result = Callable[[Job], list[str]]
File = Callable[[Job], JobFile]


@dataclass(frozen=True)
class Kind:
    """How a kind of job speaks of itself to whoever began it; all of it may be left out."""

    title: LazyString | None = None
    result: Result | None = None
    file: File | None = None


def add(
    app: Flask,
    kind: str,
    handler: Handler,
    *,
    title: LazyString | None = None,
    result: Result | None = None,
    file: File | None = None,
) -> None:
    """Let jobs of this kind be done by `handler`.

    `title` names the work ("Merging disciplines"), `result` says in sentences what came of it
    (from `job.result`, `job.done`), `file` names what it has made.
    """
    app.extensions.setdefault("job_handlers", {})[kind] = handler
    app.extensions.setdefault("job_kinds", {})[kind] = Kind(title, result, file)


def handler_of(kind: str) -> Handler:
    """Who does it. Raises KeyError for a kind nobody put in."""
    handlers: dict[str, Handler] = current_app.extensions.get("job_handlers", {})
    return handlers[kind]


def kind_of(job: Job) -> Kind:
    """How this job speaks of itself; silent where nobody said."""
    kinds: dict[str, Kind] = current_app.extensions.get("job_kinds", {})
    return kinds.get(job.kind, Kind())
