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

from flask import Flask

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


Handler = Callable[[Job], Iterator[Step]]


def add(app: Flask, kind: str, handler: Handler) -> None:
    """Let jobs of this kind be done by `handler`."""
    app.extensions.setdefault("job_handlers", {})[kind] = handler
