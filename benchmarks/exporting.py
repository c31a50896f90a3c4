"""Makes an export of all signatories in the usual columns, as the worker's job does.

Prints seconds in all, seconds until the first piece, MiB above idle at the most, and seconds of
processor time in this process. For `lines/export`; `copy` as the argument: PostgreSQL's own COPY
of the table instead.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from app import create_app
from app.campaigns.models import Campaign
from app.database import reading
from app.exports import columns, rows
from app.exports.tasks import Making
from app.extensions import db


def main() -> None:
    logging.disable(logging.ERROR)
    with create_app().app_context():
        db.session.scalar(sa.select(Campaign.id))
        db.session.rollback()
        idle, began, worked = _mebibytes("VmRSS"), time.perf_counter(), time.process_time()
        first = _copy(began) if "copy" in sys.argv else _export(began)
        whole, worked = time.perf_counter() - began, time.process_time() - worked
    sys.stdout.write(f"{whole} {first} {_mebibytes('VmHWM') - idle} {worked}\n")


def _export(began: float) -> float:
    with reading():
        campaign_id = db.session.scalars(sa.select(Campaign.id).order_by(Campaign.id)).first() or 0
    named = [each.name for each in columns.SIGNATORIES if each.usual]
    plain = {"what": "signatories", "format": "csv", "bom": False, "gzip": False, "filters": {}}
    making = Making(campaign_id, {**plain, "columns": named})
    with reading():
        _done, _total, at = making.begin({})
    first = 0.0
    while at["next"] <= at["last"]:
        with reading():
            making.step(0, 0, at, making.range(at["next"], at["last"])[1])
        first = first or time.perf_counter() - began
        at = at | {"next": at["next"] + rows.RANGE}
    return first


def _copy(began: float) -> float:
    connection = db.engine.raw_connection()
    first = 0.0
    cursor = connection.cursor()
    with cursor.copy("COPY signatory TO STDOUT") as copy:
        for _piece in copy:
            first = first or time.perf_counter() - began
    connection.close()
    return first


def _mebibytes(which: str) -> float:
    """What this program holds ("VmRSS"), or has held at the most ("VmHWM"), as Linux says.

    Not by `getrusage`: its maximum is also that of the process that started this one.
    """
    said = Path("/proc/self/status").read_text()
    return int(said.partition(f"{which}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
