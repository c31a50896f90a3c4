"""How long the panel's pages take with a million signatories, on SQLite and on PostgreSQL.

`python -m benchmarks.panel`: makes the rows in a temporary folder, asks every page of the
panel that can be got (whatever the map of URLs lists) through the real application, and
prints the median and the longest of several askings, and how many bare look-ups by an index
the median is worth in the same run. Exits with 1 where a median is over 300 ms.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from app import create_app, migrate
from app.campaigns.models import Campaign
from app.database import Base
from app.extensions import db
from app.pledges.models import Signatory
from benchmarks import crowd, filling
from benchmarks.machine import Machine
from benchmarks.saying import say
from tests.support import organizers
from tests.support.page import Page

LIMIT_MS = 300
ASKED = 5
# Pages that look for something: what is typed into the search box of the signatories.
TYPED = (
    "person777777@mail.example",
    "@union.example",
    "Ada Lovelace",
    "Monk 12",
    "Олена Коваль",
    "田中",
    "10042",
    "NM",
    "code-7",
    "code-399",
    "nobody at all",
)
# Further addresses of pages that have filters; those of pages that do not exist are passed over.
FURTHER = {
    "panel.signatories": ("state=pending", "state=withdrawn", "discipline=ally", "before=500000"),
    "panel.ledger": (
        "state=failed",
        "channel=hand_off",
        "office=SCA01",
        "words=own",
        "reason=busy",
    ),
    "panel.voices": ("pile=approved", "pile=declined"),
}


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
        slug = db.session.scalar(sa.select(Campaign.slug)) or filling.fill(people)
        bare = _bare()
    found = [each for address in _addresses(app, slug) if (each := _ask(app, address))]
    found += _searched(app, slug)
    with app.app_context():
        db.session.rollback()
        kind = db.engine.dialect.name
        db.engine.dispose()
    return _print(kind, people, bare, found)


def asks(app: Flask, slug: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every page of the panel with a way to ask it once, signed in as an owner."""
    with app.app_context():
        client = organizers.visitor(app, "owner").client
    for address in _addresses(app, slug):
        yield address, partial(client.get, address, base_url=app.config["PUBLIC_URL"])


def slowest(app: Flask, slug: str) -> float:
    """The median time of the page that takes the longest, in milliseconds; says which."""
    timed = [each for address, ask in asks(app, slug) if (each := _time(address, ask))]
    last = max([*timed, *_searched(app, slug)], key=lambda each: each.median)
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


def _addresses(app: Flask, slug: str) -> Iterator[str]:
    """Every page of the panel that can be got, and the further addresses of some."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.endpoint.startswith("panel.") and "GET" in (rule.methods or ()):
            address = _address(app, rule, slug)
            yield address
            for words in FURTHER.get(rule.endpoint, ()):
                yield f"{address}?{words}"


def _address(app: Flask, rule: Rule, slug: str) -> str:
    with app.app_context():
        campaign = db.session.scalars(sa.select(Campaign).where(Campaign.slug == slug)).one()
        given = {"slug": slug, "discipline": campaign.disciplines[0].slug}
        values = {name: given.get(name) or _newest_id(name) for name in rule.arguments}
        db.session.rollback()
    return str(app.url_map.bind("").build(rule.endpoint, values, method="GET"))


def _newest_id(argument: str) -> Any:
    """`letter_id`: the newest letter's; 1 where no table is called like that."""
    name = argument.removesuffix("_id")
    tables = Base.metadata.tables
    table = next((tables[each] for each in (name, f"letter_{name}") if each in tables), None)
    if table is None or "id" not in table.columns:
        return 1
    return db.session.scalar(sa.select(sa.func.max(table.c.id))) or 1


def _ask(app: Flask, address: str) -> Timed | None:
    """Once to warm up, then several times. None for a page that nobody can get like this."""
    with app.app_context():
        client = organizers.visitor(app, "owner").client
    return _time(address, lambda: client.get(address, base_url=app.config["PUBLIC_URL"]))


def _searched(app: Flask, slug: str) -> Iterator[Timed]:
    if "panel.signatories_search" not in app.view_functions:
        return
    with app.app_context():
        visitor = organizers.visitor(app, "owner")
    where, home = f"/organize/c/{slug}/signatories/", app.config["PUBLIC_URL"]
    for typed in TYPED:
        token = organizers.csrf(Page(visitor.client.get(where, base_url=home)))
        answer = visitor.client.post(
            where, data={"q": typed, "csrf_token": token}, headers={"Origin": home}, base_url=home
        )
        address = answer.headers.get("Location", where)

        def ask(address: str = address) -> Any:
            return visitor.client.get(address, base_url=home)

        if found := _time(f"search: {typed}", ask):
            yield found


def _time(name: str, ask: Callable[[], Any]) -> Timed | None:
    first = ask()
    if first.status_code == 404:
        say(f"  not measured, answers 404: {name}")
        return None
    times, worked, size = [], [], 0
    for _ in range(ASKED):
        began, computed = time.perf_counter(), time.process_time()
        size = len(ask().get_data())
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - computed))
    return Timed(name, first.status_code, size, times, worked)


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
