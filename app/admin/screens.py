"""The panel's screens: importing a screen's module hangs its pages on the blueprint."""

from __future__ import annotations

from flask import Flask

from app.admin import (
    account,
    crafts,
    dashboard,
    disciplines,
    edit,
    exports,
    go_live,
    help_texts,
    history,
    home,
    imports,
    jobs,
    ledger,
    letter,
    letter_grid,
    letter_targets,
    letter_texts,
    limits,
    mailbox,
    merging,
    organizations,
    outgoing,
    people,
    privacy,
    rooms,
    signatories,
    signatory,
    site,
    strikes,
    trends,
    voices,
)
from app.admin.join import joining
from app.admin.panel import may, panel, who
from app.organizers.rights import Right

SCREENS = (
    home,
    letter_texts,
    letter_targets,
    letter_grid,
    letter,
    ledger,
    dashboard,
    edit,
    history,
    organizations,
    jobs,
    exports,
    imports,
    voices,
    disciplines,
    crafts,
    merging,
    people,
    account,
    outgoing,
    mailbox,
    site,
    privacy,
    go_live,
    signatories,
    signatory,
    strikes,
    limits,
    trends,
)


def init_app(app: Flask) -> None:
    """Register the panel, and what its templates may ask."""
    app.register_blueprint(panel)
    app.register_blueprint(joining)
    help_texts.init_app(app)
    app.jinja_env.globals.update(may=may, who=who, Right=Right, rooms=rooms.listed)
