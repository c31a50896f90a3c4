"""PostgreSQL into one file and back, through its own `pg_dump` and `pg_restore`.

Both must be at least as new as the server (PostgreSQL's manual, pg_dump, "Notes"): the
newest found is taken, of POSTGRESQL_BIN, the PATH and where Debian keeps them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from app.backup.errors import BackupTrouble

DEBIAN = "/usr/lib/postgresql"


def dump(url: sa.URL, target: Path, *, server: int) -> None:
    """Write the whole database into the new file `target`, as of one moment.

    `server` is its major version. Raises BackupTrouble.
    """
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run(_program("pg_dump", server), options, url)


def restore(url: sa.URL, source: Path, *, server: int) -> None:
    """Fill the empty database with the dump `source`, wholly or not at all.

    Raises BackupTrouble.
    """
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(_program("pg_restore", server), [*options, "--dbname=", str(source)], url)


def _run(program: Path, options: list[str], url: sa.URL) -> None:
    # The connection goes by the environment: a command line can be read by everybody here.
    command = [str(program), "--no-password", *options]
    done = subprocess.run(  # noqa: S603  # a program of PostgreSQL's, and no shell
        command, env=os.environ | _environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupTrouble(f"{program.name} says: {done.stderr.strip()[-800:]}")


def _environment(url: sa.URL) -> dict[str, str]:
    """What libpq reads: https://www.postgresql.org/docs/current/libpq-envars.html."""
    query = {name: str(value) for name, value in url.query.items()}
    given = {
        "PGHOST": query.get("host") or url.host,
        "PGPORT": query.get("port") or (url.port and str(url.port)),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("sslmode"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
    }
    return {name: value for name, value in given.items() if value}


def _program(name: str, server: int) -> Path:
    """The newest `name` on this machine. Raises BackupTrouble where it is older than the server."""
    found = {path: _major(path) for path in _candidates(name)}
    newest = max(found, key=lambda path: found[path], default=None)
    if newest is None:
        raise BackupTrouble(
            f"There is no {name} here. Install PostgreSQL's client programs (on Debian "
            "postgresql-client), or name their folder in POSTGRESQL_BIN."
        )
    if found[newest] < server:
        raise BackupTrouble(
            f"The newest {name} here is of PostgreSQL {found[newest]}, the server is "
            f"{server}: install a newer one, or name its folder in POSTGRESQL_BIN."
        )
    return newest


def _candidates(name: str) -> list[Path]:
    named = os.environ.get("POSTGRESQL_BIN")
    if named:
        return [path for path in [Path(named) / name] if path.is_file()]
    on_path = shutil.which(name)
    kept = list(Path(DEBIAN).glob(f"*/bin/{name}"))
    # Debian's on the PATH is a wrapper, which picks one of the others as it likes.
    return kept or ([Path(on_path)] if on_path else [])


def _major(program: Path) -> int:
    said = subprocess.run(  # noqa: S603
        [str(program), "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0
