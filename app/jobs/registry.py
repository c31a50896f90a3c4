"""The kinds of jobs there are: each domain puts its handlers in, by name.

A handler is a generator: it does one step, yields a `Step` and goes on. Each step is one
transaction: the engine commits what the handler wrote together with its progress and its
`cursor`, so a handler that is called again (its worker was killed) reads `job.cursor` and
goes on from there, without doing anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

from flask import Flask, current_app
from flask_babel.speaklater import LazyString

from app.jobs.models import Job


@dataclass(frozen=True)
class Step:
    """What one step has done. `done` and `total` count in the job's own unit, as a person would.

    `pieces` are added to the end of the job's file in the transaction that notes the step.
    """

    done: int
    total: int | None = None
    cursor: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = field(default=(), repr=False)


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


class Told(TypedDict, total=False):
    """What a kind of job may say of itself.

    `title` names the work ("Merging disciplines"), `result` says in sentences what came of it
    (from `job.result`, `job.done`), `file` names what it has made. One that only `reads` is run
    outside of the transaction that notes its steps, and so keeps nobody from writing, however
    long it reads; what it makes goes into `Step.pieces`.
    """

    reads: bool
    title: LazyString
    result: Result
    file: File


@dataclass(frozen=True)
class Kind:
    """A kind of job as it was put in; see `Told`."""

    reads: bool = False
    title: LazyString | None = None
    result: Result | None = None
    file: File | None = None


def add(app: Flask, kind: str, handler: Handler, **told: Unpack[Told]) -> None:
    """Let jobs of this kind be done by `handler`, and speak of themselves as `told` says."""
    app.extensions.setdefault("job_handlers", {})[kind] = handler
    app.extensions.setdefault("job_kinds", {})[kind] = Kind(**told)


def handler_of(kind: str) -> Handler:
    """Who does it. Raises KeyError for a kind nobody put in."""
    handlers: dict[str, Handler] = current_app.extensions.get("job_handlers", {})
    return handlers[kind]


def kind_of(name: str) -> Kind:
    """How jobs of this kind speak of themselves; silent where nobody said."""
    kinds: dict[str, Kind] = current_app.extensions.get("job_kinds", {})
    return kinds.get(name, Kind())
