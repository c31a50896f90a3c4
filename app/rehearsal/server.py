"""The rehearsal's mail server. Not in `mailbox`, which web workers read without its library."""

from __future__ import annotations

import logging
import socket
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.rehearsal.mailbox import Mailbox

_FULL = "452 4.3.1 the rehearsal mailbox cannot write to its folder"


class MailServer:
    """The SMTP server in front of a mailbox, in a thread of its own."""

    def __init__(self, mailbox: Mailbox, *, host: str, port: int) -> None:
        # aiosmtpd tells of every peer and step; the mailbox itself says enough.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self._controller = Controller(
            _Handler(mailbox), hostname=host, port=port, ident="Tutti rehearsal"
        )

    def start(self) -> None:
        """Listen. Raises OSError if the port is taken."""
        # aiosmtpd would wait for its whole ready_timeout before it says so.
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((self._controller.hostname, self._controller.port))
        self._controller.start()

    def stop(self) -> None:
        """Close the port and end the thread."""
        self._controller.stop()


class _Handler:
    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = cast("bytes", envelope.original_content)
        recipients = [str(each) for each in envelope.rcpt_tos]
        try:
            self.mailbox.keep(content, sender=envelope.mail_from or "", recipients=recipients)
        except OSError:
            return _FULL
        return "250 2.0.0 kept in the rehearsal mailbox"
