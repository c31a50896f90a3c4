"""What a million signatures leave behind besides people and letters, in a likely proportion.

Mails, links to one's own page, consents, the audit log, trends and alerts, limits and who was
stopped, long work, events that are not folded yet. None of it opens or leads anywhere.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.activity import service as activity
from app.activity.models import Event, EventKind
from app.audit.models import AuditEntry
from app.campaigns.models import Organization
from app.database import transaction
from app.extensions import db
from app.jobs.models import Job
from app.limits.models import HOUSE, LimitCount, ListEntry, Stopped
from app.me.models import MeLink
from app.outbox.models import OutboxMail
from app.pledges.models import SignatoryConsent
from app.privacy.models import SweepRun
from app.trends.models import Alert, Trend, TrendKind
from benchmarks.loading import load, without_indexes

DAYS = 60
SEED = 17
ACTIONS = ("voice.approve", "voice.decline", "signatory.edit", "campaign.edit", "delivery.retry")
Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Traces:
    """Of the people with the numbers behind `after`."""

    campaign_id: int
    disciplines: tuple[int, ...]
    people: int
    after: int

    def fill(self) -> None:
        """Write them all."""
        made: dict[type[Any], Rows] = {
            OutboxMail: self._mails(),
            MeLink: self._links(),
            SignatoryConsent: self._consents(),
            AuditEntry: self._audit(),
            Trend: self._trends(),
            Alert: self._alerts(),
            LimitCount: self._counts(),
            Stopped: self._stopped(),
            ListEntry: self._entries(),
            Job: self._jobs(),
            SweepRun: self._runs(),
            Event: self._events(),
        }
        with without_indexes(*made):
            for table, rows in made.items():
                load(table, rows)
        self._happen()

    def _mails(self) -> Rows:
        """One to confirm for each, for every third a letter's copy; the last of them still wait."""
        many = self.people + self.people // 3
        for number in range(1, many + 1):
            is_letter = number > self.people
            state = "sent"
            if number > many - many // 20:
                state = "waiting"
            elif number % 200 == 0:
                state = "failed"
            elif number % 50 == 0:
                state = "dropped"
            whose = (number - self.people) * 3 if is_letter else number
            is_kept = state in ("waiting", "failed")
            yield {
                "kind": "letter_copy" if is_letter else "confirm",
                "recipient": f"person{whose}@mail.example" if is_kept else "",
                "locale": "en",
                "campaign_id": self.campaign_id,
                "signatory_id": self.after + whose,
                "message_id": f"<{number}@example>",
                "rehearsed": True,
                "state": state,
                "last_error": "550 no such mailbox" if state == "failed" else "",
                "id": number,
            }

    def _links(self) -> Rows:
        for number in range(1, self.people // 20 + 1):
            yield {
                "id": number,
                "signatory_id": self.after + number * 20 - 10,
                "uid": uuid.UUID(int=number),
                "token_hash": number.to_bytes(32, "big"),
                "sealed": bytes(100),
                "expires_at": _ago(minutes=number % 1440 - 60),
            }

    def _consents(self) -> Rows:
        partner = db.session.scalar(
            sa.select(Organization.id)
            .where(Organization.campaign_id == self.campaign_id, Organization.code.is_not(None))
            .limit(1)
        )
        db.session.rollback()
        for number in range(5, self.people + 1 if partner else 0, 5):
            yield {"signatory_id": self.after + number, "organization_id": partner}

    def _audit(self) -> Rows:
        many = self.people // 10
        for number in range(1, many + 1):
            yield {
                "id": number,
                "at": _ago(seconds=(many - number) * 50),
                "campaign_id": self.campaign_id if number % 20 else None,
                "action": ACTIONS[number % len(ACTIONS)],
                "subject": f"signatory:{self.after + number * 10}",
                "before": {"voice_state": "waiting"},
                "after": {"voice_state": "approved"},
            }

    def _trends(self) -> Rows:
        """Fourteen days of what came more than twice in an hour, and one of everything."""
        this, dice = activity.this_hour(), random.Random(SEED)
        most = {TrendKind.ADDRESS: 40, TrendKind.DOMAIN: 60, TrendKind.ZIP: 150}
        most |= {TrendKind.SOURCE: 80, TrendKind.SHAPE: 100, TrendKind.NAME: 20}
        scale = max(0.01, min(1.0, self.people / 1_000_000))
        for back in range(14 * 24):
            common = {"campaign_id": self.campaign_id, "hour": this - dt.timedelta(hours=back)}
            for kind, many in {**most, TrendKind.ALL: 0}.items():
                rare = 10 if back < 24 and many else 1
                for key in range(max(1, int(many * scale * rare))):
                    count = 1 if key >= max(1, many) else dice.randrange(3, 90)
                    yield {
                        **common,
                        "kind": kind.value,
                        "key": f"{kind}-{key}" if many else "",
                        "count": count if many else 700,
                        "first_id": self.after + 1,
                        "last_id": self.after + self.people,
                    }

    def _alerts(self) -> Rows:
        """Thirty days of them, the last two days' still open; the newest of a large ZIP code."""
        for number in range(1, 601):
            yield {
                "id": number,
                "campaign_id": self.campaign_id,
                "kind": "zip",
                "key": f"{10_600 - number}",
                "day": _ago(days=1 + (600 - number) // 20).date(),
                "hour": activity.this_hour(),
                "count": 40,
                "whole": 90,
                "usual": 12,
                "first_id": self.after + 1,
                "last_id": self.after + self.people,
                "created_at": _ago(days=(600 - number) // 20),
                "dismissed_at": None if number > 560 else _ago(days=1),
                "note": "" if number > 560 else "A school.",
            }

    def _counts(self) -> Rows:
        for _number in range(self.people // 5):
            yield {
                "key": os.urandom(16),
                "slot": 1,
                "current": 1,
                "previous": 0,
                "most": 20,
                "share": 0.5,
                "refused": False,
                "expires_at": _ago(hours=-1),
            }

    def _stopped(self) -> Rows:
        """Three days of it: a thousand clients in most hours, as in an attack."""
        this = activity.this_hour()
        for number in range(self.people // 14):
            yield {
                "hour": this - dt.timedelta(hours=number % 72),
                "campaign_id": HOUSE if number % 20 == 0 else self.campaign_id,
                "action": "sign_in" if number % 20 == 0 else "sign",
                "client": os.urandom(16),
                "network": os.urandom(16),
                "domain": "junk.example",
                "why": "many",
                "count": 1 + number % 50,
                "last_at": this,
            }

    def _entries(self) -> Rows:
        for number in range(1, 1_001):
            yield {
                "id": number,
                "campaign_id": None if number % 3 == 0 else self.campaign_id,
                "verb": "block" if number % 2 else "allow",
                "kind": "domain",
                "text": f"number{number}.example",
            }

    def _jobs(self) -> Rows:
        for number in range(1, 2_001):
            yield {
                "id": number,
                "kind": "recount",
                "campaign_id": self.campaign_id,
                "state": "done",
                "done": self.people,
                "total": self.people,
                "ended_at": _ago(hours=2_000 - number),
            }

    def _runs(self) -> Rows:
        for number in range(1, DAYS + 1):
            at = _ago(days=DAYS - number)
            yield {"id": number, "began_at": at, "ended_at": at}

    def _events(self) -> Rows:
        """Those of the last minute."""
        for number in range(self.people // 500):
            yield {
                "campaign_id": self.campaign_id,
                "kind": EventKind.VIEWED.value,
                "hour": activity.this_hour(),
                "id": number + 1,
            }

    def _happen(self) -> None:
        """Views, signatures and the rest of sixty days, as the folds would have left them."""
        dice, added = random.Random(SEED + 2), Counter[tuple[int, str, dt.datetime, str]]()
        keys = {
            EventKind.VIEWED: [""],
            EventKind.SIGNED: [str(each) for each in self.disciplines],
            EventKind.CONFIRMED: [str(each) for each in self.disciplines],
            EventKind.WROTE: ["own", "untouched"],
            EventKind.SOURCE: [f"code-{n}" for n in range(40)],
            EventKind.HOST: [f"host-{n}.example" for n in range(40)],
        }
        this = activity.this_hour()
        for back in range(DAYS * 24):
            hour = this - dt.timedelta(hours=back)
            for kind, named in keys.items():
                by_day = kind in (EventKind.SOURCE, EventKind.HOST)
                for key in named:
                    at = hour.replace(hour=0) if by_day else hour
                    added[self.campaign_id, kind.value, at, key] += dice.randrange(1, 90)
        with transaction():
            activity.add(added)


def _ago(**span: float) -> dt.datetime:
    return clock.now() - dt.timedelta(**span)
