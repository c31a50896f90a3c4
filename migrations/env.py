"""How Alembic reaches the database: through the application's engine, one at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from sqlalchemy.engine import Connection

from app import models  # noqa: F401  # every table must be known to the metadata
from app.database import Base

# Any number, the same for every release: "tutti" on a telephone's keys.
MIGRATION_LOCK = 88884
# A migration that cannot have its locks soon gives up instead of stopping every signer.
LOCK_TIMEOUT = "10s"


def run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.execute(sa.text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        # SQLite can: our engine begins its transactions itself.
        transactional_ddl=True,
    )
    context.run_migrations()


engine: sa.Engine = context.config.attributes["engine"]
with engine.begin() as connection:
    run(connection)
