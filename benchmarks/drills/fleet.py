"""Two machines' worth of Tutti on one: each with an instance folder of its own, sharing a
PostgreSQL, a Redis and environment variables, behind a real nginx.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app, form_token
from app.campaigns.models import Campaign
from app.extensions import db
from app.outbox.models import MailState, OutboxMail
from app.pledges import counts, recount
from app.pledges.models import Signatory
from benchmarks.machine import ROOT, Machine, environment, free_port
from tests.support import nginx

RCPT = re.compile(rb"^X-Rcpt-Args: <([^>]*)>", re.MULTILINE)
PATIENCE_SECONDS = 420
READY_SECONDS = 120


@dataclass
class Process:
    """One process of the fleet, which can be killed and started again as it was."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    running: subprocess.Popen[bytes]

    def kill(self) -> None:
        """SIGKILL, to it and the processes it has started: nobody says goodbye."""
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def term(self) -> int:
        """SIGTERM to its head, which drains; returns the exit code."""
        self.running.send_signal(signal.SIGTERM)
        return self.running.wait(90)

    def again(self) -> None:
        """Start it anew."""
        self.running = self.start()


class Fleet:
    """To be used with `with`. `hosts` web processes and workers, numbered from 0."""

    def __init__(
        self, *, hosts: int = 2, code: Path = ROOT, limits: str = "off", workers: bool = True
    ) -> None:
        self.hosts, self.code, self.limits, self.with_workers = hosts, code, limits, workers
        self.webs: list[Process] = []
        self.workers: list[Process] = []
        self._stack = ExitStack()

    def __enter__(self) -> Fleet:
        try:
            self._begin()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def _begin(self) -> None:
        self.machine = self._stack.enter_context(Machine(people=0))
        self.folder = self.machine.folder
        self.server = self.machine.own_postgresql()
        self.redis_port, self.sink_port = free_port(), free_port()
        self.redis = _started("redis", partial(self.machine.start_redis, self.redis_port))
        self.mails = self.folder / "mails"
        self.mails.mkdir(mode=0o777)
        self.mails.chmod(0o777)
        sink = partial(self.machine.start_smtp_sink, self.sink_port, kept_in=self.mails)
        self.sink = _started("sink", sink)
        # Held here as systemd holds them (deploy/systemd/tutti-web.socket): who connects while a
        # web process is away waits for the next one.
        self.doors = [self._stack.enter_context(_door()) for _ in range(self.hosts)]
        self.ports = [door.getsockname()[1] for door in self.doors]
        self.environ = {
            "DATABASE_URL": self.server.url.render_as_string(hide_password=False),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATA_KEYS": f"k1:{secrets.token_urlsafe(32)}",
            "REHEARSAL_MAIL_PORT": str(self.sink_port),
            "PUBLIC_URL": f"https://{nginx.NAME}",
            "TRUSTED_PROXIES": "1",
            "RATE_LIMITS": self.limits,
            "CONGRESS_DATA": "off",
            # In earnest part of what is installed on each machine, as the image has it.
            "ASSETS_DIR": str(self.folder / "assets"),
        }
        self._fill()
        for number in range(self.hosts):
            self.webs.append(_started(f"web {number}", partial(self._web, number)))
            if self.with_workers:
                self.workers.append(_started(f"worker {number}", partial(self._worker, number)))
        for port in self.ports:
            _wait_until_ready(port)
        self.proxy = self._stack.enter_context(
            nginx.running(self.folder / "nginx", *self.ports, rate=self._rate)
        )

    @property
    def _rate(self) -> str:
        """Where the limits are off, everybody comes from one address."""
        return "rate=10000r/s" if self.limits == "off" else nginx.RATE

    def _fill(self) -> None:
        """The schema of the code that is to run, and its demo campaign; nobody has to confirm."""
        done = self.run("setup")
        assert done.returncode == 0, done.stdout + done.stderr
        self.app = self.make_app()
        # In plain SQL: it may be the release before whose schema this is.
        with self.app.app_context(), db.engine.begin() as connection:
            connection.execute(sa.text("UPDATE campaign SET confirmation_required = false"))
            found = connection.execute(sa.text("SELECT id, slug FROM campaign")).one()
            self.campaign_id, self.slug = found
            artists = connection.scalar(
                sa.text("SELECT sum(count) FROM count_tally WHERE kind = 'artists'")
            )
            rows = connection.scalar(sa.text("SELECT count(*) FROM signatory"))
        self.before = int(artists or 0), int(rows or 0)

    def make_app(self) -> Flask:
        """The application in this process, with this release's code."""
        folder = self.folder / "drill"
        return create_app({**self.environ, "INSTANCE_DIR": str(folder)})

    def run(self, *words: str, code: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A `flask` command on a machine of its own."""
        more = {"PYTHONPATH": str(code)} if code else {}
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "flask", *words],
            cwd=code or self.code,
            env=environment(self._environ(9) | more),
            capture_output=True,
            text=True,
            check=False,
        )

    def token(self) -> str:
        """What a form on the campaign's page would carry."""
        with self.app.app_context():
            return form_token.mint(self.slug)

    def totals(self) -> tuple[int, int]:
        """(artists, rows) as they are now."""
        with self.app.app_context():
            rows = db.session.scalar(sa.select(sa.func.count()).select_from(Signatory))
            found = counts.numbers(self.campaign()).artists, int(rows or 0)
            db.session.rollback()
        return found

    def agrees(self) -> bool:
        """Whether the sums equal a full recount."""
        with self.app.app_context():
            recount.one_snapshot()
            found = recount.check(self.campaign()).agrees
            db.session.rollback()
        return found

    def campaign(self) -> Campaign:
        """The one everybody signs; in an application context."""
        return db.session.get_one(Campaign, self.campaign_id)

    def addresses(self) -> set[str]:
        """Whoever has a row."""
        with self.app.app_context():
            found = set(db.session.scalars(sa.select(Signatory.email)))
            db.session.rollback()
        return found

    def wait_for_mails(self) -> int:
        """Wait until no mail waits; return how many still do after PATIENCE_SECONDS."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        undone = (MailState.WAITING, MailState.SENDING)
        waiting = sa.select(sa.func.count()).where(OutboxMail.state.in_(undone))
        while True:
            with self.app.app_context():
                left = int(db.session.scalar(waiting) or 0)
                db.session.rollback()
            if not left or time.monotonic() > deadline:
                return left
            time.sleep(1)

    def received(self) -> Counter[str]:
        """How many mails the sink took for each address."""
        found: Counter[str] = Counter()
        for path in self.mails.iterdir():
            taken = RCPT.search(path.read_bytes()[:2000])
            if taken:
                found[taken[1].decode()] += 1
        return found

    def _environ(self, number: int) -> dict[str, str]:
        folder = self.folder / f"host-{number}"
        folder.mkdir(mode=0o700, exist_ok=True)
        port = self.ports[number] if number < len(self.ports) else free_port()
        own = {"INSTANCE_DIR": str(folder), "PORT": str(port), "PYTHONPATH": str(self.code)}
        return self.environ | own

    def _web(self, number: int) -> subprocess.Popen[bytes]:
        door = self.doors[number].fileno()
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
        command += ["--bind", f"fd://{door}", "wsgi:app"]
        environ = self._environ(number)
        return self.machine.start(command, environ=environ, cwd=self.code, pass_fds=[door])

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "worker"]
        return self.machine.start(command, environ=self._environ(number), cwd=self.code)


def _started(name: str, start: Callable[[], subprocess.Popen[bytes]]) -> Process:
    return Process(name, start, start())


def _door() -> socket.socket:
    """A port of the loopback that is listened on, whoever answers."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", 0))
    door.listen(2048)
    return door


def reopen(port: int, folder: str) -> nginx.Proxy:
    """The proxy of the fleet in this folder, for another process."""
    kept = Path(folder) / "nginx"
    context = ssl.create_default_context(cafile=str(kept / "cert.pem"))
    return nginx.Proxy(port, kept / "tutti.log", context)


def _wait_until_ready(port: int) -> None:
    """gunicorn holds the port before its processes have loaded the application."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=READY_SECONDS) as page:
        assert page.status == 200
