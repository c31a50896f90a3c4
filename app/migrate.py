"""Bringing the database to this release's schema, with plain Alembic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import current_app

import config as settings
from app.database import writing
from app.extensions import db

if TYPE_CHECKING:
    # Loaded where it is used: Alembic takes 10 MB in every process that has it.
    from alembic.config import Config


def upgrade(revision: str = "head", engine: sa.Engine | None = None) -> None:
    """Run the migrations that are missing, up to `revision`, on the application's database."""
    from alembic import command  # noqa: PLC0415

    with writing():
        command.upgrade(_config(engine or db.engine), revision)


def downgrade(revision: str, engine: sa.Engine | None = None) -> None:
    """Undo the migrations after `revision`."""
    from alembic import command  # noqa: PLC0415

    with writing():
        command.downgrade(_config(engine or db.engine), revision)


def _config(engine: sa.Engine) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    found = Config()
    found.set_main_option("script_location", str(settings.ROOT / "migrations"))
    found.attributes["engine"] = engine
    # What rows of before there were campaigns' own modes become (0018).
    found.attributes["is_live"] = current_app.config["DELIVERY_MODE"] == "live"
    return found
