"""The campaign page and numbers.json against fixed bytes: the same with nobody and a million."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.line import Line
from benchmarks.machine import Machine, wrk

AGAINST = "a Flask view returning 16 KB"
MUST = 0.85


def lines(machine: Machine) -> list[Line]:
    """Both on PostgreSQL, under two sync workers each."""
    fixed = machine.gunicorn("benchmarks.yardsticks.fixed_bytes:app")
    made = []
    for people in sorted({0, machine.people}):
        instance = machine.instance("postgresql", people)
        ours = machine.gunicorn("wsgi:app", environ=instance.environ)
        many = f"{people:,} people" if people else "the demo's few"
        wrk(f"{ours}/c/{instance.slug}/", seconds=3)  # until every worker has begun
        page = f"{ours}/c/{instance.slug}/"
        for name, url in (("campaign page", page), ("numbers.json", f"{page}numbers.json")):
            made.append(
                Line(
                    f"{name}, {many}",
                    _requests(url),
                    MUST,
                    yardstick=_requests(f"{fixed}/"),
                    against=AGAINST,
                )
            )
    return made


def _requests(url: str) -> Callable[[], float]:
    return partial(wrk, url)
