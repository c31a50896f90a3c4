"""People who sign at the proxy, many at once, each over a connection that is kept open."""

from __future__ import annotations

import http.client
import socket
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.support.nginx import NAME, Proxy

FIELDS = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "zip": "87501",
    "country": "US",
    "discipline": "music",
    "visibility": "credit",
}
BROKEN = 0  # no answer at all


@dataclass
class Answers:
    """What came back: a status for each address, and how long each answer took."""

    by_address: dict[str, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    kept_form: int = 0

    @property
    def statuses(self) -> Counter[int]:
        return Counter(self.by_address.values())

    def thanked(self) -> set[str]:
        """Who was told that it is done."""
        return {address for address, status in self.by_address.items() if status == 303}


class Client:
    """One client of the proxy; opens a new connection where the old one broke."""

    def __init__(self, proxy: Proxy, slug: str, *, source: str = "127.0.0.1") -> None:
        """`source`: the address of the loopback it comes from, which nginx and the limits see."""
        self.proxy, self.slug, self.source = proxy, slug, source
        self._open: http.client.HTTPConnection | None = None

    def sign(self, token: str, address: str, **more: str) -> tuple[int, bytes]:
        """(status, body); status BROKEN where none came. `more` are further fields."""
        body = urllib.parse.urlencode({**FIELDS, "email": address, "token": token, **more})
        own = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{NAME}",
        }
        return self.ask("POST", f"/c/{self.slug}/sign", body, own)

    def ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Any request."""
        try:
            if self._open is None:
                self._open = _Connection(self.proxy, self.source)
            self._open.request(method, path, body, {"Host": NAME, **(headers or {})})
            answer = self._open.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return BROKEN, b""

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open.close()
            self._open = None


class _Connection(http.client.HTTPConnection):
    """TLS to the proxy from one address of the loopback; opens anew where it was closed."""

    def __init__(self, proxy: Proxy, source: str) -> None:
        super().__init__("127.0.0.1", proxy.port, timeout=60, source_address=(source, 0))
        self._context = proxy.context

    def connect(self) -> None:
        super().connect()
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=NAME)


def while_signing(
    answers: Answers, proxy: Proxy, slug: str, token: str, addresses: Iterator[str], clients: int
) -> threading.Thread:
    """Everybody signs once, in the background, into `answers`; who gets no answer does not try
    again.
    """
    thread = threading.Thread(
        target=_all, args=(proxy, slug, token, addresses, clients, answers), daemon=True
    )
    thread.start()
    return thread


def _all(
    proxy: Proxy, slug: str, token: str, addresses: Iterator[str], clients: int, answers: Answers
) -> None:
    lock = threading.Lock()

    def go() -> None:
        client = Client(proxy, slug)
        while True:
            with lock:
                address = next(addresses, None)
                if address is None:
                    break
            began = time.perf_counter()
            status, body = client.sign(token, address)
            took = time.perf_counter() - began
            with lock:
                answers.by_address[address] = status
                answers.seconds.append(took)
                answers.kept_form += status == 503 and address.encode() in body
        client.close()

    threads = [threading.Thread(target=go, daemon=True) for _ in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
