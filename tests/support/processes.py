"""Tutti as its processes: what `make run` starts, with an instance folder and port of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.support.mailbox import free_port
from tests.support.sources import ROOT

START_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class Running:
    """A started Tutti."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]
    log: Path

    def family(self) -> list[psutil.Process]:
        """The runner and every process it has started, at this moment."""
        runner = psutil.Process(self.process.pid)
        return [runner, *runner.children(recursive=True)]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Signal the runner's process group as a terminal would; return the exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        return self.process.wait(STOP_SECONDS)

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait(self) -> None:
        """Wait until /readyz answers 200."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2):  # noqa: S310
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"Tutti did not become ready:\n{self.output()}")


def environment(instance: Path, port: int, **more: str) -> dict[str, str]:
    """This process's environment with an instance of its own, as `make run` would set it."""
    kept = {k: v for k, v in os.environ.items() if k in ("HOME", "LANG", "PATH", "TMPDIR", "TZ")}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "FLASK_APP": "wsgi",
        "INSTANCE_DIR": str(instance),
        "PORT": str(port),
        "REHEARSAL_MAIL_PORT": str(free_port()),
        "CONGRESS_DATA": "off",
        # As in the rest of the suite; a live site has them on.
        "RATE_LIMITS": "on" if more.get("DELIVERY_MODE") == "live" else "off",
        **more,
    }


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Running]:
    """`flask setup`, then the Procfile's processes; stopped at the end whatever happens."""
    port = free_port()
    env = environment(folder / "instance", port, **more)
    done = subprocess.run(
        [sys.executable, "-m", "flask", "setup"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"flask setup failed:\n{done.stdout}\n{done.stderr}"
    log = folder / "log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "scripts/run.py"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = Running(f"http://127.0.0.1:{port}", folder / "instance", process, log)
    family: list[psutil.Process] = []
    try:
        started.wait()
        family = started.family()
        yield started
    finally:
        if process.poll() is None:
            family = started.family()
            started.stop(signal.SIGTERM)
        for left in family:
            if left.is_running():
                left.kill()


@contextmanager
def gunicorn(instance: Path, **more: str) -> Iterator[int]:
    """gunicorn alone, as gunicorn.conf.py sets it up; yields its port when it is ready."""
    port = free_port()
    log = instance / "gunicorn.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"],
            cwd=ROOT,
            env=environment(instance, port, **more),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    try:
        Running(f"http://127.0.0.1:{port}", instance, process, log).wait()
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS)
