"""Filling the table of ZIP codes."""

from __future__ import annotations

import sqlalchemy as sa

from app.extensions import db
from app.places.models import ZipPlace

# Rows of one INSERT: large enough to be quick, below SQLite's limit of variables.
BATCH = 5_000


def load_zips() -> int:
    """Replace the table of ZIP codes by that of the `zipcodes` package; return its rows.

    The package costs a process tens of megabytes, so it is imported here, in the
    command that loads, and never by the web or the worker.
    """
    import zipcodes  # noqa: PLC0415

    rows = {
        entry["zip_code"]: {
            "zip": entry["zip_code"],
            "state": entry["state"],
            "city": entry["city"],
        }
        for entry in zipcodes.list_all()
        if entry["active"]
    }
    db.session.execute(sa.delete(ZipPlace))
    listed = list(rows.values())
    for start in range(0, len(listed), BATCH):
        db.session.execute(sa.insert(ZipPlace), listed[start : start + BATCH])
    return len(listed)


def has_zips() -> bool:
    """Whether the table has been loaded at all."""
    return db.session.execute(sa.select(ZipPlace.zip).limit(1)).first() is not None
