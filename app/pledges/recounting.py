"""The recount as a job: after a change of the rule by which people count, or of the clock.

The sums change in one step: half old and half new, they would be wrong for whoever reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask
from flask_babel import lazy_gettext as _l

from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import registry
from app.jobs.models import Job
from app.jobs.registry import Step
from app.pledges import recount

KIND = "recount"


def init_app(app: Flask) -> None:
    """Let jobs of this kind be done."""
    registry.add(app, KIND, run, title=_l("Counting everybody anew"))


def run(job: Job) -> Iterator[Step]:
    """Write the rule over everybody's mark, then the recount over the sums.

    In two steps: a signer holds their own row and then waits for the journal, so the marks
    must not be written under its lock.
    """
    campaign = db.session.get_one(Campaign, job.campaign_id)
    if not job.cursor:
        recount.mark(campaign)
        yield Step(done=1, total=2, cursor={"marked": True})
    if not job.cursor.get("counted"):
        _hold_signers_back()
        recount.repair(db.session.get_one(Campaign, job.campaign_id))
        yield Step(done=2, total=2, cursor={"marked": True, "counted": True})


def _hold_signers_back() -> None:
    """Nobody enters or leaves the sums until this transaction ends: they wait, they are not lost.

    The job's transaction is begun already, so its isolation can no longer be raised; and
    SQLite lets one write at a time anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE count_journal, count_tally IN EXCLUSIVE MODE"))
