"""A backup of the running database in one file, and the way back into an empty one.

Not in here: the keys. A backup without them shows no legal name, street or telephone,
which is why they are kept apart from it (docs/deploying.md).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import sqlalchemy as sa

from app import keyring, migrate
from app.backup import postgresql, sqlite
from app.backup.errors import BackupTrouble
from app.database import reading
from app.extensions import db
from app.pledges.models import Signatory


def make(target: Path) -> None:
    """Write a backup to the new file `target` (mode 0600); it appears whole or not at all.

    Signing goes on meanwhile; what is committed after the beginning is not in it.
    Raises BackupTrouble.
    """
    if target.exists():
        raise BackupTrouble(f"{target} is there already: a backup overwrites nothing.")
    if not target.parent.is_dir():
        raise BackupTrouble(f"There is no folder {target.parent}.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if _is_sqlite():
            sqlite.copy(_file(), draft)
        else:
            postgresql.dump(db.engine.url, draft, server=_server())
        os.link(draft, target)
    except OSError as error:
        raise BackupTrouble(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(source: Path) -> None:
    """Fill the empty database with the backup, and bring it to this release's schema.

    Raises BackupTrouble, and the database is as it was, where it already holds tables.
    """
    if not source.is_file():
        raise BackupTrouble(f"There is no file {source}.")
    if _tables():
        raise BackupTrouble(
            "This database is not empty: restoring overwrites nothing. Move it away, or name "
            "an empty one in DATABASE_URL, and begin again."
        )
    if _is_sqlite():
        db.engine.dispose()
        sqlite.put_back(source, _file())
    else:
        postgresql.restore(db.engine.url, source, server=_server())
    migrate.upgrade()


def keys_open_it() -> bool:
    """Whether the keys in use open what is sealed in here; True where nothing is."""
    with reading():
        newest = db.session.execute(
            sa.select(Signatory.sealed, Signatory.uid).order_by(Signatory.id.desc()).limit(1)
        ).first()
    if newest is None:
        return True
    try:
        keyring.current().open(newest.sealed, bound_to=newest.uid.bytes)
    except (keyring.KeyMissing, keyring.SealBroken):
        return False
    return True


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _file() -> Path:
    name = db.engine.url.database
    if not name or name == ":memory:":
        raise BackupTrouble("This database is kept in memory only.")
    return Path(name)


def _server() -> int:
    """PostgreSQL's major version."""
    try:
        with db.engine.connect() as connection:
            version = connection.dialect.server_version_info
    except sa.exc.OperationalError as error:
        raise BackupTrouble("The database does not answer.") from error
    return int(version[0]) if version else 0


def _tables() -> list[str]:
    try:
        return sa.inspect(db.engine).get_table_names()
    except sa.exc.OperationalError as error:
        raise BackupTrouble("The database does not answer.") from error
