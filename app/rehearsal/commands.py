"""`flask rehearsal …`: the mail server nothing leaves, and what it has kept."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app
from flask.cli import AppGroup

from app.rehearsal import mailbox as mailboxes
from app.rehearsal.mailbox import KeptMail
from app.rehearsal.server import MailServer

rehearsal = AppGroup("rehearsal", help="The rehearsal mailbox: where mails end before going live.")


@rehearsal.command("mail-server")
def mail_server() -> None:
    """Keep every mail sent to this machine's rehearsal port, until told to stop."""
    if current_app.config["DELIVERY_MODE"] != "rehearsal":
        raise click.ClickException("There is no rehearsal mail server when DELIVERY_MODE is live.")
    host, port = current_app.config["MAIL_SERVER"], current_app.config["MAIL_PORT"]
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: told.set())
    server = MailServer(mailboxes.current(), host=host, port=port)
    try:
        server.start()
    except OSError as error:
        raise click.ClickException(
            f"The rehearsal mail server cannot listen on {host}:{port} ({error.strerror}). "
            "Is another Tutti running? REHEARSAL_MAIL_PORT chooses another port."
        ) from error
    click.echo(f"The rehearsal mail server listens on {host}:{port}.")
    told.wait()
    server.stop()


@rehearsal.command("mailbox")
@click.option("--latest", is_flag=True, help="Print the newest mail's text.")
@click.option("--limit", default=20, show_default=True, help="How many mails to list.")
def mailbox(latest: bool, limit: int) -> None:
    """List the newest mails: when they came, to whom, their subjects and links."""
    kept = mailboxes.current().list_messages(limit=1 if latest else limit)
    if not kept:
        click.echo("The rehearsal mailbox is empty.")
    for mail in kept:
        click.echo(mail.text if latest else _summary(mail))


def _summary(mail: KeptMail) -> str:
    head = f"{mail.received:%Y-%m-%d %H:%M:%S} UTC  {', '.join(mail.recipients)}  {mail.subject}"
    return "\n".join([head, *(f"    {link}" for link in mail.links)])
