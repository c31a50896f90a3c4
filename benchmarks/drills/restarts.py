"""PostgreSQL, Redis and the mail server go away and come back while people sign."""

from __future__ import annotations

import itertools
import time

from benchmarks.drills.comparing import compare
from benchmarks.drills.crowd import BROKEN, Answers, while_signing
from benchmarks.drills.fleet import Fleet
from benchmarks.drills.verdict import Verdict
from benchmarks.saying import say

AWAY_SECONDS = 4


def drill(people: int) -> Verdict:
    """One after the other; what is not thanked is given back in a page, and nothing is lost."""
    with Fleet() as fleet:
        answers = Answers()
        token = fleet.token()
        time.sleep(3)
        go_on = [True]
        addresses = (
            f"rest{number}@example.org"
            for number in itertools.takewhile(
                lambda number: go_on[0] and number < 20 * people, itertools.count()
            )
        )
        signing = while_signing(answers, fleet.proxy, fleet.slug, token, addresses, 8)
        _grow(answers, people // 10)
        say("  PostgreSQL restarts")
        fleet.server.halt()
        time.sleep(AWAY_SECONDS)
        fleet.server.resume()
        after = _thanked_again(answers)
        say("  Redis is killed, and comes back empty")
        fleet.redis.kill()
        time.sleep(AWAY_SECONDS)
        fleet.redis.again()
        _grow(answers, people // 10)
        say("  the mail server goes away")
        fleet.sink.kill()
        _grow(answers, people // 10)
        time.sleep(AWAY_SECONDS)
        fleet.sink.again()
        go_on[0] = False
        signing.join()
        left = fleet.wait_for_mails()
        return _verdict(fleet, answers, left, after)


def _grow(answers: Answers, more: int) -> None:
    wanted = len(answers.by_address) + more
    while len(answers.by_address) < wanted:
        time.sleep(0.01)


def _thanked_again(answers: Answers) -> bool:
    """Whether anybody is thanked after PostgreSQL is back, without anything else being started."""
    before, deadline = len(answers.thanked()), time.monotonic() + 30
    while time.monotonic() < deadline:
        if len(answers.thanked()) > before + 50:
            return True
        time.sleep(0.1)
    return False


def _verdict(fleet: Fleet, answers: Answers, left: int, after: bool) -> Verdict:
    found = Verdict()
    statuses = answers.statuses
    found.count("answered", dict(statuses))
    found.count(
        "answered with anything but 303 and 503",
        len(answers.by_address) - statuses[303] - statuses[503],
        0,
    )
    found.count("without any answer", statuses[BROKEN], 0)
    found.count("503 that gave back what was typed", answers.kept_form, statuses[503])
    found.count("signing went on by itself after PostgreSQL came back", after, True)
    _ours, twice = compare(found, fleet, answers, name="rest", left=left)
    found.count("mails that came twice (on the wire when something went away)", twice)
    return found
