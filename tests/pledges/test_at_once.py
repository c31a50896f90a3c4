"""The same person twice at the same instant, from several real processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask

from app import clock as app_clock
from app.campaigns.models import Campaign
from app.extensions import db
from tests.pledges.signing import assert_exact, mails, signatories, totals
from tests.support import factories
from tests.support.mailbox import free_port
from tests.support.processes import environment
from tests.support.sources import ROOT

PROCESSES = 2
PEOPLE = 25


@contextmanager
def _signer(app: Flask) -> Iterator[subprocess.Popen[str]]:
    """One process with the settings of `app`."""
    env = environment(
        app.config["INSTANCE_DIR"],
        free_port(),
        DATABASE_URL=app.config["DATABASE_URL"],
        PUBLIC_URL=app.config["PUBLIC_URL"],
        RATE_LIMITS="off",
    )
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.pledges.sign_at_once"],
        cwd=ROOT,
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate(timeout=30)


def _say(signer: subprocess.Popen[str], line: str) -> None:
    assert signer.stdin is not None
    signer.stdin.write(f"{line}\n")
    signer.stdin.flush()


def _hear(signer: subprocess.Popen[str]) -> str:
    assert signer.stdout is not None
    return signer.stdout.readline().strip()


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    # The processes have the system's clock, and so has this test.
    app_clock.use(None)
    return factories.campaign()


@pytest.mark.parametrize("confirmation", [True, False])
def test_two_processes_make_one_signatory_and_give_two_good_answers(
    app: Flask, campaign: Campaign, confirmation: bool
) -> None:
    campaign.confirmation_required = confirmation
    db.session.commit()
    answers: list[str] = []
    with ExitStack() as stack:
        signers = [stack.enter_context(_signer(app)) for _ in range(PROCESSES)]
        for signer in signers:
            _say(signer, "ready?")
        assert [_hear(signer) for signer in signers] == ["ready"] * PROCESSES
        for person in range(PEOPLE):
            for signer in signers:
                _say(signer, f"artist{person}@example.org")
            answers += [_hear(signer) for signer in signers]

    where = "/c/day/signed/" if confirmation else "/c/day/thanks/"
    assert set(answers) == {f"303 {where}"}
    assert len(answers) == PEOPLE * PROCESSES
    assert len(signatories()) == PEOPLE
    kinds = [kind for kind, _ in mails()]
    assert (kinds.count("confirm"), kinds.count("already_signed")) == (PEOPLE, PEOPLE)
    assert totals(campaign) == (0 if confirmation else PEOPLE, 0)
    assert_exact(campaign)
