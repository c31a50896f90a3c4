"""What organizers do with letters that were written: send again, and see who wrote. Audited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from flask_babel import ngettext

from app.audit import service as audit
from app.campaigns.models import Campaign
from app.congress.offices import OfficeUnknown
from app.extensions import db
from app.jobs import registry as jobs
from app.jobs import service as job_service
from app.jobs.models import UNDONE, Job
from app.jobs.registry import JobTrouble, Step
from app.letters import queries, service, undone
from app.letters.errors import LetterUnknown, NoBrief, StepRefused
from app.letters.models import FAILED, Delivery, Letter
from app.letters.recipients import RecipientUnknown
from app.organizers.models import Organizer
from app.outbox.models import OutboxMail

RETRY = "retry_deliveries"
_MAIL_KINDS = ("letter_confirm", "letter_copy")
_MOST_MAILS = 20


@dataclass(frozen=True)
class Sender:
    """Who wrote a letter, as its offices know them; "" for what was forgotten meanwhile."""

    name: str
    street: str
    place: str
    email: str
    phone: str


def init_app(app: Flask) -> None:
    """Let the worker send again."""
    jobs.add(app, RETRY, send_again, result=came_of)


def get_letter(campaign: Campaign, letter_id: int) -> Letter:
    """A letter of this campaign. Raises LetterUnknown."""
    found = db.session.get(Letter, letter_id)
    if found is None or found.campaign_id != campaign.id:
        raise LetterUnknown
    return found


def get_delivery(campaign: Campaign, delivery_id: int) -> Delivery:
    """A delivery of this campaign. Raises LetterUnknown."""
    found = db.session.get(Delivery, delivery_id)
    if found is None or found.campaign_id != campaign.id:
        raise LetterUnknown
    return found


def list_mails(letter: Letter) -> list[OutboxMail]:
    """The mails about letters to this letter's writer, the newest first.

    About which of their letters a mail was is forgotten once it has left.
    """
    wanted = sa.select(OutboxMail).where(
        OutboxMail.signatory_id == letter.signatory_id, OutboxMail.kind.in_(_MAIL_KINDS)
    )
    return list(db.session.scalars(wanted.order_by(OutboxMail.id.desc()).limit(_MOST_MAILS)))


def show_sender(letter: Letter, *, by: Organizer) -> Sender:
    """Legal name and address of who wrote; that they were looked at stands in the audit log."""
    sealed = queries.opened(letter)
    audit.record("letter.sender", by=by, campaign=letter.campaign, subject=f"letter:{letter.id}")
    told = {name: sealed.get(name, "") for name in ("prefix", "first_name", "last_name", "street")}
    name = " ".join(
        each for each in (told["prefix"], told["first_name"], told["last_name"]) if each
    )
    state = " ".join(each for each in (sealed.get("state", ""), sealed.get("zip", "")) if each)
    place = ", ".join(each for each in (sealed.get("city", ""), state) if each)
    email = letter.signatory.email
    return Sender(name, told["street"], place, email, sealed.get("phone", ""))


def retry(delivery: Delivery, *, by: Organizer) -> None:
    """Queue one failed delivery again. Raises StepRefused, NoBrief, RecipientUnknown."""
    before = audit.fields(delivery, "state", "channel", "reason")
    service.retry(delivery)
    audit.record(
        "delivery.retry",
        by=by,
        campaign=delivery.letter.campaign,
        subject=f"delivery:{delivery.id}",
        before=before,
        after=audit.fields(delivery, "state", "channel", "reason"),
    )


def retry_all(campaign: Campaign, *, reason: str, channel: str, by: Organizer) -> Job:
    """Have the worker queue again all that failed for this reason over this channel.

    Asked for twice, it is one job.
    """
    params = {"reason": reason, "channel": channel}
    under_way = db.session.scalars(
        sa.select(Job).where(
            Job.kind == RETRY, Job.campaign_id == campaign.id, Job.organizer_id == by.id, UNDONE
        )
    )
    for job in under_way:
        if job.params == params:
            return job
    job = job_service.start(RETRY, by=by, campaign=campaign, params=params)
    after = {**params, "job": job.id}
    audit.record("delivery.retry_all", by=by, campaign=campaign, after=after)
    return job


def send_again(job: Job) -> Iterator[Step]:
    """The worker's part: a hundred deliveries a step, each tried once however it ends."""
    campaign_id, params, cursor = job.campaign_id, dict(job.params), dict(job.cursor)
    again, left = int(cursor.get("again", 0)), int(cursor.get("left", 0))
    after, total = int(cursor.get("after", 0)), cursor.get("total")
    while True:
        campaign = db.session.get(Campaign, campaign_id)
        if campaign is None:
            raise JobTrouble("the campaign is gone")
        if total is None:
            total = _count(campaign, params)
        found = undone.list_failed(
            campaign, reason=params["reason"], channel=params["channel"], after=after
        )
        if not found:
            return
        done = sum(_queued(each) for each in found)
        again, left, after = again + done, left + len(found) - done, found[-1].id
        mark = {"again": again, "left": left, "after": after, "total": total}
        yield Step(again + left, total, mark, {"again": again, "left": left})


def came_of(job: Job) -> list[str]:
    """What the job has done, in sentences."""
    again, left = job.result.get("again", 0), job.result.get("left", 0)
    said = [ngettext("%(num)s delivery waits again.", "%(num)s deliveries wait again.", again)]
    if left:
        said.append(
            ngettext(
                "%(num)s cannot be sent: it is no failure any more, or whom it was for is gone.",
                "%(num)s cannot be sent: they are no failures any more, or whom they were for"
                " are gone.",
                left,
            )
        )
    return [str(each) for each in said]


def _count(campaign: Campaign, params: dict[str, str]) -> int:
    counted = sa.select(sa.func.count()).where(
        Delivery.campaign_id == campaign.id,
        FAILED,
        queries.of_its_mode(campaign),
        Delivery.reason == params["reason"],
        Delivery.channel == params["channel"],
    )
    return db.session.scalar(counted) or 0


def _queued(delivery: Delivery) -> bool:
    try:
        service.retry(delivery)
    except (StepRefused, NoBrief, RecipientUnknown, OfficeUnknown):
        return False
    return True
