"""What can happen to the outbox: a mail is posted, a failed one is sent again.

The worker's verbs (claim, record) are the courier's. Nothing in here sends.
"""

from __future__ import annotations

import datetime as dt
import secrets
from email.utils import parseaddr
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.database import table_of
from app.extensions import db
from app.outbox.errors import MailNotFailed
from app.outbox.models import MailState, OutboxMail
from app.swift import put

# Where a session notes that its commit should wake the worker (see `tasks`).
NUDGE = "outbox.nudge"
# Plain INSERTs that give no number back: these stand in the way of everybody who signs. On a
# live site the campaign's mode decides where a mail ends, as it is at that moment.
POST = sa.insert(table_of(OutboxMail)).inline()
POST_AS_CAMPAIGN = POST.values(
    rehearsed=sa.select(Campaign.live_at.is_(None))
    .where(Campaign.id == sa.bindparam("of_campaign", type_=sa.BigInteger))
    .scalar_subquery()
)


def post(  # noqa: PLR0913 - what a mail is made of
    kind: str,
    *,
    to: str,
    locale: str,
    campaign_id: int | None = None,
    signatory_id: int | None = None,
    context: dict[str, Any] | None = None,
    after: dt.timedelta = dt.timedelta(),
) -> None:
    """Put one mail into the outbox, in the current transaction; its commit nudges the worker.

    `kind` names a function of `app.mail.messages` and a folder of templates/mail. It is due
    `after` from now.
    """
    now = clock.now()
    row = {
        "kind": kind,
        "recipient": to,
        "locale": locale,
        "campaign_id": campaign_id,
        "signatory_id": signatory_id,
        "context": context or {},
        "message_id": _mint_message_id(),
        "state": MailState.WAITING,
        "due_at": now + after,
        "created_at": now,
    }
    if campaign_id is not None and mode.is_live_site():
        put(POST_AS_CAMPAIGN, row | {"of_campaign": campaign_id})
    else:
        put(POST, row | {"rehearsed": mode.rehearses()})
    ask_for_nudge()


def retry(mail_id: int) -> None:
    """Make a failed mail due again, with a fresh ladder. Raises MailNotFailed for any other."""
    if not _revive(OutboxMail.id == mail_id):
        raise MailNotFailed


def retry_failed() -> int:
    """Make every failed mail due again; return how many."""
    return _revive(sa.true())


def ask_for_nudge() -> None:
    """Have the worker woken when the current transaction commits."""
    db.session.info[NUDGE] = True


def _revive(which: sa.ColumnElement[bool]) -> int:
    failed = sa.update(OutboxMail).where(OutboxMail.state == MailState.FAILED, which)
    due = failed.values(state=MailState.WAITING, attempts=0, due_at=clock.now())
    revived = cast("sa.CursorResult[Any]", db.session.execute(due)).rowcount
    ask_for_nudge()
    return revived


def _mint_message_id() -> str:
    return f"<{secrets.token_hex(16)}@{_domain_of(current_app.config['MAIL_DEFAULT_SENDER'])}>"


@cache
def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost.localdomain"
