"""People and workers at the same time: threads, each with an application context of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from app.extensions import db


class Crew:
    """Threads with an application context each; what goes wrong in one is raised in the test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.wrong: list[BaseException] = []
        self.threads: list[threading.Thread] = []
        self.done = threading.Event()

    def start(self, work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                with self.app.app_context():
                    work()
            except BaseException as error:  # noqa: BLE001 - told by `join`
                self.wrong.append(error)
                self.done.set()

        thread = threading.Thread(target=run, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def until_done(self, work: Callable[[], None]) -> None:
        def again() -> None:
            while not self.done.is_set():
                work()

        self.start(again)

    def join(self) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), "it waits for ever"
        if self.wrong:
            raise self.wrong[0]


@contextmanager
def crew(app: Flask) -> Iterator[Crew]:
    together = Crew(app)
    db.session.commit()
    try:
        yield together
    finally:
        together.join()
    # What the test itself reads from here on is what the others have written.
    db.session.rollback()
    db.session.expire_all()
