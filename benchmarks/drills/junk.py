"""Junk by the thousand from two hundred addresses, while real people sign.

Limits are on. The junk comes from a process of its own, as fast as it is answered; it is a bot
that knows the form and its token, and solves nothing. A real person comes from an address of
their own, solves what a browser would solve, and waits as long as they are told.
"""

from __future__ import annotations

import base64
import json
import multiprocessing
import os
import re
import statistics
import threading
import time
from collections import Counter
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field

import altcha
import sqlalchemy as sa

from app.database import transaction
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.organizers.models import Organizer
from app.pledges import bulk
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from benchmarks.drills.crowd import Client
from benchmarks.drills.fleet import Fleet, reopen
from benchmarks.drills.verdict import Verdict
from benchmarks.saying import say
from tests.support.nginx import Proxy

ADDRESSES = 200
JUNK_CLIENTS = 16
REAL = 150  # in each half
REAL_CLIENTS = 2
MOST_TIMES = 3
NICE = 19
JUNK, REAL_DOMAIN = "junk.example", "people.example"
# The second byte of each half's addresses.
NETS = {"warm": 20, "quiet": 21, "busy": 22}
CHALLENGE = re.compile(rb'name="altcha" value="([^"]+)"')


@dataclass
class Real:
    """The real people's answers, and what each request took, in seconds."""

    thanked: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    proved: int = 0

    @property
    def slow(self) -> float:
        """The 95th percentile."""
        return statistics.quantiles(self.seconds, n=20)[-1]


def drill(people: int) -> Verdict:
    """`people` junk attempts; REAL people before them and REAL people among them."""
    spawn = multiprocessing.get_context("spawn")
    with Fleet(limits="on", workers=False) as fleet:
        token = fleet.token()
        time.sleep(3)
        _real(fleet, token, "warm", Real(), 20)
        quiet, busy = Real(), Real()
        _real(fleet, token, "quiet", quiet, REAL)
        refused = spawn.Queue()
        given = (fleet.proxy.port, str(fleet.folder), fleet.slug, token, people, refused)
        sender = spawn.Process(target=send_junk, args=given)
        began = time.monotonic()
        sender.start()
        time.sleep(3)
        _real(fleet, token, "busy", busy, REAL)
        at_end = sender.is_alive()
        answers = refused.get()
        sender.join()
        say(f"  {people:,} junk attempts in {time.monotonic() - began:.0f} s")
        return _verdict(fleet, quiet, busy, answers, at_end)


def send_junk(
    port: int,
    folder: str,
    slug: str,
    token: str,
    people: int,
    answers: multiprocessing.Queue[dict[int, int]],
) -> None:
    """The bot: a process of its own.

    In earnest it has processors of its own, too; here it takes what the site leaves over.
    """
    os.nice(NICE)
    proxy, counted, lock = reopen(port, folder), Counter[int](), threading.Lock()
    numbers = iter(range(people))

    def go(which: int) -> None:
        mine = range(which, ADDRESSES, JUNK_CLIENTS)
        clients = [Client(proxy, slug, source=f"127.0.{9 + n % 9}.{1 + n // 9}") for n in mine]
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            client = clients[number // JUNK_CLIENTS % len(clients)]
            status, _body = client.sign(token, f"bot{number}@{JUNK}")
            with lock:
                counted[status] += 1
        for each in clients:
            each.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(JUNK_CLIENTS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    answers.put(dict(counted))


def _real(fleet: Fleet, token: str, name: str, found: Real, people: int) -> None:
    numbers, lock = iter(range(people)), threading.Lock()

    def go() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            source = f"127.{NETS[name]}.{number // 200}.{1 + number % 200}"
            _sign(
                fleet.proxy,
                fleet.slug,
                token,
                source,
                f"{name}{number}@{REAL_DOMAIN}",
                found,
                solver,
            )

    # Sums are solved on telephones and laptops: not by the processor that is measured.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, os.nice, (NICE,)) as solver:
        threads = [threading.Thread(target=go) for _ in range(REAL_CLIENTS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()


def _sign(  # noqa: PLR0913 - who, where, with what
    proxy: Proxy, slug: str, token: str, source: str, address: str, found: Real, solver: Executor
) -> None:
    """As a browser does: send, solve what comes back, send again."""
    client, solved = Client(proxy, slug, source=source), ""
    for _try in range(4):
        began = time.perf_counter()
        status, body = client.sign(token, address, altcha=solved)
        found.seconds.append(time.perf_counter() - began)
        if status == 303:
            found.thanked.add(address)
            break
        asked = CHALLENGE.search(body)
        solved = solver.submit(_solve, asked[1]).result() if asked else ""
        found.proved += bool(asked)
    client.close()


def _solve(challenge: bytes) -> str:
    made = altcha.Challenge.from_dict(json.loads(base64.b64decode(challenge))["challenge"])
    solution = altcha.solve_challenge(made)
    return altcha.Payload(made, solution).to_base64() if solution else ""


def _verdict(
    fleet: Fleet, quiet: Real, busy: Real, answers: dict[int, int], at_end: bool
) -> Verdict:
    found = Verdict()
    rows = fleet.addresses()
    slipped = {each for each in rows if each.endswith(f"@{JUNK}")}
    real = {each for each in rows if each.endswith(f"@{REAL_DOMAIN}")}
    found.count("junk answered", answers)
    found.count("junk went on until the last real person had signed", at_end, True)
    found.count("junk that slipped through", len(slipped))
    found.count("real people who signed while it came", len(busy.thanked), REAL)
    found.count("of them in the database", len(busy.thanked & real), REAL)
    found.count("challenges that real people solved", busy.proved)
    ratio = busy.slow / quiet.slow
    found.count("95th percentile, quiet and busy, ms", (_ms(quiet), _ms(busy)))
    found.count(
        f"the busy one is {ratio:.2f} times the quiet one: under three", ratio < MOST_TIMES, True
    )
    artists, all_rows = fleet.totals()
    new = len(real) + len(slipped)
    found.count("artists counted", artists - fleet.before[0], new)
    found.count("rows", all_rows - fleet.before[1], new)
    found.count("sums equal a full recount", fleet.agrees(), True)
    _strike(fleet)
    artists, _rows = fleet.totals()
    found.count("artists after one bulk act", artists - fleet.before[0], len(real))
    found.count("sums equal a full recount after it", fleet.agrees(), True)
    return found


def _strike(fleet: Fleet) -> None:
    """What an organizer does in two presses: count the domain, strike it out."""
    with fleet.app.app_context():
        with transaction():
            by = Organizer(
                email="drill@people.example",
                name="Drill",
                role="owner",
                active=True,
                fs_uniquifier="drill",
            )
            db.session.add(by)
            db.session.flush()
            campaign = fleet.campaign()
            wanted = Wanted(campaign.id, reading=Reading(Field.DOMAIN, JUNK))
            counted = bulk.begin(campaign, wanted, by=by).id
        engine.drain()
        with transaction():
            by = db.session.scalars(sa.select(Organizer)).one()
            bulk.go_on(db.session.get_one(Job, counted), by=by)
        engine.drain()


def _ms(real: Real) -> int:
    return round(1000 * real.slow)
