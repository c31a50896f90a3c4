"""One letter in full: what each office got, how, and when. Who wrote it is shown on request.

A page that is only looked at shows the credit name alone. Legal name and address come with
a POST, because being shown them is itself an entry of the audit log, and a GET never writes.
"""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.letters import desk, desk_words, queries
from app.letters.desk import Sender
from app.letters.errors import LetterUnknown
from app.letters.models import Letter
from app.organizers.rights import Right


@panel.get("/c/<slug>/letters/<int:letter_id>/")
@needs(Right.RUN)
def letter(slug: str, letter_id: int) -> str:
    campaign = campaign_of(slug)
    return _page(campaign, _letter(campaign, letter_id))


@panel.post("/c/<slug>/letters/<int:letter_id>/")
@needs(Right.RUN)
def letter_sender(slug: str, letter_id: int) -> ResponseReturnValue:
    """The same page with its sender: it answers by itself, so that no address leads there."""
    campaign = campaign_of(slug)
    found = _letter(campaign, letter_id)
    return _page(campaign, found, desk.show_sender(found, by=who()))


def _letter(campaign: Campaign, letter_id: int) -> Letter:
    try:
        return desk.get_letter(campaign, letter_id)
    except LetterUnknown:
        abort(404)


def _page(campaign: Campaign, found: Letter, sender: Sender | None = None) -> str:
    return render_template(
        "admin/ledger/letter.html",
        campaign=campaign,
        letter=found,
        signatory=found.signatory,
        subject=queries.opened(found).get("subject", ""),
        texts={each.id: queries.part(each).text for each in found.deliveries},
        steps=queries.list_entries([each.id for each in found.deliveries]),
        mails=desk.list_mails(found),
        sender=sender,
        rehearsal=mode.is_rehearsal(campaign),
        say=desk_words,
    )
