"""`flask outbox …` and `flask worker`: what waits to leave, in an operator's hands.

Nothing printed here holds an address: what a mail is about is told by numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.database import transaction
from app.letters import courier as letter_courier
from app.letters.models import DeliveryState
from app.letters.outcome import Report as LetterReport
from app.outbox import courier, queries, service, tasks
from app.outbox import worker as workers
from app.outbox.errors import MailNotFailed
from app.outbox.models import OutboxMail

outbox = AppGroup("outbox", help="The mails that wait to leave.")


@outbox.command("drain")
def drain() -> None:
    """Deliver the mails and letters due now, then exit; with 1 if one failed or was blocked."""
    mails, letters = courier.drain(), letter_courier.drain()
    click.echo(
        f"mails: sent {mails.sent}, to be tried again {mails.retry}, "
        f"failed {mails.failed}, no longer wanted {mails.dropped}"
    )
    click.echo(f"letters: {_letters(letters)}")
    if mails.obstacle:
        click.echo(f"No mail can leave: {mails.obstacle}", err=True)
    for channel, why in letters.obstacles.items():
        click.echo(f"No letter can leave by {channel}: {why}", err=True)
    if mails.obstacle or mails.failed or letters.obstacle or letters.states[DeliveryState.FAILED]:
        sys.exit(1)


@outbox.command("list")
@click.option("--failed", is_flag=True, help="Only the mails that failed for good.")
def list_(failed: bool) -> None:
    """List the newest mails: number, kind, state, tries, and what the server said last."""
    mails = queries.list_failed() if failed else queries.list_newest()
    for line in _table(mails):
        click.echo(line)
    if not failed:
        counts = queries.count_by_state()
        click.echo(", ".join(f"{count} {state}" for state, count in counts.items()))


@outbox.command("retry")
@click.argument("mail_id", metavar="ID", type=int, required=False)
@click.option("--failed", is_flag=True, help="Every mail that failed.")
def retry(mail_id: int | None, failed: bool) -> None:
    """Send a failed mail again: the one with this ID, or with --failed every one."""
    if (mail_id is None) != failed:
        raise click.UsageError("Give either an ID or --failed.")
    with transaction():
        if mail_id is None:
            click.echo(f"{service.retry_failed()} mails are due again.")
            return
        try:
            service.retry(mail_id)
        except MailNotFailed as error:
            raise click.ClickException(f"No failed mail has the ID {mail_id}.") from error
    click.echo(f"Mail {mail_id} is due again.")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run the queue's worker until it is told to stop; it finishes the mail in hand first."""
    try:
        workers.run(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    except tasks.queue_errors() as error:
        raise click.ClickException(
            f"The queue does not answer ({type(error).__name__})."
        ) from error


def _letters(report: LetterReport) -> str:
    """Each kind by itself: what a gateway took and what lies ready are never added up."""
    named = {
        DeliveryState.ACCEPTED: "accepted",
        DeliveryState.HANDED_OFF: "handed off",
        DeliveryState.QUEUED: "to be tried again",
        DeliveryState.FAILED: "failed",
        DeliveryState.DROPPED: "no longer wanted",
    }
    return ", ".join(f"{words} {report.states[state]}" for state, words in named.items())


def _table(mails: Sequence[OutboxMail]) -> list[str]:
    return [
        f"{mail.id:>8}  {mail.kind:<18} {mail.state:<8} {mail.attempts} tries"
        f"  due {mail.due_at:%Y-%m-%d %H:%M} UTC  {mail.last_error}".rstrip()
        for mail in mails
    ]
