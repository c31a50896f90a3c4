"""Asking other machines over HTTP: time limits, a proxy where one is set, and no secrets told.

Not in here: who is asked, and what their answers mean. No redirect is followed: a
message or an address must not end up where nobody configured. Nothing is retried
here; who asks decides that.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import urllib3

# At DEBUG it writes whole addresses, keys and streets in them included; at WARNING too,
# where an answer's headers are odd.
logging.getLogger("urllib3").setLevel(logging.ERROR)

USER_AGENT = "Tutti (campaign platform)"
# Bytes read at once, and how many times the time limit a whole answer may take.
PIECE = 65_536
PATIENCE = 4


class Unreachable(OSError):
    """No whole answer came. The message names the kind of trouble, never the address asked."""


class TooMuch(Unreachable):
    """The answer is larger than whoever asked wants to read."""


@dataclass(frozen=True)
class Reply:
    """What came back, whatever its status."""

    status: int
    content: bytes
    content_type: str = ""

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


class Web:
    """Keeps connections open between requests; to be used from one thread, and closed."""

    def __init__(self, *, timeout: float, proxy: str | None = None, most: int = 5_000_000) -> None:
        """`timeout` in seconds, for connecting and for each silence; `most` bytes in an answer."""
        import urllib3  # noqa: PLC0415 - most processes ask nobody

        limits = urllib3.Timeout(connect=timeout, read=timeout)
        common = {"timeout": limits, "retries": False, "headers": {"User-Agent": USER_AGENT}}
        self._most = most
        self._patience = PATIENCE * timeout
        self._pools: urllib3.PoolManager = (
            urllib3.ProxyManager(proxy, **common)  # type: ignore[arg-type]
            if proxy
            else urllib3.PoolManager(**common)  # type: ignore[arg-type]
        )

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pools.clear()

    def get(self, url: str, fields: dict[str, str] | None = None) -> Reply:
        """Raises Unreachable."""
        return self._ask("GET", url, fields=fields)

    def post(self, url: str, content: bytes, *, content_type: str) -> Reply:
        """Raises Unreachable: whether the other side took it is then unknown."""
        return self._ask("POST", url, body=content, headers={"Content-Type": content_type})

    def _ask(self, method: str, url: str, **given: object) -> Reply:
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        given["headers"] = {"User-Agent": USER_AGENT, **(given.get("headers") or {})}  # type: ignore[dict-item]
        try:
            answer = self._pools.request(
                method,
                url,
                preload_content=False,
                redirect=False,
                **given,  # type: ignore[arg-type]
            )
            try:
                content = self._read(answer)
            except BaseException:
                # What was left unread must not be taken for the next answer.
                answer.close()
                raise
            answer.release_conn()
        except Unreachable:
            raise
        except (HTTPError, OSError, ValueError) as error:
            # The library's words quote the address, and the key or street in it.
            raise Unreachable(type(error).__name__) from None
        return Reply(answer.status, content, answer.headers.get("Content-Type", ""))

    def _read(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        """The whole body, in no more than `patience`: the time limits are per silence only."""
        end = time.monotonic() + self._patience
        content = bytearray()
        while piece := answer.read1(PIECE):
            content += piece
            if len(content) > self._most:
                raise TooMuch(f"more than {self._most} bytes")
            if time.monotonic() > end:
                raise Unreachable("TooSlow")
        return bytes(content)
