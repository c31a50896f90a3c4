"""The worker: Huey's consumer, which stops gently whichever way it is asked to."""

from __future__ import annotations

import signal
from typing import Any

import structlog
from flask import Flask
from huey.consumer import Consumer

from app.outbox.tasks import Round

# One for the mails' round, one for the letters', one for the organizers' jobs, one for a
# load that takes its time, and one for whatever else is due meanwhile.
THREADS = 5
# How often an empty queue is looked at, in seconds.
LONGEST_PAUSE = 0.2


class Worker(Consumer):  # type: ignore[misc]  # Huey is not typed
    """Finishes what it has in hand on SIGTERM, SIGINT and SIGHUP; a second SIGINT hurries it."""

    def __init__(self, huey: Any, **options: Any) -> None:
        super().__init__(huey, **options)
        # Huey would drop its work on SIGTERM and start anew on SIGHUP (a closed terminal).
        stop_gently = (False, True)
        self._signal_actions = dict.fromkeys(
            (signal.SIGTERM, signal.SIGINT, signal.SIGHUP), stop_gently
        )


def run(app: Flask) -> None:
    """Work until a signal says stop. Raises tasks.queue_errors() if the queue does not answer."""
    huey = app.extensions["huey"]
    huey.pending_count()
    log = structlog.stdlib.get_logger(__name__)
    worker = Worker(huey, workers=THREADS, max_delay=LONGEST_PAUSE)
    rounds: dict[str, Round] = app.extensions["rounds"]
    for each in rounds.values():
        each.stop = worker.stop_flag
    log.info("the worker has started")
    worker.run()
    log.info("the worker has stopped")
