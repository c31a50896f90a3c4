"""What is held about one signatory, gathered: for their page, and all of it as data.

Not in here: why a signature was set aside, if it was (docs/decisions/0019-self-service.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import keyring
from app.audit.models import AuditEntry
from app.campaigns.models import Campaign, Organization
from app.keyring import KeyMissing, SealBroken
from app.letters import queries as letters
from app.letters import words as letter_words
from app.letters.models import Delivery, LedgerEntry, Letter
from app.outbox.models import OutboxMail
from app.pledges import stories
from app.pledges.models import Signatory

# Acts of organizers on one signature that its owner is told of.
TOLD = (
    "signatory.correct",
    "signatory.resend",
    "signatory.invalidate",
    "signatory.validate",
    "voice.approved",
    "voice.declined",
    "voice.waiting",
    "voice.feature",
    "own.edit",
    "own.consents",
    "own.voice",
    "own.unsign",
)


@dataclass(frozen=True)
class HeldDelivery:
    """One letter at one office. `texts` is what that office gets, as it was previewed."""

    delivery: Delivery
    state: str
    channel: str
    texts: Mapping[str, str]
    steps: Sequence[LedgerEntry]


@dataclass(frozen=True)
class HeldLetter:
    """`sealed` is empty where no key opens it any more."""

    letter: Letter
    sealed: Mapping[str, str]
    deliveries: list[HeldDelivery]


@dataclass(frozen=True)
class Record:
    """`legal_name` is "" where its key is gone."""

    signatory: Signatory
    legal_name: str
    consents: Sequence[Organization]
    letters: list[HeldLetter]
    mails: Sequence[OutboxMail]
    acts: list[AuditEntry]

    @property
    def campaign(self) -> Campaign:
        return self.signatory.campaign


def gather(signatory: Signatory, *, whole: bool = False) -> Record:
    """Read it: so much as a page holds, or the `whole`, with every office's text and every
    step of the ledger.

    One decryption for the person, one for each letter, and where `whole` one per delivery.
    """
    most = None if whole else stories.MOST
    story = stories.tell(signatory, most=most)
    return Record(
        signatory=signatory,
        legal_name=story.legal_name,
        consents=story.consents,
        letters=[_letter(each, whole=whole) for each in letters.list_of(signatory, limit=most)],
        mails=story.mails,
        acts=[each for each in story.entries if each.action in TOLD],
    )


def _letter(letter: Letter, *, whole: bool) -> HeldLetter:
    ids = [each.id for each in letter.deliveries]
    steps = letters.list_entries(ids) if whole else {}
    return HeldLetter(
        letter=letter,
        sealed=_opened(letter),
        deliveries=[
            HeldDelivery(
                delivery=each,
                state=letter_words.state_words(each.state, each.channel, each.rehearsed),
                channel=letter_words.channel_name(each.channel),
                texts=_opened(each) if whole else {},
                steps=steps.get(each.id, []),
            )
            for each in letter.deliveries
        ],
    )


def _opened(row: Any) -> Mapping[str, str]:
    try:
        return keyring.current().open(row.sealed, bound_to=row.uid.bytes)
    except (SealBroken, KeyMissing):
        return {}
