"""The commands, group by group."""

from __future__ import annotations

from flask import Flask

from app.assets import assets
from app.backup.commands import backup, restore
from app.congress.commands import congress
from app.demo.commands import campaign
from app.imports.commands import signatories
from app.letters.commands import letters
from app.organizers.commands import organizer
from app.outbox.commands import outbox, worker
from app.pledges.commands import counts
from app.privacy.commands import privacy
from app.rehearsal.commands import rehearsal
from app.setup import setup


def init_app(app: Flask) -> None:
    """Make them known to `flask`."""
    mails = (outbox, rehearsal, worker)
    people = (organizer, signatories)
    kept = (backup, restore, privacy)
    for each in (assets, campaign, congress, counts, letters, setup, *mails, *people, *kept):
        app.cli.add_command(each)
