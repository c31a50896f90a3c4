"""How gunicorn serves a yardstick: as it comes. Without this it would read Tutti's own settings."""

from __future__ import annotations

import os

MEMORY = "/dev/shm"  # noqa: S108 - where the heartbeat files of ours are, too
if os.access(MEMORY, os.W_OK):
    worker_tmp_dir = MEMORY
