"""A running SQLite database into one file and back, through SQLite's own online backup.

Source: https://www.sqlite.org/backup.html. Readers and signers go on meanwhile: in WAL
mode the copy is of the moment it began.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from app.backup.errors import BackupTrouble


def copy(source: Path, target: Path) -> None:
    """Copy `source` into the new file `target`, whole and checked. Raises BackupTrouble."""
    try:
        with closing(_open(source)) as live, closing(sqlite3.connect(target)) as copied:
            live.backup(copied)
            # One file, without a -wal beside it that could be forgotten.
            copied.execute("PRAGMA journal_mode = DELETE")
            found = copied.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupTrouble(f"SQLite says: {error}") from error
    if found != "ok":
        raise BackupTrouble(f"The copy is damaged: {found}")
    with target.open("rb") as written:
        os.fsync(written.fileno())


def put_back(source: Path, target: Path) -> None:
    """Fill the database at `target` with what the backup `source` holds. Raises BackupTrouble."""
    if not _is_sqlite(source):
        raise BackupTrouble(f"{source} is no SQLite database.")
    try:
        with closing(_open(source)) as kept, closing(sqlite3.connect(target)) as live:
            found = kept.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise BackupTrouble(f"The backup is damaged: {found}")
            kept.backup(live)
    except sqlite3.Error as error:
        raise BackupTrouble(f"SQLite says: {error}") from error


def _open(path: Path) -> sqlite3.Connection:
    """An existing database; sqlite3 alone would make an empty one of a mistyped name."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"
