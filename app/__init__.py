"""Tutti: the campaign platform for a cross-discipline day of action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

import config
from app import uninvited as uninvited  # in front of whoever else imports these libraries

# isort: split
from app import (
    assets,
    cli,
    database,
    error_pages,
    filters,
    keyring,
    language,
    logs,
    metrics,
    security,
    translations,
)
from app.activity import tasks as activity_tasks
from app.activity import views as activity
from app.admin import screens
from app.campaigns import at_hand, kept, previews
from app.campaigns import views as campaigns
from app.congress import tasks as congress_tasks
from app.exports import list_tasks
from app.exports import tasks as export_tasks
from app.extensions import babel, csrf, db
from app.extensions import mail as mailer
from app.going_live import striking
from app.health import health
from app.imports import tasks as import_tasks
from app.jobs import tasks as job_tasks
from app.letters import tasks as letter_tasks
from app.letters import views as letters
from app.letters.channels import registry as letter_channels
from app.letters.tracking import tracking
from app.limits import snapshot as limit_snapshot
from app.limits import stores as limit_stores
from app.limits import tasks as limit_tasks
from app.limits import watch as limit_watch
from app.me import tasks as me_tasks
from app.me import views as me
from app.organizers import accounts
from app.outbox import tasks as outbox_tasks
from app.pages import pages
from app.pledges import tasks as pledge_tasks
from app.pledges import views as pledges
from app.privacy import tasks as privacy_tasks
from app.trends import tasks as trend_tasks

PUBLIC = (
    health,
    pages,
    campaigns.campaigns,
    previews.previews,
    pledges.pledges,
    letters.letters,
    tracking,
    me.me,
    activity.activity,
)
# The outbox's come first: they make the queue that the others hang theirs on.
TASKS = (
    outbox_tasks,
    letter_tasks,
    pledge_tasks,
    me_tasks,
    activity_tasks,
    congress_tasks,
    job_tasks,
    export_tasks,
    list_tasks,
    import_tasks,
    striking,
    limit_tasks,
    privacy_tasks,
    trend_tasks,
)


class Tutti(Flask):
    """Flask without a look, at each hook of each request, whether it is an asynchronous one.

    None is: that look alone took a fiftieth of signing.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(environ: Mapping[str, Any] | None = None) -> Flask:
    """Build the application from the environment variables, or from `environ` in their place.

    Raises config.ConfigError when the environment asks for something impossible.
    """
    app = Tutti(__name__, static_folder=None, template_folder=str(config.ROOT / "templates"))
    app.config.from_mapping(config.load(environ))
    app.config["SQLALCHEMY_ENGINES"] = {"default": app.config["DATABASE_URL"]}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    logs.init_app(app)
    metrics.init_app(app)
    kept.init_app(app)
    keyring.init_app(app)
    db.init_app(app)
    database.init_app(app)
    at_hand.init_app(app)
    csrf.init_app(app)
    mailer.init_app(app)
    translations.compile_all()
    babel.init_app(app, locale_selector=language.choose)
    language.init_app(app)
    security.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    error_pages.init_app(app)
    letter_channels.init_app(app)
    accounts.init_app(app)
    for each in (limit_stores, limit_snapshot, limit_watch):
        each.init_app(app)

    for blueprint in PUBLIC:
        app.register_blueprint(blueprint)
    screens.init_app(app)
    for tasks in TASKS:
        tasks.init_app(app)
    cli.init_app(app)
    return app
