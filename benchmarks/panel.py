"""How long the panel's pages take with a million signatories, on SQLite and on PostgreSQL.

`python -m benchmarks.panel`: makes the rows in a temporary folder, asks every page of the
panel that can be got (whatever the map of URLs lists; `visits`) through the real application,
and prints the median and the longest of several askings, and how many bare look-ups by an index
the median is worth in the same run. Exits with 1 where a median is over 300 ms.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app, migrate
from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges.models import Signatory
from benchmarks import crowd, filling
from benchmarks.machine import Machine
from benchmarks.saying import say
from benchmarks.visits import Visit, visits

LIMIT_MS = 300
ASKED = 5


@dataclass(frozen=True)
class Timed:
    """One page: what it answered, how large it was, and the times in milliseconds.

    `worked` is what this process itself computed meanwhile: on a machine that is busy with other
    things, that is nearer to the truth (SQLite works in this process, PostgreSQL does not).
    """

    address: str
    status: int
    size: int
    times: list[float]
    worked: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.times)


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--url", help="fill and ask this database, and leave it (with --folder)")
    parser.add_argument("--folder", type=Path, help="the instance folder that belongs to --url")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    if options.url:
        return min(1, measure(options.url, options.folder, options.people))
    slow = 0
    with Machine(people=options.people) as machine:
        for kind in ("sqlite", "postgresql"):
            if options.only in (None, kind):
                made = machine.instance(kind, options.people)
                slow += measure(made.url, made.folder, options.people)
    return min(1, slow)


def measure(url: str, folder: Path, people: int) -> int:
    """Fill the database where it is empty, ask every page, print; how many are too slow."""
    app = create_app({"INSTANCE_DIR": str(folder), "DATABASE_URL": url, "CONGRESS_DATA": "off"})
    with app.app_context():
        migrate.upgrade()
        slug = db.session.scalar(sa.select(Campaign.slug).order_by(Campaign.id)) or filling.fill(
            people
        )
        bare = _bare()
    found = [_time(each) for each in visits(app, slug)]
    with app.app_context():
        db.session.rollback()
        kind = db.engine.dialect.name
        db.engine.dispose()
    return _print(kind, people, bare, found)


def slowest(app: Flask, slug: str) -> float:
    """The median time of the page that takes the longest, in milliseconds; says which."""
    last = max((_time(each) for each in visits(app, slug)), key=lambda each: each.median)
    say(f"  {last.median:.0f} ms: {last.address}")
    return last.median


def _bare() -> float:
    """The median of a bare look-up by an index, in milliseconds: what one query costs here."""
    ids = range(1, crowd.last_id(Signatory), 9973)
    db.session.rollback()
    times = []
    for each in ids:
        began = time.perf_counter()
        db.session.execute(sa.select(Signatory.email).where(Signatory.id == each)).first()
        times.append(1000 * (time.perf_counter() - began))
    db.session.rollback()
    return statistics.median(times)


def _time(visit: Visit) -> Timed:
    """Once to warm up, then several times."""
    first = visit.first()
    times, worked, size = [], [], 0
    for _ in range(ASKED):
        began, computed = time.perf_counter(), time.process_time()
        size = len(visit.ask().get_data())
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - computed))
    return Timed(visit.name, first.status_code, size, times, worked)


def _print(kind: str, people: int, bare: float, found: list[Timed]) -> int:
    slow = [each for each in found if each.median > LIMIT_MS]
    busy = f"{os.getloadavg()[0]:.1f} processes want {os.cpu_count()} processors"
    say(f"\n{kind}, {people:,} signatories; {busy}")
    say(f"a bare look-up by an index takes {bare:.2f} ms\n")
    say(f"{'median':>9} {'longest':>9} {'computed':>9} {'look-ups':>9} {'KB':>6}  page")
    for each in sorted(found, key=lambda each: -each.median):
        mark = "  OVER 300 ms" if each in slow else ""
        say(
            f"{each.median:7.1f}ms {max(each.times):7.1f}ms"
            f" {statistics.median(each.worked):7.1f}ms {each.median / bare:8.0f}×"
            f" {each.size / 1024:6.1f}  {each.address} ({each.status}){mark}"
        )
    say(f"\n{len(slow)} of {len(found)} pages are over {LIMIT_MS} ms\n")
    return len(slow)


if __name__ == "__main__":
    sys.exit(main())
