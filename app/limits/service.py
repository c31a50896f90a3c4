"""Whether somebody may do it now: the lists, the limits, the pressure, the proof of work.

A refusal is told to nobody but the one refused, and is the same whether an address has
signed before or not: nothing in here looks at signatories. It flushes nothing of its own;
what it counts in the database goes with the caller's transaction, and a refused request is
rolled back (docs/decisions/0017-limits-and-challenge.md).
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from enum import StrEnum

from flask import current_app

from app import clock
from app.database import transaction
from app.limits import challenge, snapshot, stores, watch
from app.limits.challenge import Proof
from app.limits.lists import Asker, Named
from app.limits.models import HOUSE, Action, ListKind
from app.limits.numbers import ALLOWED_TIMES, Numbers, Pace
from app.limits.store import Want


class Answer(StrEnum):
    """What the one who asks is told.

    `late`: they may, and their confirmation mail leaves later than others'. `prove`: once
    they have solved a challenge. `wait`: later. `blocked`: an organizer said no.
    """

    PASS = "pass"  # noqa: S105 - not a word to sign in with
    LATE = "late"
    PROVE = "prove"
    WAIT = "wait"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Verdict:
    """The answer; `seconds` until trying again can help (0: trying again will not).

    `of_mistakes`: it was not what they asked for that came too often, but forms with mistakes.
    """

    answer: Answer
    seconds: int = 0
    late: dt.timedelta = dt.timedelta()
    of_mistakes: bool = False

    @property
    def is_open(self) -> bool:
        return self.answer in (Answer.PASS, Answer.LATE)


OPEN = Verdict(Answer.PASS)


@dataclass(frozen=True)
class Request:
    """One try of somebody at something. `scope` is the campaign's id, or 0 for the house."""

    action: Action
    scope: int
    asker: Asker
    allow: Named | None = None

    def wants(self, pace: Pace) -> tuple[Want, Want]:
        """What it takes of the burst limit, and of the sustained one."""
        name, who = f"{self.action} {self.scope}", self.asker.client
        if self.allow is not None:
            pace = pace.times(ALLOWED_TIMES)
            if self.allow.kind is ListKind.DOMAIN:
                # Anybody can type an address of that domain: what it allows is counted
                # apart, and frees nobody for addresses elsewhere. By the entry, because under
                # "**.example.org" anybody can type a domain that nobody has typed before.
                name = f"{name} entry {self.allow.id}"
        return (
            Want(f"{name} burst", who, pace.burst, pace.burst_seconds),
            Want(f"{name} sustained", who, pace.sustained, pace.sustained_seconds),
        )

    def is_pressed(self, numbers: Numbers) -> bool:
        """Whether the campaign asks everybody for a proof; never those who are allowed."""
        level = watch.current().level(self.action, self.scope)
        return self.allow is None and level > numbers.pressure.per_minute

    def is_unsolved(self) -> None:
        """Tell that somebody whom no limit stopped came without a proof."""
        if self.allow is None:
            watch.current().unsolved(self.action, self.scope)


def check(
    action: Action,
    campaign_id: int | None,
    asker: Asker,
    *,
    typed: str | None = None,
    may_be_late: bool = False,
) -> Verdict:
    """Whether `asker` may do it once more now; counts it where they may.

    `typed` is the form's field of the proof of work; None where no form can carry one:
    then the burst limit stops as the sustained one does. `may_be_late`: without a script
    they may go on by way of a mail that leaves later.
    """
    scope = HOUSE if campaign_id is None else campaign_id
    now = snapshot.current()
    block, allow = now.named(asker, scope)
    if block is not None:
        watch.current().hit(block.id)
        return _stopped(Request(action, scope, asker), Answer.BLOCKED, _seconds_of(block))
    if not current_app.config["RATE_LIMITS"]:
        return OPEN
    if allow is not None:
        watch.current().hit(allow.id)
    request = Request(action, scope, asker, allow)
    return _judge(request, now.numbers(scope), typed, may_be_late=may_be_late)


def check_mistakes(action: Action, campaign_id: int, asker: Asker) -> Verdict:
    """Whether a form with mistakes may be shown to `asker` in full once more now.

    Counted apart, against the sustained limit, and in a transaction of its own, because the
    request is refused whatever comes of this: commits, so it comes before anything is written.
    """
    now = snapshot.current()
    _block, allow = now.named(asker, campaign_id)
    if not current_app.config["RATE_LIMITS"]:
        return OPEN
    request = Request(action, campaign_id, asker, allow)
    _burst, sustained = request.wants(now.numbers(campaign_id).paces[action])
    shown = replace(sustained, name=f"{sustained.name} mistakes")
    store = stores.current()
    with transaction():
        if not store.take([shown]):
            return OPEN
        verdict = _stopped(request, Answer.WAIT, store.wait(shown))
    return replace(verdict, of_mistakes=True)


def _judge(request: Request, numbers: Numbers, typed: str | None, *, may_be_late: bool) -> Verdict:
    proof = _proof(request, typed, may_be_late=may_be_late)
    is_pressed = typed is not None and request.is_pressed(numbers)
    if is_pressed and proof is Proof.NONE:
        request.is_unsolved()
        return _stopped(request, Answer.PROVE)
    burst, sustained = request.wants(numbers.paces[request.action])
    store = stores.current()
    either = [burst] if proof is Proof.NONE else []
    full = store.take([sustained, *either], [] if either else [burst])
    if sustained in full:
        return _stopped(request, Answer.WAIT, store.wait(sustained))
    if burst in full and proof is Proof.NONE:
        answer = Answer.WAIT if typed is None else Answer.PROVE
        return _stopped(request, answer, store.wait(burst))
    if proof is not Proof.SOLVED:
        request.is_unsolved()
    if proof is Proof.CARRIED and (is_pressed or burst in full):
        return Verdict(Answer.LATE, late=dt.timedelta(minutes=numbers.pressure.late_minutes))
    return OPEN


def _proof(request: Request, typed: str | None, *, may_be_late: bool) -> Proof:
    proof = challenge.judge(typed or "", request.action, request.scope)
    if proof is Proof.SOLVED and not challenge.spend(typed or ""):
        return Proof.NONE
    return Proof.NONE if proof is Proof.CARRIED and not may_be_late else proof


def _stopped(request: Request, answer: Answer, seconds: int = 0) -> Verdict:
    watch.current().stopped(request.action, request.scope, request.asker, answer.value)
    return Verdict(answer, seconds)


def _seconds_of(block: Named) -> int:
    if block.expires_at is None:
        return 0
    return max(1, math.ceil((block.expires_at - clock.now()).total_seconds()))
