"""The history of a campaign: each change in words, page by page."""

from __future__ import annotations

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from tests.admin.edit.screen import press, save
from tests.support.client import Visitor


def test_the_history_speaks_in_words(campaign: Campaign, organizer: Visitor) -> None:
    save(organizer, headline="People make art.")
    press(organizer, "/organize/c/day/state/", state="closed")

    first, second = organizer.get("/organize/c/day/history/").all("ol.history>li")

    assert "Closed the campaign" in first.get_text(" ", strip=True)
    told = second.get_text(" ", strip=True)
    assert "Edited the texts, schedule or rules" in told
    assert "Headline Before: Keep copyright human. → After: People make art." in told


def test_the_history_goes_back_page_by_page(campaign: Campaign, organizer: Visitor) -> None:
    entries = [
        AuditEntry(campaign_id=campaign.id, action="x", after={"goal": n}) for n in range(42)
    ]
    db.session.add_all(entries)

    first = organizer.get("/organize/c/day/history/")
    second = organizer.get(str(first.one("a[rel=next]")["href"]))

    assert [len(page.all("ol.history>li")) for page in (first, second)] == [40, 2]
