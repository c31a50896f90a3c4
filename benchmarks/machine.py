"""What a measurement needs started: databases, Redis, web servers, wrk. Everything it starts, it
stops, by the process's own id, and the folder of them all is removed.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from flask import Flask

from app import create_app, migrate
from app.extensions import db
from benchmarks import filling
from tests.support.postgresql import OwnServer

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
# What is written is on the disk when the server says so: as in earnest.
DURABLE = ("max_connections=200", "shared_buffers=256MB", "max_wal_size=4GB")
SECONDS = 4  # of one wrk run
CONNECTIONS = 16


class NotHere(Exception):
    """A program that a line needs is not installed; the line is skipped, and says so."""


@dataclass(frozen=True)
class Instance:
    """A database of Tutti's and the instance folder that belongs to it."""

    kind: str
    url: str
    folder: Path
    people: int = 0
    slug: str = ""

    @property
    def environ(self) -> dict[str, str]:
        return {
            "INSTANCE_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "CONGRESS_DATA": "off",
            "RATE_LIMITS": "off",
        }

    def app(self, **more: str) -> Flask:
        """The application in this process."""
        return create_app({**self.environ, **more})


class Machine:
    """To be used with `with`: what was started inside is stopped at its end."""

    def __init__(self, *, people: int) -> None:
        self.people = people
        self._stack = ExitStack()
        self._postgresql: sa.URL | None = None
        self._filled: dict[tuple[str, int], Instance] = {}

    def __enter__(self) -> Machine:
        self.folder = Path(tempfile.mkdtemp(prefix="tutti-bench-"))
        # nginx and PostgreSQL may run as others
        self.folder.chmod(0o711)
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def postgresql(self) -> str:
        """The address of a new, empty database of a durable PostgreSQL.

        In the server that TEST_DATABASE_URL names, or in one of our own.
        """
        if self._postgresql is None:
            self._postgresql = self._server()
        url = self._postgresql.set(database=f"tutti_bench_{secrets.token_hex(4)}")
        self._in_postgresql(f'CREATE DATABASE "{url.database}"')
        if os.environ.get("TEST_DATABASE_URL"):
            gone = f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)'
            self._stack.callback(self._in_postgresql, gone)
        return url.render_as_string(hide_password=False)

    def instance(self, kind: str, people: int | None = None) -> Instance:
        """A database of this kind with all tables, and `people` signatories in the demo campaign.

        People none: a database of its own, empty of campaigns. Else one for all who ask for as
        many: leave it as it was.
        """
        if (kind, people or 0) in self._filled and people is not None:
            return self._filled[kind, people]
        folder = Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=self.folder))
        url = self.postgresql() if kind == "postgresql" else f"sqlite:///{folder / 'tutti.sqlite3'}"
        made = Instance(kind, url, folder, people or 0)
        app = made.app()
        with app.app_context():
            migrate.upgrade()
            slug = filling.fill(people) if people is not None else ""
            db.session.rollback()
            db.engine.dispose()
        made = Instance(kind, url, folder, people or 0, slug)
        if people is not None:
            self._filled[kind, people] = made
        return made

    def gunicorn(self, target: str, *options: str, environ: Mapping[str, str] | None = None) -> str:
        """Serve `module:app` until the end; return its address. Two sync workers unless told."""
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
        command += ["--config", _settings(target)]
        if not options:
            options = ("--workers", "2", "--worker-class", "sync", "--threads", "1")
        command += ["--no-control-socket", "--log-level", "warning", *options, target]
        url = f"http://127.0.0.1:{port}"
        given = {"PORT": str(port), "PUBLIC_URL": url, **(environ or {})}
        self.start(command, environ=given, port=port)
        return url

    def one_worker(
        self, target: str, instance: Instance | None
    ) -> tuple[subprocess.Popen[bytes], str]:
        """One sync worker, which nobody has asked yet, and its address. Stop it after use."""
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
        command += ["--config", _settings(target)]
        command += ["--no-control-socket", "--workers", "1", "--worker-class", "sync"]
        url = f"http://127.0.0.1:{port}"
        given = {"PORT": str(port), "PUBLIC_URL": url, **(instance.environ if instance else {})}
        return self.start([*command, "--threads", "1", target], environ=given), url

    def start(
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        port: int | None = None,
        cwd: Path = ROOT,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """A process that runs until the end (or until `stop`); waits until `port` answers.

        It leads a process group of its own, which is killed as one.
        """
        log = self.folder / f"log-{secrets.token_hex(3)}"
        with log.open("wb") as sink:
            process = subprocess.Popen(  # noqa: S603
                command,
                cwd=cwd,
                env=environment(environ or {}),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=pass_fds,
            )
        self._stack.callback(stop, process)
        if port is not None:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} did not start: {log.read_text()[-2000:]}")
                time.sleep(0.02)
        return process

    def redis(self) -> str:
        """The address of an empty Redis that keeps nothing on the disk."""
        port = free_port()
        self.start_redis(port)
        return f"redis://127.0.0.1:{port}/0"

    def start_redis(self, port: int) -> subprocess.Popen[bytes]:
        """The same at this port."""
        command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
        return self.start([*command, "--save", "", "--dir", str(self.folder)], port=port)

    def smtp_sink(self) -> int:
        """The port of postfix's smtp-sink, which takes every mail and keeps none."""
        port = free_port()
        self.start_smtp_sink(port)
        return port

    def start_smtp_sink(self, port: int, *, kept_in: Path | None = None) -> subprocess.Popen[bytes]:
        """The same at this port; with `kept_in` each mail is a file of that folder."""
        as_whom = ["-u", "nobody"] if os.geteuid() == 0 else []
        keeping = ["-d", "%s."] if kept_in else []
        command = [program("smtp-sink"), *as_whom, *keeping, f"127.0.0.1:{port}", "1000"]
        return self.start(command, port=port, cwd=kept_in or self.folder)

    def own_postgresql(self) -> OwnServer:
        """A durable PostgreSQL of our own, which may be halted."""
        server = OwnServer(DURABLE)
        server.start()
        self._stack.callback(server.stop)
        return server

    def _server(self) -> sa.URL:
        if named := os.environ.get("TEST_DATABASE_URL"):
            return sa.make_url(named).set(drivername="postgresql+psycopg")
        return self.own_postgresql().url

    def _in_postgresql(self, statement: str) -> None:
        assert self._postgresql is not None
        plain = self._postgresql.set(drivername="postgresql")
        with psycopg.connect(
            plain.render_as_string(hide_password=False), autocommit=True
        ) as connection:
            connection.execute(statement.encode())


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """End one process that we have started; harmless where it has ended."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def stopped(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The process, which is stopped at the block's end."""
    try:
        yield process
    finally:
        stop(process)


def wrk(
    url: str, *, script: Path | None = None, seconds: int = SECONDS, connections: int = CONNECTIONS
) -> float:
    """Requests per second that were answered with 2xx or 3xx. Raises where any was not."""
    command = [program("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", url]
    command[1:1] = ["-s", str(script)] if script else []
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if refused:
        raise RuntimeError(f"{refused[0]} at {url}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]


def program(name: str) -> str:
    """Where a program is. Raises NotHere."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if found is None:
        raise NotHere(f"{name} is not installed (`make bench` installs it where it may)")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _settings(target: str) -> str:
    return "gunicorn.conf.py" if target == "wsgi:app" else "benchmarks/yardsticks/served.py"


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """What a process of ours is told: nothing of what this shell says of Tutti."""
    kept = {k: v for k, v in os.environ.items() if k in ("HOME", "LANG", "TMPDIR", "TZ")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "FLASK_APP": "wsgi", **more}
