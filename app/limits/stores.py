"""Which store counts: Redis where REDIS_URL names one, else the database."""

from __future__ import annotations

from flask import Flask, current_app

from app.limits.store import DatabaseStore, Store


def init_app(app: Flask) -> None:
    """Choose the store. Opens no connection."""
    app.extensions["limit_store"] = _chosen(app.config["REDIS_URL"])


def current() -> Store:
    """The application's store."""
    store: Store = current_app.extensions["limit_store"]
    return store


def _chosen(url: str | None) -> Store:
    database = DatabaseStore()
    if not url:
        return database
    # Only here: a process without Redis need not carry its driver.
    from app.limits.redis_store import RedisStore, WithFallback  # noqa: PLC0415

    return WithFallback(RedisStore(url), database)
