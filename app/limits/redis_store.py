"""Counting in Redis, and in the database while it is away.

Imported by `stores` alone, where REDIS_URL names one: the packages weigh.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from limits import RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app.limits.store import Store, Want, Window, wait

log = structlog.stdlib.get_logger(__name__)

PREFIX = "tutti:limits"
# Seconds. It is a neighbour, and people wait for it.
TIMEOUT = 0.5
# How long nobody asks a Redis that is away, so that it slows down no signer.
REST = 10.0
ERRORS = (RedisError, OSError)

Answer = TypeVar("Answer")


class RedisStore:
    """The package's own algorithm, in one script of Redis for each count."""

    def __init__(self, url: str) -> None:
        pool = ConnectionPool.from_url(
            url,
            socket_connect_timeout=TIMEOUT,
            socket_timeout=TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )
        self._redis = Redis(connection_pool=pool)
        self._storage = RedisStorage(url, connection_pool=pool, key_prefix=PREFIX)
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)

    def take(self, must: Sequence[Want], may: Sequence[Want] = ()) -> list[Want]:
        # Looked at first: what is refused is not to be counted.
        full = [each for each in must if not self._limiter.test(_item(each), each.key.hex())]
        if full:
            return full
        return [
            each for each in (*must, *may) if not self._limiter.hit(_item(each), each.key.hex())
        ]

    def wait(self, want: Want) -> int:
        return wait(self._window(want), want.most, want.seconds)

    def once(self, key: bytes, seconds: int) -> bool:
        return bool(self._redis.set(f"{PREFIX}:once:{key.hex()}", 1, ex=seconds, nx=True))

    def add(self, want: Want, amount: int) -> float:
        self._limiter.hit(_item(want), want.key.hex(), cost=amount)
        return self._window(want).weighted

    def _window(self, want: Want) -> Window:
        key = _item(want).key_for(want.key.hex())
        found = self._storage.get_sliding_window(key, want.seconds)
        previous, previous_left, current, current_left = found
        left = max(0.0, current_left - want.seconds)
        return Window(current, previous, previous_left / want.seconds, left)


class WithFallback:
    """The first store, and the second while the first does not answer: said in the log."""

    def __init__(self, first: Store, second: Store) -> None:
        self._first, self._second = first, second
        self._rests_until = 0.0

    def take(self, must: Sequence[Want], may: Sequence[Want] = ()) -> list[Want]:
        return self._ask(lambda store: store.take(must, may))

    def wait(self, want: Want) -> int:
        return self._ask(lambda store: store.wait(want))

    def once(self, key: bytes, seconds: int) -> bool:
        return self._ask(lambda store: store.once(key, seconds))

    def add(self, want: Want, amount: int) -> float:
        return self._ask(lambda store: store.add(want, amount))

    def _ask(self, question: Callable[[Store], Answer]) -> Answer:
        if time.monotonic() >= self._rests_until:
            try:
                return question(self._first)
            except ERRORS as error:
                self._rests_until = time.monotonic() + REST
                log.warning(
                    "Redis is away, limits are counted in the database",
                    error=type(error).__name__,
                )
        return question(self._second)


def _item(want: Want) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(want.most, want.seconds)
