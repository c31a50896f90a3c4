"""A process of its own with the settings of the application under test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tests.support.mailbox import free_port
from tests.support.processes import environment
from tests.support.sources import ROOT

# Seconds in which whatever a test waits for has happened.
ENOUGH = 30


@contextmanager
def process(app: Flask, *words: str, port: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """`python -m …` with the settings of `app`; its mails go to `port`."""
    env = environment(
        app.config["INSTANCE_DIR"],
        free_port(),
        DATABASE_URL=app.config["DATABASE_URL"],
        REHEARSAL_MAIL_PORT=str(port or free_port()),
        PUBLIC_URL=app.config["PUBLIC_URL"],
        DATA_KEYS=app.config["DATA_KEYS"],
        SECRET_KEY=app.config["SECRET_KEY"],
    )
    started = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate(timeout=ENOUGH)
