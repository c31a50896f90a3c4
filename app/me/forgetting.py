"""The copies of an erased person that do not hang on their row: files, and words about them.

The database takes along what hangs on a signatory (letters, deliveries, mails, links). What
lies elsewhere is named here while the rows are still there, and goes by an errand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import sqlalchemy as sa

from app.audit import service as audit
from app.canonical_email import canonical
from app.extensions import db
from app.jobs import files
from app.letters.models import Delivery
from app.me import errands
from app.me.models import ErrandKind
from app.outbox.models import OutboxMail
from app.pledges.models import Signatory
from app.rehearsal import mailbox
from app.rehearsal.mailbox import Head

# The words organizers type about a person's voice: the one thing in the log that is about people.
TYPED = "voice_reason"


def note(signatory: Signatory) -> None:
    """Before the row goes: leave the errand, and take the words out of the audit log."""
    mails = sa.select(OutboxMail.message_id).where(OutboxMail.signatory_id == signatory.id)
    letters = sa.select(Delivery.uid).where(Delivery.signatory_id == signatory.id)
    told = {
        "campaign": str(signatory.campaign_id),
        "email": signatory.email_canonical,
        "mails": json.dumps(list(db.session.scalars(mails))),
        "letters": json.dumps([each.hex for each in db.session.scalars(letters)]),
    }
    errands.post(ErrandKind.ERASE, told)
    forget_words(signatory)


def forget_words(signatory: Signatory) -> None:
    """Take out of the audit log what organizers typed about this person; the acts stay."""
    audit.blank(f"signatory:{signatory.id}", (TYPED,))


def forget_mails(told: Mapping[str, str]) -> int:
    """Delete what the rehearsal mailbox holds to or from this person; return how many mails."""
    ids = set(json.loads(told["mails"]))
    letters = set(json.loads(told["letters"]))

    def is_theirs(head: Head) -> bool:
        rehearsed = head.message_id.removeprefix("<rehearsal.").partition("@")[0]
        to_them = any(canonical(each) == told["email"] for each in head.recipients)
        return to_them or head.message_id in ids or rehearsed in letters

    return mailbox.current().forget(is_theirs)


def forget_files(told: Mapping[str, str]) -> None:
    """Delete the files of this campaign's jobs that have ended: exports and uploads hold people."""
    files.clear_ended(int(told["campaign"]))
