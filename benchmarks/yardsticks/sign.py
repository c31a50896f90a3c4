"""Signing with nothing around it: check the fields, one INSERT, commit. No ORM, no mail.

DATABASE_URL decides where: PostgreSQL by psycopg, a connection that is kept per process; or
SQLite, opened as Tutti opens it (write-ahead log, synchronous=NORMAL). The table is made at
the first start (`make`).
"""

from __future__ import annotations

import os
import re
import sqlite3
import uuid
from typing import Any

import psycopg
from flask import Flask, Response, redirect, request

URL = os.environ.get("DATABASE_URL", "").replace("+psycopg", "")
IS_SQLITE = URL.startswith("sqlite:///")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
TABLE = (
    "CREATE TABLE IF NOT EXISTS person (uid TEXT PRIMARY KEY, first_name TEXT NOT NULL,"
    " last_name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, zip TEXT NOT NULL,"
    " discipline TEXT NOT NULL)"
)
INSERT = "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"

app = Flask(__name__)
_kept: list[Any] = []


def make() -> None:
    """Create the table."""
    connection = _connection()
    connection.execute(TABLE)
    connection.commit()


@app.post("/")
def sign() -> tuple[str, int] | Response:
    typed = request.form
    fields = [typed.get(each, "").strip() for each in ("first_name", "last_name", "email", "zip")]
    first, last, email, code = fields
    if not (0 < len(first) <= 100 and 0 < len(last) <= 100 and code.isdigit() and len(code) == 5):
        return "no", 422
    if len(email) > 254 or not EMAIL.fullmatch(email):
        return "no", 422
    row = (str(uuid.uuid4()), first, last, email.lower(), code, typed.get("discipline", ""))
    connection = _connection()
    connection.execute(INSERT if IS_SQLITE else INSERT.replace("?", "%s"), row)
    connection.commit()
    return redirect("/thanks", 303)  # type: ignore[return-value]


def _connection() -> Any:
    if not _kept:
        if IS_SQLITE:
            opened = sqlite3.connect(URL.removeprefix("sqlite:///"), timeout=15)
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("PRAGMA synchronous = NORMAL")
            _kept.append(opened)
        else:
            _kept.append(psycopg.connect(URL))
    return _kept[0]


if __name__ == "__main__":
    make()
