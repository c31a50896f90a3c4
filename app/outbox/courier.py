"""The courier: takes what is due, hands it to the mail server, writes down what became of it.

The rules, in one place:
- The line to the server is opened before anything is claimed. A server that is
  down therefore touches no row and burns no try: the mails wait, and the age of
  the oldest says so in /metrics.
- No transaction is open while the server is talked to.
- A refusal with 5xx fails a mail at once, 4xx puts it on the ladder. A line that
  breaks puts the mail in hand on the ladder (whether it was taken is unknown; its
  Message-ID stays the same) and gives the rest back untried.
- A mail that cannot be written fails visibly, and the others go on.
- A mail that was posted in rehearsal ends in the rehearsal mailbox, on a live site too; one
  in earnest leaves only while its campaign is live. What is paused waits, from the next
  mail on.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.database import reading
from app.extensions import db
from app.mail import messages
from app.mail.line import Answer, Line
from app.mail.render import Post
from app.outbox import queries
from app.outbox.claims import Claim, claim
from app.outbox.errors import (
    MailMoot,
    MailServerUnavailable,
    MailUnsendable,
    NotLoopback,
    place_of,
)
from app.outbox.models import ClaimedMail
from app.outbox.outcome import DROPPED, Outcome, Report, after, failed
from app.rehearsal.line import Folder, rehearsal_line

# Below what servers take over one connection before they hang up (100 is common).
BATCH = 50
DATABASE_TROUBLE = (OperationalError, InterfaceError, PoolTimeout)
log = structlog.stdlib.get_logger(__name__)


def drain(stop: Callable[[], bool] = lambda: False) -> Report:
    """Deliver what is due until nothing is, or the server will not, or `stop` says so.

    `stop` is asked between two mails: the one in hand is always finished and recorded.
    """
    report = Report()
    for rehearsed in (False, True):
        try:
            while not stop() and _has_due(rehearsed):
                if not _deliver_batch(report, stop, rehearsed):
                    break
        except (MailServerUnavailable, NotLoopback) as obstacle:
            report.obstacle = str(obstacle)
            log.error("no mail can leave", why=str(obstacle))
    return report


def _has_due(rehearsed: bool) -> bool:
    with reading():
        return queries.has_due(rehearsed=rehearsed)


def _deliver_batch(report: Report, stop: Callable[[], bool], rehearsed: bool) -> bool:
    """Deliver up to BATCH mails over one line; False if another line would do no better."""
    with rehearsal_line() if rehearsed else Line() as line:
        batch = claim(BATCH, rehearsed=rehearsed)
        waiting = list(batch.mails)
        line_is_open = True
        try:
            while waiting and line_is_open and not stop():
                mail = waiting.pop(0)
                look = batch.look(mail)
                if not look.may_leave:
                    batch.release([mail])
                    continue
                then = waiting[0] if waiting else None
                try:
                    with batch.people.given(mail.signatory_id, is_same=look.is_same):
                        line_is_open = _deliver(mail, batch, line, report, then)
                except MailServerUnavailable:
                    waiting.insert(0, mail)
                    raise
        finally:
            batch.release(waiting)
        return line_is_open or line.taken > 0


def _deliver(
    mail: ClaimedMail,
    batch: Claim,
    line: Line | Folder,
    report: Report,
    then: ClaimedMail | None,
) -> bool:
    """Try one mail and record the outcome; False once the line is broken."""
    if not batch.holds(mail):
        log.warning("mail taken over by another worker", mail=mail.id)
        return True
    post = _write(mail)
    if isinstance(post, Outcome):
        _record(mail, batch, post, report, then)
        return True
    answer = line.hand_over(post)
    _record(mail, batch, after(answer, tries_before=mail.attempts), report, then)
    _log(mail, answer)
    return answer.line_is_open


def _write(mail: ClaimedMail) -> Post | Outcome:
    """The finished message, or what becomes of a mail that cannot or need not be written."""
    try:
        return messages.build(mail)
    except MailMoot:
        return DROPPED
    except MailUnsendable as error:
        return failed(str(error))
    except DATABASE_TROUBLE:
        raise  # no fault of this mail
    except Exception as error:  # noqa: BLE001  # one bad mail must not hold up the others
        why = f"could not be written: {place_of(error)}"
        log.error("mail could not be written", mail=mail.id, kind=mail.kind, why=why)
        return failed(why)
    finally:
        db.session.rollback()


def _record(
    mail: ClaimedMail,
    batch: Claim,
    outcome: Outcome,
    report: Report,
    then: ClaimedMail | None,
) -> None:
    if batch.record(mail, outcome, then=then):
        report.add(outcome)
    else:
        log.warning("mail erased or taken over before its outcome was recorded", mail=mail.id)


def _log(mail: ClaimedMail, answer: Answer) -> None:
    if answer.taken:
        log.info("mail sent", mail=mail.id, kind=mail.kind)
    else:
        said = f"{answer.code} {answer.words}"
        log.warning("mail refused", mail=mail.id, kind=mail.kind, said=said)
