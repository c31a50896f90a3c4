"""What a web worker weighs beside a bare one, when it answers first, and what it does idle."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from contextlib import suppress
from functools import partial

import psutil

from benchmarks.line import Line
from benchmarks.machine import START_SECONDS, Instance, Machine, stop

MEGABYTE = 2**20
IDLE_SECONDS = 10
ASKED = 50


def lines(machine: Machine) -> list[Line]:
    """Each round starts one worker of its own kind anew."""
    instance = machine.instance("sqlite", 0)
    return [
        Line(
            "web worker, resident",
            partial(_resident, machine, "wsgi:app", instance),
            2.5,
            yardstick=partial(_resident, machine, "benchmarks.yardsticks.bare:app", None),
            against="a bare Flask worker",
            unit="MB",
            more_is_better=False,
        ),
        Line(
            "from start to the first answer",
            partial(_start, machine, instance),
            2,
            unit="s",
            more_is_better=False,
        ),
        Line(
            "web worker idle",
            partial(_idle, machine, instance),
            1,
            unit="% of a processor",
            more_is_better=False,
        ),
    ]


def _resident(machine: Machine, target: str, instance: Instance | None) -> float:
    process, url = machine.one_worker(target, instance)
    try:
        page = f"{url}/c/{instance.slug}/" if instance else f"{url}/healthz"
        _ask(page)
        for _ in range(ASKED):
            _ask(page)
        return float(_worker(process).memory_info().rss / MEGABYTE)
    finally:
        stop(process)


def _start(machine: Machine, instance: Instance) -> float:
    began = time.perf_counter()
    process, url = machine.one_worker("wsgi:app", instance)
    try:
        _ask(f"{url}/readyz")
        return time.perf_counter() - began
    finally:
        stop(process)


def _idle(machine: Machine, instance: Instance) -> float:
    process, url = machine.one_worker("wsgi:app", instance)
    try:
        _ask(f"{url}/c/{instance.slug}/")
        worker = _worker(process)
        time.sleep(2)  # what follows a first request
        worker.cpu_percent()
        time.sleep(IDLE_SECONDS)
        return float(worker.cpu_percent())
    finally:
        stop(process)


def _ask(url: str) -> None:
    """Until it answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url, timeout=START_SECONDS) as answer:  # noqa: S310
            answer.read()
            return
        time.sleep(0.01)
    raise RuntimeError("no answer")


def _worker(arbiter: subprocess.Popen[bytes]) -> psutil.Process:
    return psutil.Process(arbiter.pid).children()[0]
