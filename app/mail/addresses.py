"""Addresses as mail servers know them.

What is plain, as nearly every address is, is known at a glance; for the rest the libraries read
each letter, which takes a tenth of all that is done for a mail.
"""

from __future__ import annotations

import re
import smtplib

import idna

from app.outbox.errors import MailUnsendable

_WORD = r"[A-Za-z0-9_+-]+"
_PLAIN = re.compile(rf"{_WORD}(?:\.{_WORD})*@{_WORD}(?:\.{_WORD})*")
_LABEL = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_PLAIN_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# RFC 1035 2.3.4: of one label; a domain this short has no longer one.
_LONGEST_LABEL = 63


def on_the_wire(address: str) -> str:
    """An address with its domain in ASCII (IDNA 2008).

    Letters beyond ASCII before the @ need SMTPUTF8, which Flask-Mail cannot write:
    it would encode them into an address that belongs to nobody. Raises MailUnsendable.
    """
    local, _at, domain = address.rpartition("@")
    # A line break would begin a header of its own.
    if not local or not local.isascii() or not local.isprintable():
        raise MailUnsendable("the part before the @ is not one that mail servers take")
    if len(domain) <= _LONGEST_LABEL and _PLAIN_DOMAIN.fullmatch(domain):
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError as error:
        raise MailUnsendable("the part behind the @ is not a domain") from error


def in_brackets(address: str) -> str:
    """An address as an envelope has it: smtplib's `quoteaddr`."""
    return f"<{address}>" if _PLAIN.fullmatch(address) else smtplib.quoteaddr(address)
