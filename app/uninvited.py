"""Two libraries that load what they find installed, kept from it. Imported before all else.

Huey loads the drivers of Redis and of PostgreSQL, queue or not; structlog loads rich, which
only development installs, for tracebacks that we never print. Together they were 17 MB in
every process.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """Within, these packages cannot be imported, as if they were not installed.

    One that is loaded already stays. None in sys.modules says so to Python itself (language
    reference, "The module cache").
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with absent("redis", "psycopg"):
    from huey import storage
with absent("rich"):
    import structlog  # noqa: F401


def redis_storage() -> Any:
    """Huey's storage on Redis: loads the driver, and lets Huey look anew for what there is."""
    import redis  # noqa: F401, PLC0415

    if storage.Redis is None:
        importlib.reload(storage)
    return storage.RedisStorage
