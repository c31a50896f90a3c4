"""The mails about letters, gathered as those in `messages`: when they leave, from the rows.

One anybody can set off to any address, and it carries nothing that a stranger typed; the
other goes to the confirmed writer alone, and carries everything.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.exc import NoResultFound

from app import clock
from app.campaigns import mode
from app.letters import queries, words
from app.letters.models import Delivery, Letter
from app.letters.sender import sender_lines, sender_name
from app.mail.render import one_line
from app.outbox.errors import MailMoot, MailUnsendable
from app.outbox.models import ClaimedMail
from app.pledges import service
from app.pledges.models import SignatoryState

Words = dict[str, Any]

_NAME_LENGTH = 200
_WIDTH = 78
# RFC 5321 4.5.3.1.6: no line beyond 998 bytes, written as HTML or in letters of four bytes.
_LONGEST_LINE = 150
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Way:
    """One office: how its letter goes, and where it is now."""

    office: str
    channel: str
    state: str
    means: str


@dataclass(frozen=True)
class Text:
    """What these offices get: paragraphs of lines, each folded so that a mail can carry it."""

    offices: list[str]
    paragraphs: list[list[str]]


def letter_confirm(mail: ClaimedMail) -> Words:
    """The link at which a letter is released, for the owner of the address.

    Anybody can have it sent to any address: of the letter it names the offices only. Moot
    once the letter was released, declined or forgotten, or its signature taken back.
    """
    letter = _letter(mail)
    waits = letter.confirmed_at is None and letter.declined_at is None
    if not waits or clock.now() - letter.created_at > queries.WAITING_LIFE:
        raise MailMoot
    token = service.confirmation_token(letter.signatory)
    return _about(letter) | {
        "offices": [_office(each) for each in letter.deliveries],
        "signature_waits": letter.signatory.state == SignatoryState.PENDING,
        "link": f"{current_app.config['PUBLIC_URL']}/confirm/{token}",
    }


def letter_copy(mail: ClaimedMail) -> Words:
    """The whole letter, who gets it how, and where to follow it. Only of a confirmed letter."""
    letter = _letter(mail)
    if letter.confirmed_at is None or letter.signatory.state != SignatoryState.CONFIRMED:
        raise MailMoot
    sealed = queries.opened(letter)
    return _about(letter) | {
        "subject": one_line(sealed["subject"], _NAME_LENGTH),
        "written_in": letter.campaign.language,
        "texts": list(_texts(letter)),
        "ways": [_way(each) for each in letter.deliveries],
        "sender": _sender(letter, sealed),
        "link": f"{current_app.config['PUBLIC_URL']}/letters/{sealed['token']}/",
    }


def _letter(mail: ClaimedMail) -> Letter:
    """The letter that the mail is about, if it is still there, and its writer still with us."""
    if "letter_id" not in mail.context:
        raise MailUnsendable("this mail is about a letter, and names none")
    try:
        letter = queries.get_letter(mail.context["letter_id"])
    except NoResultFound as error:  # erased since the mail was claimed
        raise MailMoot from error
    gone = (SignatoryState.WITHDRAWN, SignatoryState.INVALIDATED)
    if letter.signatory_id != mail.signatory_id or letter.signatory.state in gone:
        raise MailMoot
    return letter


def _about(letter: Letter) -> Words:
    return {
        "campaign": letter.campaign,
        "title": one_line(letter.campaign.title, 120),
        "is_rehearsal": mode.is_rehearsal(letter.campaign),
        "mine": f"{current_app.config['PUBLIC_URL']}/me/",
    }


def _office(delivery: Delivery) -> str:
    return one_line(delivery.addressee, _NAME_LENGTH)


def _way(delivery: Delivery) -> Way:
    state, channel, rehearsed = delivery.state, delivery.channel, delivery.rehearsed
    return Way(
        office=_office(delivery),
        channel=words.channel_name(channel),
        state=words.state_words(state, channel, rehearsed),
        means=words.explained(state, channel, rehearsed, delivery.reason),
    )


def _texts(letter: Letter) -> Iterator[Text]:
    """Each different text once, with the offices that get it. One decryption per office."""
    offices: dict[str, list[str]] = {}
    for each in letter.deliveries:
        offices.setdefault(queries.part(each).text, []).append(_office(each))
    for text, named in offices.items():
        yield Text(named, [list(map(_folded, each)) for each in _paragraphs(text)])


def _paragraphs(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return [each.split("\n") for each in _BLANK_LINES.split(lines)]


def _folded(line: str) -> str:
    """A line broken between words; within one only where it is longer than a mail may hold."""
    folded = textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(
        each[start : start + _LONGEST_LINE]
        for each in folded
        for start in range(0, len(each), _LONGEST_LINE)
    )


def _sender(letter: Letter, sealed: dict[str, str]) -> list[str]:
    """Who writes, as the offices are told."""
    who = queries.constituent(letter, sealed)
    return [f"{who.prefix} {sender_name(who)}", *sender_lines(who)]
