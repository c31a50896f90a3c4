"""`congress load` of the full data against reading and checking the files alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask

from app.congress import loading, parsing
from app.congress.sources import Folder
from benchmarks.line import Line
from benchmarks.machine import Instance, Machine, NotHere

MUST = 2.0


def lines(machine: Machine) -> list[Line]:
    """On both databases; the files are those in the folder that CONGRESS_DATA names."""
    folder = Path(os.environ.get("CONGRESS_DATA") or "")
    if not os.environ.get("CONGRESS_DATA") or not folder.is_dir():
        raise NotHere("CONGRESS_DATA names no folder with the data of Congress")
    source = Folder(folder)
    return [_line(machine.instance(kind), source) for kind in ("sqlite", "postgresql")]


def _line(instance: Instance, source: Folder) -> Line:
    app = instance.app()
    return Line(
        f"congress load, {instance.kind}",
        partial(_seconds, app, lambda: loading.load(source)),
        MUST,
        yardstick=partial(_seconds, app, lambda: _parse(source)),
        against="parsing the files alone",
        unit="s",
        more_is_better=False,
    )


def _parse(source: Folder) -> None:
    parsing.parse(source.gather(lambda _what: None), step=lambda _what: None)


def _seconds(app: Flask, work: Callable[[], object]) -> float:
    with app.app_context():
        began = time.perf_counter()
        work()
        return time.perf_counter() - began
