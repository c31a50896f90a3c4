"""What a web worker must not carry: packages that only some other process, or nobody, needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.assets import SOURCE, build
from tests.support.mailbox import free_port
from tests.support.processes import environment
from tests.support.sources import ROOT

# Each costs every worker between half a megabyte and 38, and start its time.
ELSEWHERE = {
    "redis": "only with REDIS_URL",
    "limits": "only with REDIS_URL",
    "psycopg": "only on PostgreSQL",
    "rich": "by nobody",
    "lxml": "by whoever talks to Congress's gateways, or draws an organizer's code",
    "urllib3": "by whoever asks another machine",
    "dns": "by the checks before going live",
    "aiosmtpd": "by the rehearsal's mail server",
    "alembic": "by `flask setup`",
    "typst": "by whoever sets a PDF or a picture",
    "pypdf": "by whoever bundles letters",
    "icalendar": "by the calendar entry",
    "fontTools": "by the build of the static files",
    "zipcodes": "by `flask setup`",
    "app.commands": "by `flask`",
}


def test_a_web_worker_carries_nothing_that_only_others_need(tmp_path: Path, assets: Path) -> None:
    build(SOURCE, assets)  # as `flask setup` has done when a worker starts
    code = "import sys, wsgi; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(tmp_path, free_port(), ASSETS_DIR=str(assets)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "app.pledges.views" in loaded
    assert {name: why for name, why in ELSEWHERE.items() if name in loaded} == {}
