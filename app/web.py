"""Asking other machines over HTTP: time limits, a proxy where one is set, and no secrets told.

Not in here: who is asked, and what their answers mean. No redirect is followed: a
message or an address must not end up where nobody configured. Nothing is retried
here; who asks decides that.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import urllib3
from urllib3.exceptions import HTTPError

# At level DEBUG it writes whole addresses, keys in them included.
logging.getLogger("urllib3").setLevel(logging.WARNING)

USER_AGENT = "Tutti (campaign platform)"


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
        limits = urllib3.Timeout(connect=timeout, read=timeout)
        common = {"timeout": limits, "retries": False, "headers": {"User-Agent": USER_AGENT}}
        self._most = most
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
                content = answer.read(self._most + 1)
            finally:
                answer.release_conn()
        except (HTTPError, OSError, ValueError) as error:
            # The library's words quote the address, and the key or street in it.
            raise Unreachable(type(error).__name__) from None
        if len(content) > self._most:
            raise TooMuch(f"more than {self._most} bytes")
        return Reply(answer.status, content, answer.headers.get("Content-Type", ""))
