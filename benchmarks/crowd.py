"""A million invented people who signed one campaign, their letters, and what became of them.

The spread is that of a campaign that went well: more people near the day, a few large states,
some codes that brought many and many that brought a few, one letter for every third artist;
names in many scripts, and at least somebody in every state, district and territory.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock, keyring
from app.congress.offices import all_offices
from app.extensions import db
from app.letters.models import Delivery, LedgerEntry, Letter
from app.places.states import NAMES
from app.pledges.models import Signatory, SignatoryAlso
from app.pledges.rows import LEGAL_NAME
from app.pledges.shapes import shape_of
from benchmarks import names
from benchmarks.loading import load, without_indexes

DAYS = 60
SEED = 4
# Letters' sealed fields really open for the newest alone, which the pages show; names for all.
OPENED = 20_000
# Every so manieth letter waits for its writer's yes.
UNCONFIRMED = 40
DOMAINS = ("mail.example", "post.example", "studio.example", "union.example")
STATES = tuple(NAMES)
FINAL = ("accepted", "accepted", "accepted", "handed_off", "handed_off", "reported", "failed")
REASONS = ("refused", "unreachable", "invalid", "internal")


@dataclass(frozen=True)
class Crowd:
    """`people` sign one campaign; `after` is the highest id of a signatory before them."""

    campaign_id: int
    disciplines: tuple[int, ...]
    people: int
    after: int

    def fill(self, *, letters: bool = True) -> None:
        """Write everything but the sums, which the application's own code makes."""
        tables = (Signatory, SignatoryAlso, Letter, Delivery, LedgerEntry)
        with without_indexes(*tables):
            load(Signatory, self._signatories())
            load(SignatoryAlso, self._also())
            if letters:
                load(Letter, self._letters())
                load(Delivery, self._deliveries())
                load(LedgerEntry, self._ledger())

    def _signed_at(self, number: int) -> dt.datetime:
        """More and more as the day nears."""
        age = DAYS * (1 - (number / self.people) ** 0.5)
        return clock.now() - dt.timedelta(days=age)

    def _signatories(self) -> Iterator[dict[str, Any]]:
        dice, ring = random.Random(SEED), keyring.current()
        disciplines = list(self.disciplines)
        weights = [len(disciplines) - i for i in range(len(disciplines))]
        states = [1 / (i + 2) for i in range(len(STATES))]
        primaries = dice.choices(disciplines, weights, k=self.people)
        homes = dice.choices(STATES, states, k=self.people)
        homes[: len(STATES)] = STATES[: self.people]  # every one, however few sign
        called = names.choose(dice, self.people)
        codes = [f"code-{n}" for n in range(400)]
        fingerprints = [os.urandom(16) for _ in range(50_000)]
        for number in range(1, self.people + 1):
            uid = uuid.UUID(int=dice.getrandbits(128), version=4)
            first, last = called[number - 1]
            email = f"person{number}@{dice.choice(DOMAINS)}"
            at = self._signed_at(number)
            pending = number % 12 == 1  # whoever has written a letter is not
            shadow = ("fast", "name", "organizer")[number // 80 % 3] if number % 80 == 0 else ""
            opens = number > self.people - OPENED
            legal = {"first_name": first, "last_name": last, "token": f"t{number}"}
            chance = dice.random()
            yield {
                "id": self.after + number,
                "uid": uid,
                "campaign_id": self.campaign_id,
                "sealed": ring.seal(legal, bound_to=uid.bytes),
                "legal_name_index": ring.index(LEGAL_NAME, f"{first} {last}")
                if opens
                else number.to_bytes(16, "big"),
                "credit_name": f"{first} {last} {number % 5000}" if chance < 0.8 else "",
                "email": email,
                "email_canonical": email,
                "email_domain": email.partition("@")[2],
                "country": "US",
                "zip": f"{10_000 + number % 40_000}",
                "city": "Santa Fe",
                "state_code": homes[number - 1],
                "discipline_id": primaries[number - 1] if chance < 0.94 else None,
                "voice": "Somebody's afternoon is in every line." if number % 50 == 0 else "",
                "voice_state": ("waiting", "approved", "declined")[number // 50 % 3]
                if number % 50 == 0
                else "none",
                "source": codes[int(400 * chance**4)] if number % 3 else "",
                "visibility": ("credit", "credit", "initials", "hidden")[number % 4],
                "updates": number % 2 == 0,
                "state": "pending" if pending else "confirmed",
                "shadow": shadow,
                "counted": not (pending or shadow),
                "filled_seconds": 5 + number % 120,
                "name_shape": shape_of(f"{first} {last}", email),
                "token_hash": (self.after + number).to_bytes(32, "big"),
                "created_at": at,
                "confirmed_at": None if pending else at + dt.timedelta(minutes=5),
                "reminded_at": at if pending else None,
                "fingerprint": dice.choice(fingerprints) if number > self.people / 2 else None,
            }

    def _also(self) -> Iterator[dict[str, Any]]:
        last = self.disciplines[-1]
        for number in range(7, self.people + 1, 7):
            yield {"signatory_id": self.after + number, "discipline_id": last}

    def _letters(self) -> Iterator[dict[str, Any]]:
        ring = keyring.current()
        kept = "prefix first_name last_name phone street city state zip subject personal body"
        private = dict.fromkeys([*kept.split(), "token", "form"], "words of a letter")
        for number in range(1, self.people // 3 + 1):
            uid = uuid.uuid4()
            opens = number > (self.people - OPENED) // 3
            yield {
                "id": number,
                "uid": uid,
                "campaign_id": self.campaign_id,
                "signatory_id": self.after + number * 3,
                "sealed": ring.seal(private, bound_to=uid.bytes) if opens else b"\0" * 600,
                "token_hash": number.to_bytes(32, "big"),
                "own_words": number % 3 > 0,
                "created_at": self._signed_at(number * 3),
                "confirmed_at": self._signed_at(number * 3) if number % UNCONFIRMED else None,
            }

    def _deliveries(self) -> Iterator[dict[str, Any]]:
        dice, ring = random.Random(SEED + 1), keyring.current()
        codes = [each.code for each in all_offices()]
        text = {"message": "Please. " * 20, "statement": "We ask. " * 60}
        for number in range(1, self.people // 3 * 3 + 1):
            letter = (number - 1) // 3 + 1
            uid, state = uuid.uuid4(), dice.choice(FINAL)
            opens = letter > (self.people - OPENED) // 3
            # A gateway takes a few letters a second: on the day, many wait for their turn.
            if number % 16 == 0:
                state = "queued"
            elif letter % UNCONFIRMED == 0:
                state = "waiting"
            elif number % 90 == 0:
                state = "dropped"
            yield {
                "id": number,
                "uid": uid,
                "letter_id": letter,
                "signatory_id": self.after + letter * 3,
                "campaign_id": self.campaign_id,
                # A person writes to three different offices.
                "office": codes[(letter * 7 + number % 3 * 181) % len(codes)],
                "addressee": "Senator Pat Example",
                "channel": dice.choice(("house_cwc", "senate_cwc", "hand_off")),
                "state": state,
                "sealed": ring.seal(text, bound_to=uid.bytes) if opens else b"\0" * 720,
                "words": "550 no" if state == "failed" else "",
                "reason": dice.choice(REASONS) if state == "failed" else "",
                "rehearsed": True,
            }

    def _ledger(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.people // 3 * 3 + 1):
            yield {"id": number, "delivery_id": number, "state": "accepted", "channel": "hand_off"}


def last_id(table: type[Any]) -> int:
    """The highest id that a table has."""
    return db.session.scalar(sa.select(sa.func.max(table.id))) or 0
