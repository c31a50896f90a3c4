"""A gateway such as the chambers', as a real HTTP server, and a small real channel to it."""

from __future__ import annotations

import datetime as dt
import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask_babel import get_locale

from app.letters.channels.face import (
    Answer,
    ChannelUnavailable,
    Dispatch,
    Problem,
    Send,
    Wire,
)
from app.letters.models import ChannelName, DeliveryState
from app.letters.recipients import Recipient
from tests.support.http_peer import Asked, HttpPeer, Said

HANG_UP = 0
CREATED, REFUSED, STRANGERS, DUPLICATE, BUSY, UNAVAILABLE = 201, 400, 401, 409, 429, 503


class Gateway:
    """Takes every message once and knows a repetition by its id, unless `answers` says more.

    `answers` gives the status for an id and how many messages came before (None: as
    usual). The message of the number `stall_at` is taken, but answered only at `go_on`.
    """

    def __init__(self, peer: HttpPeer) -> None:
        self.answers: Callable[[str, int], int | None] = lambda _uid, _number: None
        self.stall_at = -1
        self.stalling = threading.Event()
        self.go_on = threading.Event()
        self.heard: list[str] = []
        self.said: list[int] = []
        self.bodies: dict[str, str] = {}
        self.port = urlsplit(peer.url).port or 0
        self._lock = threading.Lock()
        peer.answer = self._hear

    def _hear(self, asked: Asked) -> Said:
        uid = asked.path.strip("/")
        with self._lock:
            number = len(self.heard)
            self.heard.append(uid)
            status = self.answers(uid, number)
            if status is None:
                status = DUPLICATE if uid in self.bodies else CREATED
            if status == CREATED:
                self.bodies[uid] = asked.body.decode()
            self.said.append(status)
        if number == self.stall_at:
            self.stalling.set()
        after = self.go_on if number == self.stall_at else None
        words = f"the gateway says {status}"
        return Said(status, words, hang_up=status == HANG_UP, after=after)


@contextmanager
def serving() -> Iterator[Gateway]:
    """A gateway on the loopback, until the block ends."""
    with HttpPeer() as peer:
        gateway = Gateway(peer)
        yield gateway
        gateway.go_on.set()


class ByHttp:
    """A channel to that gateway: one connection for a batch, answers as the chambers mean them."""

    is_direct = True

    def __init__(self, port: int, name: ChannelName = ChannelName.HOUSE_CWC) -> None:
        self.port = port
        self.name = name
        self.per_second: float | None = None
        self.closed: dt.datetime | None = None
        self.reached = "HS"
        self.opened = 0
        self.locales: list[str] = []
        self.dispatches: list[Dispatch] = []

    def reaches(self, recipient: Recipient) -> bool:
        return recipient.code[0] in self.reached

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        return []

    def closed_until(self, now: dt.datetime) -> dt.datetime | None:
        return self.closed if self.closed is not None and now < self.closed else None

    def wire(self, dispatch: Dispatch) -> Wire:
        where = f"http://127.0.0.1:{self.port}/{dispatch.uid.hex}"
        return Wire(where, dispatch.text.encode(), "text/plain; charset=utf-8", "letter.txt")

    @contextmanager
    def line(self) -> Iterator[Send]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.connect()
        except OSError as error:
            raise ChannelUnavailable(type(error).__name__) from error
        self.opened += 1
        try:
            yield lambda dispatch: self._send(connection, dispatch)
        finally:
            connection.close()

    def _send(self, connection: http.client.HTTPConnection, dispatch: Dispatch) -> Answer:
        self.locales.append(str(get_locale()))
        self.dispatches.append(dispatch)
        content = self.wire(dispatch).content
        try:
            connection.request("POST", f"/{dispatch.uid.hex}", content)
            answer = connection.getresponse()
            words = f"{answer.status} {answer.read().decode()}"
        except (http.client.HTTPException, OSError) as error:
            words = type(error).__name__
            return Answer(DeliveryState.QUEUED, words, "unreachable", line_is_open=False)
        if answer.status == STRANGERS:
            raise ChannelUnavailable("the gateway does not know us")
        if answer.status in (CREATED, DUPLICATE):
            return Answer(DeliveryState.ACCEPTED, words)
        if answer.status == REFUSED:
            return Answer(DeliveryState.FAILED, words, "refused")
        return Answer(DeliveryState.QUEUED, words, "busy", line_is_open=answer.status != BUSY)
