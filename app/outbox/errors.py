"""What can go wrong with a mail, by name."""

from __future__ import annotations

import traceback


class MailError(Exception):
    """Any of the reasons below. No message of theirs holds personal data."""


class MailMoot(MailError):
    """There is no reason left to send it: the signature was confirmed or taken back meanwhile."""


class MailUnsendable(MailError):
    """It can never be sent as it is; the message says why."""


class MailServerUnavailable(MailError):
    """The server takes no mail from us at all just now: no fault of the mail in hand."""


class NotLoopback(MailError):
    """A rehearsal was about to talk to another machine."""


class MailNotFailed(MailError):
    """Only a mail that failed can be sent again."""


def place_of(error: Exception) -> str:
    """An error's kind and place, without its own words: they may quote what a person typed."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {where.name}, line {where.lineno}"
