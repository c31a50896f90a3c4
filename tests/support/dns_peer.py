"""A real name server on the loopback (UDP): TXT records to order, or none, or silence."""

from __future__ import annotations

import socketserver
import threading
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class DnsPeer:
    """Knows the TXT records in `texts`; names in `silent` get no answer, in `broken` SERVFAIL."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.silent: set[str] = set()
        self.broken: set[str] = set()
        self.asked: list[str] = []
        peer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                content, socket = self.request
                answer = peer._answer(content)
                if answer:
                    socket.sendto(answer, self.client_address)

        self._server: Any = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def address(self) -> str:
        """As DNS_SERVER wants it."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> DnsPeer:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()

    def _answer(self, content: bytes) -> bytes:
        query = dns.message.from_wire(content)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        if name in self.silent:
            return b""
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name in self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name in self.texts:
            # A string of a record holds 255 bytes: longer ones come in pieces.
            quoted = [
                " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200) or [0])
                for text in self.texts[name]
            ]
            question = query.question[0].name
            answer.answer.append(dns.rrset.from_text_list(question, 60, "IN", "TXT", quoted))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()
