"""Real SMTP servers that refuse, stall or hang up, as the ones out there do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.mailbox import free_port

HANG_UP = "(hang up)"
STALL = "(stall)"


class Server:
    """Takes every mail, but for what `sender`, `recipient` and `content` say of an address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.sender = ""
        self.recipient: dict[str, str] = {}
        self.content: dict[str, str] = {}
        # Whether it offers PIPELINING; and wants a message that has no recipient, as some do.
        self.pipelining = self.greedy = False
        self.connections = 0
        # What it says it takes at most, in bytes; "" where it says nothing (RFC 1870).
        self.size = "33554432"
        self.options: list[list[str]] = []
        self.taken: list[tuple[str, Message]] = []
        self.stalling = threading.Event()
        self.go_on = threading.Event()

    @property
    def recipients(self) -> list[str]:
        return [to for to, _message in self.taken]

    def message_ids(self, to: str) -> list[str]:
        return [str(message["Message-ID"]) for each, message in self.taken if each == to]

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        offered = ["250-PIPELINING"] if self.pipelining else []
        rest = [each for each in responses[1:] if not each.startswith("250-SIZE")]
        offered += [f"250-SIZE {self.size}"] if self.size else []
        return [*responses[:1], *offered, *rest]

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.sender:
            return self.sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self.options.append(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = await self._answer(server, self.recipient.get(address, ""))
        if answer.startswith("2") or self.greedy:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        wanted = self.content.get(to, "")
        if wanted in ("", STALL):
            self.taken.append((to, message_from_bytes(envelope.original_content)))
        return await self._answer(server, wanted)

    async def _answer(self, server: Any, wanted: str) -> str:
        if wanted == HANG_UP:
            server.transport.abort()
        elif wanted == STALL:
            self.stalling.set()
            await asyncio.to_thread(self.go_on.wait)
        elif wanted:
            return wanted
        return "250 OK"


@contextmanager
def serving() -> Iterator[Server]:
    """A server on the loopback, until the block ends."""
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        server.go_on.set()
        controller.stop()
