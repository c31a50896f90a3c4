"""One person's whole story: what a page about them shows, each part bounded if it is to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.campaigns.models import Organization
from app.extensions import db
from app.jobs.models import Job
from app.keyring import KeyMissing, SealBroken
from app.outbox.models import OutboxMail
from app.pledges import queries
from app.pledges.models import Signatory, SignatoryConsent

MOST = 50

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Story:
    """`legal_name` is "" where its key is gone. `job` is the last bulk act or import."""

    legal_name: str
    consents: Sequence[Organization]
    mails: Sequence[OutboxMail]
    entries: Sequence[AuditEntry]
    job: Job | None


@dataclass(frozen=True)
class Happening:
    """Something that became of the signature: `what` is a word the page has a sentence for."""

    at: dt.datetime
    what: str
    entry: AuditEntry | None = None


def tell(signatory: Signatory, *, most: int | None = MOST) -> Story:
    """Gather it, at most so many mails and entries: one decryption, and four short readings."""
    return Story(
        legal_name=_legal_name(signatory),
        consents=_consents(signatory),
        mails=_mails(signatory, most),
        entries=audit.list_entries(subject=f"signatory:{signatory.id}", limit=most),
        job=db.session.get(Job, signatory.job_id) if signatory.job_id else None,
    )


def history(signatory: Signatory, story: Story) -> list[Happening]:
    """All that is known of it, oldest first."""
    dates = {
        "imported" if signatory.imported else "signed": signatory.created_at,
        "reminded": signatory.reminded_at,
        "confirmed": signatory.confirmed_at,
    }
    found = [Happening(at, what) for what, at in dates.items() if at is not None]
    found += [Happening(each.at, each.action, each) for each in story.entries]
    return sorted(found, key=lambda each: each.at)


def _legal_name(signatory: Signatory) -> str:
    try:
        sealed = queries.opened(signatory)
    except (SealBroken, KeyMissing) as error:
        log.error("a legal name cannot be read", error=type(error).__name__)
        return ""
    return f"{sealed['first_name']} {sealed['last_name']}".strip()


def _consents(signatory: Signatory) -> Sequence[Organization]:
    wanted = sa.select(Organization).join(SignatoryConsent)
    of_them = wanted.where(SignatoryConsent.signatory_id == signatory.id)
    return db.session.scalars(of_them.order_by(Organization.position)).all()


def _mails(signatory: Signatory, most: int | None) -> Sequence[OutboxMail]:
    wanted = sa.select(OutboxMail).where(OutboxMail.signatory_id == signatory.id)
    return db.session.scalars(wanted.order_by(OutboxMail.id.desc()).limit(most)).all()
