"""What goes out: what is paused and by whom, what waits, what failed; the kill switch."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.panel import needs, number, panel, who
from app.audit import service as audit
from app.campaigns import queries as campaigns
from app.letters import pauses, undone, words
from app.letters.models import ChannelName
from app.letters.pauses import CannotPause, Paused
from app.letters.undone import Backlog
from app.organizers.rights import Right
from app.outbox import queries, service
from app.outbox.errors import MailNotFailed

ON_A_PAGE = 50
# Said to organizers; the artists read of their own hands.
_BY_HAND = {
    ChannelName.HAND_OFF: _l("Offices’ forms, by the artists’ hands"),
    ChannelName.PRINT: _l("Paper, by the artists’ hands"),
}
panel.add_app_template_global(pauses.is_everything, "is_everything_paused")


@dataclass(frozen=True)
class Way:
    """One line of the table: something that can be paused, and what waits for it."""

    what: str
    called: str
    backlog: Backlog
    paused: Paused | None


@panel.get("/outgoing/")
@needs(Right.RUN)
def outgoing() -> str:
    before = number("before")
    failed = queries.list_failed(limit=ON_A_PAGE + 1, before_id=before)
    shown = failed[:ON_A_PAGE]
    paused = pauses.list_all()
    older = shown[-1].id if len(failed) > ON_A_PAGE else None
    return render_template(
        "admin/outgoing.html",
        everything=paused.get(pauses.EVERYTHING),
        ways=_ways(paused),
        failed=shown,
        titles={each.id: each.title for each in campaigns.list_all()},
        kinds=_kinds(),
        newer=url_for("panel.outgoing") if before else "",
        older=url_for("panel.outgoing", before=older) if older else "",
    )


@panel.post("/outgoing/pause")
@needs(Right.RUN)
def outgoing_pause() -> ResponseReturnValue:
    try:
        pauses.pause(request.form.get("what", ""), by=who())
    except CannotPause:
        abort(404)
    flash(_("Paused: from the next one on nothing leaves."))
    return redirect(url_for("panel.outgoing"), 303)


@panel.post("/outgoing/resume")
@needs(Right.RUN)
def outgoing_resume() -> ResponseReturnValue:
    try:
        pauses.resume(request.form.get("what", ""), by=who())
    except CannotPause:
        abort(404)
    flash(_("It goes on."))
    return redirect(url_for("panel.outgoing"), 303)


@panel.post("/outgoing/retry")
@needs(Right.RUN)
def outgoing_retry() -> ResponseReturnValue:
    mail = number("mail")
    try:
        if "mail" not in request.form:
            many = service.retry_failed()
        else:
            service.retry(mail or 0)
            many = 1
    except MailNotFailed:
        flash(_("That mail is no longer among those that failed."), "warning")
        return redirect(url_for("panel.outgoing"), 303)
    subject = f"mail:{mail}" if mail is not None else "mails"
    audit.record("mail.retry", by=who(), subject=subject, after={"mails": many})
    flash(_("They will be tried again."))
    return redirect(url_for("panel.outgoing"), 303)


def _ways(paused: dict[str, Paused]) -> list[Way]:
    mails = Way(
        pauses.MAIL,
        str(_("The campaigns’ mails")),
        queries.backlog(),
        paused.get(pauses.MAIL),
    )
    letters = (
        Way(
            each.value,
            str(_BY_HAND.get(each) or words.channel_name(each)),
            undone.list_waiting(each),
            paused.get(each.value),
        )
        for each in ChannelName
    )
    return [mails, *letters]


def _kinds() -> dict[str, str]:
    """What a campaign's mail is for; any other is one of an account's."""
    return {
        "confirm": str(_("Confirmation")),
        "confirm_reminder": str(_("Reminder")),
        "already_signed": str(_("Signed before")),
        "letter_confirm": str(_("Letter to confirm")),
        "letter_copy": str(_("Copy of a letter")),
        "test_mail": str(_("Test")),
        "test_letter": str(_("Test")),
    }
