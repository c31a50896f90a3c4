"""The outbox from claim to recorded outcome, against smtplib alone; and two workers against one.

Both send to postfix's smtp-sink. Each round posts real confirmation mails of people who signed,
then one worker process (or two) drains them; its own start is not counted.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.canonical_email import canonical
from app.database import transaction
from app.extensions import db
from app.outbox.models import OutboxMail
from app.pledges import service
from app.pledges.signature import Signature
from benchmarks.line import Line
from benchmarks.machine import ROOT, Instance, Machine

MAILS = 1_000
AGAINST = "smtplib, one connection, each message built"
MUST, MUST_TWO = 0.8, 1.6


def lines(machine: Machine) -> list[Line]:
    """On PostgreSQL: SQLite has one writer, and one worker."""
    port = machine.smtp_sink()
    instance = machine.instance("postgresql", 0)
    _empty(instance)
    one = _draining(machine, instance, port, workers=1)
    two = _draining(machine, instance, port, workers=2)
    bare = _bare(port)
    return [
        Line("outbox, one worker", one, MUST, yardstick=bare, unit="mails/s", against=AGAINST),
        Line("outbox, two workers", two, MUST_TWO, yardstick=one, unit="mails/s", against="one"),
    ]


def _bare(port: int) -> Callable[[], float]:
    command = [sys.executable, "-m", "benchmarks.yardsticks.mail", str(port), str(MAILS)]

    def send() -> float:
        return float(subprocess.check_output(command, cwd=ROOT))  # noqa: S603

    return send


def _draining(
    machine: Machine, instance: Instance, port: int, *, workers: int
) -> Callable[[], float]:
    environ = {**instance.environ, "REHEARSAL_MAIL_PORT": str(port)}
    command = [sys.executable, "-m", "benchmarks.draining"]

    def drain() -> float:
        _post(instance, MAILS * workers)
        started = [
            subprocess.Popen(  # noqa: S603
                command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for _ in range(workers)
        ]
        for each in started:
            each.stdout.readline()  # type: ignore[union-attr]  # it is ready
        for each in started:
            each.stdin.close()  # type: ignore[union-attr]  # off it goes
        said = [each.stdout.read().split() for each in started]  # type: ignore[union-attr]
        for each in started:
            each.wait()
        sent = sum(int(count) for count, _seconds in said)
        if sent != MAILS * workers:
            raise RuntimeError(f"{sent} of {MAILS * workers} mails went out")
        return sent / max(float(seconds) for _count, seconds in said)

    return drain


def _empty(instance: Instance) -> None:
    """Whoever has signed there to be measured still waits for a mail."""
    with instance.app().app_context():
        with transaction():
            db.session.execute(sa.delete(OutboxMail))
        db.engine.dispose()


def _post(instance: Instance, count: int) -> None:
    with instance.app().app_context():
        now = dt.datetime.now(dt.UTC).timestamp()
        with transaction():
            campaign = db.session.scalars(
                sa.select(Campaign).where(Campaign.slug == instance.slug)
            ).one()
            for number in range(count):
                address = canonical(f"m{now:.0f}x{number}@mail.example")
                service.sign_pledge(
                    campaign,
                    Signature(
                        first_name="Zora",
                        last_name="Hurston",
                        email=address,
                        country="US",
                        zip="90012",
                        discipline=campaign.disciplines[number % len(campaign.disciplines)],
                        credit_name=f"Zora {number}",
                        state_code="CA",
                    ),
                )
        db.engine.dispose()
