"""A burst of signings while one web process and one worker are killed, and come back."""

from __future__ import annotations

import time

from benchmarks.drills.comparing import compare
from benchmarks.drills.crowd import Answers, while_signing
from benchmarks.drills.fleet import Fleet
from benchmarks.drills.verdict import Verdict
from benchmarks.saying import say

REST_SECONDS = 3


def drill(people: int) -> Verdict:
    """Each is killed with SIGKILL once a third, and again once two thirds have been answered."""
    with Fleet() as fleet:
        answers = Answers()
        token = fleet.token()
        time.sleep(REST_SECONDS)
        began = time.monotonic()
        addresses = iter([f"burst{number}@example.org" for number in range(people)])
        signing = while_signing(answers, fleet.proxy, fleet.slug, token, addresses, 16)
        for third, victim in ((1, 0), (2, 1)):
            _wait_until(answers, people * third // 3, signing.is_alive)
            say(f"  {len(answers.by_address):,} answered: killing web {victim}, worker {victim}")
            fleet.webs[victim].kill()
            fleet.workers[victim].kill()
            time.sleep(REST_SECONDS)
            fleet.webs[victim].again()
            fleet.workers[victim].again()
        signing.join()
        say(f"  {people:,} sent in {time.monotonic() - began:.0f} s")
        left = fleet.wait_for_mails()
        return _verdict(fleet, answers, people, left)


def _wait_until(answers: Answers, number: int, alive: object) -> None:
    while len(answers.by_address) < number and alive():  # type: ignore[operator]
        time.sleep(0.01)


def _verdict(fleet: Fleet, answers: Answers, people: int, left: int) -> Verdict:
    found = Verdict()
    found.count("answered", dict(answers.statuses))
    found.count("people sent", len(answers.by_address), people)
    # What nobody was thanked for proves nothing.
    found.count("thanked: at least nine of ten", len(answers.thanked()) >= people * 0.9, True)
    ours, twice = compare(found, fleet, answers, name="burst", left=left)
    found.count("in the database without having been answered", len(ours - answers.thanked()))
    found.count("mails that came twice (on the wire when their worker was killed)", twice)
    # A worker holds one connection: at each of the two kills one mail can be between the
    # wire and the record.
    found.count("… and that is no more than one for each kill", twice <= 2, True)
    return found
