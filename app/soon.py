"""Writing soon what is added up in memory: once for many, by a thread of its own.

A killed process loses what it has not written; one that ends as asked writes it first.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable


class Soon:
    """Calls `write` so many `seconds` after `ask`, and again for as long as something `waits`."""

    def __init__(
        self, write: Callable[[], object], *, waits: Callable[[], object], seconds: float
    ) -> None:
        self._write, self._waits, self._seconds = write, waits, seconds
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_kept_for_the_end = False

    def ask(self) -> None:
        """See to it that what waits now is written; harmless where that is under way."""
        with self._lock:
            if self._timer is None:
                self._begin()

    def cancel(self) -> None:
        """Write no more, at the end of the process neither."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._is_kept_for_the_end = False
        atexit.unregister(self._write)

    def _begin(self) -> None:
        if not self._is_kept_for_the_end:
            atexit.register(self._write)
            self._is_kept_for_the_end = True
        self._timer = threading.Timer(self._seconds, self._run)
        self._timer.daemon = True
        self._timer.start()

    def _run(self) -> None:
        try:
            self._write()
        finally:
            with self._lock:
                self._timer = None
                if self._waits():
                    self._begin()
