"""Signing with nothing around it: check the fields, one INSERT, commit. No ORM, no mail.

DATABASE_URL decides where: PostgreSQL by psycopg and its pool, or SQLite, opened as Tutti opens
it (write-ahead log, synchronous=NORMAL), a connection that is kept per process. An address is
checked by the library that everybody takes for it, as Tutti does. The table is made at the
first start (`make`).
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email
from flask import Flask, Response, redirect, request
from psycopg_pool import ConnectionPool

URL = os.environ.get("DATABASE_URL", "").replace("+psycopg", "")
IS_SQLITE = URL.startswith("sqlite:///")
TABLE = (
    "CREATE TABLE IF NOT EXISTS person (uid TEXT PRIMARY KEY, first_name TEXT NOT NULL,"
    " last_name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, zip TEXT NOT NULL,"
    " discipline TEXT NOT NULL)"
)
INSERT = "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"

app = Flask(__name__)
_kept: list[sqlite3.Connection] = []
_pools: list[ConnectionPool] = []


def make() -> None:
    """Create the table."""
    _run(TABLE)


@app.post("/")
def sign() -> tuple[str, int] | Response:
    typed = request.form
    fields = [typed.get(each, "").strip() for each in ("first_name", "last_name", "email", "zip")]
    first, last, email, code = fields
    if not (0 < len(first) <= 100 and 0 < len(last) <= 100 and code.isdigit() and len(code) == 5):
        return "no", 422
    try:
        address = validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return "no", 422
    _run(INSERT, (str(uuid.uuid4()), first, last, address, code, typed.get("discipline", "")))
    return redirect("/thanks", 303)  # type: ignore[return-value]


def _run(statement: str, row: Sequence[str] = ()) -> None:
    if IS_SQLITE:
        _file().execute(statement, row)
        _file().commit()
        return
    if not _pools:  # not before the worker is there: connections are no matter for a fork
        _pools.append(ConnectionPool(URL, min_size=1, max_size=1, open=True))
    with _pools[0].connection() as connection:  # commits at its end
        connection.execute(statement.replace("?", "%s"), row)


def _file() -> sqlite3.Connection:
    if not _kept:
        opened = sqlite3.connect(URL.removeprefix("sqlite:///"), timeout=15)
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("PRAGMA synchronous = NORMAL")
        _kept.append(opened)
    return _kept[0]


if __name__ == "__main__":
    make()
    for each in _pools:
        each.close()
