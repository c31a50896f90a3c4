"""Building the application for a test, with settings given as the environment gives them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from app import create_app, migrate
from app.activity import viewing
from app.database import transaction
from app.extensions import db
from app.limits import watch
from app.places import service as places
from tests.support import once
from tests.support.mailbox import Mailbox, free_port

TEMPLATES = once.Templates()
once.compile_routes_once()
# What is added up in memory is written when a test says so, and not in its midst.
viewing.EVERY = watch.EVERY = 600.0


def make_app(
    database: str, instance: Path, mails: Mailbox, assets: Path, settings: Mapping[str, str]
) -> Flask:
    """The application on `database`, sending its mail to `mails`; `settings` are variables more.

    Its PORT is free, and its PUBLIC_URL leads there: `live_server` listens on it.
    """
    _share_assets(instance, assets)
    port = free_port()
    app = create_app(
        {
            "INSTANCE_DIR": str(instance),
            "DATABASE_URL": database,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "REHEARSAL_MAIL_PORT": str(mails.port),
            "RATE_LIMITS": "on" if settings.get("DELIVERY_MODE") == "live" else "off",
            "CONGRESS_DATA": "off",
            **settings,
        }
    )
    app.testing = True
    # Tests look at once at what they have just changed.
    app.config["KEEPS_PAGES"] = False
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        once.share_statements(db.engine)
    return app


def build(url: str, folder: Path, assets: Path) -> None:
    """Make the database at `url` as `flask setup` does: all tables, and the ZIP codes."""
    instance = folder / "instance"
    _share_assets(instance, assets)
    app = create_app({"INSTANCE_DIR": str(instance), "DATABASE_URL": url})
    with app.app_context():
        migrate.upgrade()
        with transaction():
            places.load_zips()
        once.keep_dialect(db.engine)
        db.engine.dispose()
    once.spare_the_collector()


def _share_assets(instance: Path, assets: Path) -> None:
    """Static files are built once for all the instance folders of a run."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    assets.mkdir(parents=True, exist_ok=True)
    if not (instance / "assets").exists():
        (instance / "assets").symlink_to(assets, target_is_directory=True)
