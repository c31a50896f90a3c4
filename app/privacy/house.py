"""The rules that end the traces of finished work: mails, sign-ins, files, what organizers typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.audit.models import AuditEntry
from app.extensions import db
from app.jobs.models import Job, JobPart, JobState
from app.me.forgetting import TYPED
from app.organizers import sessions
from app.organizers.models import Attempt, Invitation, SignInSession
from app.outbox.models import MailState, OutboxMail
from app.pledges import bulk
from app.privacy import periods
from app.privacy.models import SweepRun
from app.privacy.rule import Conditions, Rows, Stop, delete
from app.rehearsal import mailbox


def _mails() -> Conditions:
    left = OutboxMail.state.in_((MailState.SENT.value, MailState.DROPPED.value))
    ended = sa.func.coalesce(OutboxMail.sent_at, OutboxMail.created_at)
    return left, OutboxMail.signatory_id.is_not(None), ended < periods.before_days()


def _failed_mails() -> Conditions:
    return (
        OutboxMail.state == MailState.FAILED.value,
        OutboxMail.created_at < periods.before_days(),
    )


def _sign_ins() -> Conditions:
    """Each organizer's newest one stays: the list of organizers says when they were here."""
    newest = sa.select(sa.func.max(SignInSession.id)).group_by(SignInSession.organizer_id)
    # One that nobody ended ended by itself, a week after it began.
    before = periods.before_days()
    ended = sa.or_(
        SignInSession.ended_at < before, SignInSession.created_at < before - sessions.LONGEST
    )
    return ended, SignInSession.id.not_in(newest)


def _invitations() -> Conditions:
    over = sa.func.coalesce(Invitation.accepted_at, Invitation.withdrawn_at, Invitation.expires_at)
    return (over < periods.before_days(),)


def _files() -> Conditions:
    before = clock.now() - periods.FILE_LIFE
    over = sa.or_(
        Job.ended_at < before, sa.and_(Job.state == JobState.DRAFT, Job.created_at < before)
    )
    return (JobPart.job_id.in_(sa.select(Job.id).where(over)),)


def _searches() -> Conditions:
    return *bulk.HOLDS_SEARCH, Job.ended_at < clock.now() - bulk.SEARCH_LIFE


def _reasons() -> Conditions:
    held = (sa.cast(each, sa.Text) for each in (AuditEntry.before, AuditEntry.after))
    return (
        AuditEntry.action.like("voice.%"),
        AuditEntry.at < periods.before_days(),
        sa.or_(*(each.like(f'%"{TYPED}"%') for each in held)),
    )


def _strip(name: str, *columns: str) -> Any:
    """Take one key out of the JSON of these rows, one by one: few are ever due at once."""

    def act(model: Any, keys: Sequence[Any], conditions: Conditions) -> int:
        wanted = sa.select(model).where(model.id.in_(keys), *conditions)
        rows = db.session.scalars(wanted.with_for_update(of=model)).all()
        for row in rows:
            for column in columns:
                held = getattr(row, column)
                setattr(row, column, {key: held[key] for key in held if key != name})
        db.session.flush()
        db.session.expunge_all()
        return len(rows)

    return act


def _forget_reasons(keys: Sequence[Any], conditions: Conditions) -> int:
    return int(_strip(TYPED, "before", "after")(AuditEntry, keys, conditions))


def _forget_searches(keys: Sequence[Any], conditions: Conditions) -> int:
    return int(_strip("wanted", "params")(Job, keys, conditions))


class MailboxFiles:
    """The rehearsal mailbox of this machine: each mail a file, as old as its name says."""

    name = "mailbox"

    def count(self) -> int:
        return sum(1 for _each in self._old())

    def sweep(self, stop: Stop) -> int:
        gone = 0
        for path in self._old():
            if stop():
                break
            path.unlink(missing_ok=True)
            gone += 1
        return gone

    def _old(self) -> Iterator[Path]:
        before = periods.before_days().strftime(mailbox.NAME_TIME)
        folder = mailbox.current().folder
        # A draft that a killed process left behind is no less a mail.
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix in (".eml", ".draft") and path.name.lstrip(".") < before:
                yield path


RULES = (
    delete("mails", OutboxMail.id, _mails),
    delete("failed_mails", OutboxMail.id, _failed_mails),
    MailboxFiles(),
    delete("files", JobPart.job_id, _files),
    Rows("searches", Job.id, _searches, _forget_searches),
    Rows("reasons", AuditEntry.id, _reasons, _forget_reasons),
    delete("sign_ins", SignInSession.id, _sign_ins),
    delete("invitations", Invitation.id, _invitations),
    delete("attempts", Attempt.key, lambda: (Attempt.since < clock.now() - periods.ATTEMPTS,)),
    delete("runs", SweepRun.id, lambda: (SweepRun.began_at < clock.now() - periods.RUNS,)),
)
