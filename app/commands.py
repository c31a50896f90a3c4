"""The commands of all domains, group by group. Imported by `cli` when `flask` asks for one."""

from __future__ import annotations

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

MAILS = (outbox, rehearsal, worker)
PEOPLE = (organizer, signatories)
KEPT = (backup, restore, privacy)
ALL = (assets, campaign, congress, counts, letters, setup, *MAILS, *PEOPLE, *KEPT)
