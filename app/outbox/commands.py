"""`flask outbox …` and `flask worker`: the outbox in an operator's hands.

Nothing printed here holds an address: what a mail is about is told by numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.database import transaction
from app.outbox import courier, queries, service, tasks
from app.outbox import worker as workers
from app.outbox.errors import MailNotFailed
from app.outbox.models import OutboxMail

outbox = AppGroup("outbox", help="The mails that wait to leave.")


@outbox.command("drain")
def drain() -> None:
    """Deliver what is due now, then exit. Exit code 1 if a mail failed or none could leave."""
    report = courier.drain()
    click.echo(
        f"sent {report.sent}, to be tried again {report.retry}, "
        f"failed {report.failed}, no longer wanted {report.dropped}"
    )
    if report.obstacle:
        click.echo(f"No mail can leave: {report.obstacle}", err=True)
    if report.obstacle or report.failed:
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
    except tasks.QUEUE_ERRORS as error:
        raise click.ClickException(
            f"The queue does not answer ({type(error).__name__})."
        ) from error


def _table(mails: Sequence[OutboxMail]) -> list[str]:
    return [
        f"{mail.id:>8}  {mail.kind:<18} {mail.state:<8} {mail.attempts} tries"
        f"  due {mail.due_at:%Y-%m-%d %H:%M} UTC  {mail.last_error}".rstrip()
        for mail in mails
    ]
