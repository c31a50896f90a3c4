"""A real SMTP server on the loopback, and what has been sent to it."""

from __future__ import annotations

import logging
import re
import socket
import time
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller

LINK = re.compile(r"https?://[^\s<>\"')]+")


@dataclass(frozen=True)
class Mail:
    """One message as it came over the wire, with its envelope."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def link(self, part: str) -> str:
        """The one address in the plain text that holds `part`, such as "/confirm/"."""
        found = {link.rstrip(".,") for link in LINK.findall(self.text) if part in link}
        assert len(found) == 1, f"expected one link with {part!r}, found {sorted(found)}"
        return found.pop()

    def _body(self, kind: str) -> str:
        body = self.message.get_body(preferencelist=(kind,))
        assert body is not None, f"the mail has no text/{kind} part"
        return str(body.get_content())


@dataclass
class Mailbox:
    """The server's address and its mails, oldest first."""

    host: str
    port: int
    mails: list[Mail] = field(default_factory=list)

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if address in mail.recipients]

    def only(self) -> Mail:
        assert len(self.mails) == 1, f"expected one mail, got {[m.subject for m in self.mails]}"
        return self.mails[0]

    def wait(self, count: int = 1, *, seconds: float = 10) -> list[Mail]:
        """Wait until `count` mails are here: for tests whose worker is another process."""
        deadline = time.monotonic() + seconds
        while len(self.mails) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.mails) >= count, f"{len(self.mails)} of {count} mails after {seconds} s"
        return self.mails


class _Keep:
    def __init__(self, mails: list[Mail]) -> None:
        self.mails = mails

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = BytesParser(policy=policy.default).parsebytes(envelope.original_content)
        self.mails.append(Mail(envelope.mail_from, list(envelope.rcpt_tos), message))
        return "250 OK"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start() -> tuple[Mailbox, Controller]:
    """Start a server; the caller stops the controller."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    mailbox = Mailbox("127.0.0.1", free_port())
    controller = Controller(_Keep(mailbox.mails), hostname=mailbox.host, port=mailbox.port)
    controller.start()
    return mailbox, controller
