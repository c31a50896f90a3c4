"""How gunicorn serves Tutti. Every setting that differs from its default says why."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
INSTANCE_DIR = Path(os.environ.get("INSTANCE_DIR") or ROOT / "instance").resolve()
METRICS_DIR = INSTANCE_DIR / "metrics"

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
proc_name = "tutti"

# Threads, not sync workers: a slow phone or an idle keep-alive must not hold a whole process.
# Measured (docs/benchmarks.md): four idle connections stop two or four sync workers altogether;
# and with pages kept finished, threads send more of them, since a connection is used again.
# A proxy that takes slow clients (deploy/nginx) belongs in front all the same.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 30
keepalive = 5
# Below the five seconds after which scripts/run.py (honcho) kills what has not stopped.
graceful_timeout = 4
# Loaded once, and forked: what the workers never change they share (docs/decisions/0023). So
# SIGHUP goes on with the old code, and a deploy is a restart, while systemd holds the port.
preload_app = True

# No access log: the URLs of magic links hold tokens, and addresses are personal data.
accesslog = None
errorlog = "-"
# What a web process says at start and stop is for whoever looks for trouble; scripts/run.py
# and `flask setup` have already said where to look.
loglevel = os.environ.get("GUNICORN_LOG_LEVEL") or "warning"

# A management socket nobody asked for.
control_socket_disable = True

# The workers' heartbeat files belong in memory, where the system has such a place.
if os.access("/dev/shm", os.W_OK):
    worker_tmp_dir = "/dev/shm"

# Each worker counts in a file of its own in here; /metrics adds them up. It must be
# named before prometheus_client is first imported, that is before the app is loaded.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_DIR))


def when_ready(server: Any) -> None:
    """Begin with an empty folder: counts of an earlier run belong to no process of this one.

    The port is ours by now, so no other gunicorn is counting there. The application is loaded,
    and no worker runs yet: nobody has counted, and what there is can be shared by them all.
    """
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left_over in folder.glob("*.db"):
        left_over.unlink()
    from app import warm

    warm.up(server.app.wsgi())
    # Whoever collects garbage writes into every object it looks at, and so gets a copy of its own.
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """Take the gauges of a worker that is gone out of the sums."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
