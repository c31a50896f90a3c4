"""The organizations beside a campaign: added, ordered, taken away."""

from __future__ import annotations

from app.campaigns.models import Campaign
from app.extensions import db
from tests.admin.edit.screen import URL
from tests.support import factories, organizers
from tests.support.client import Visitor


def test_organizations_are_added_ordered_and_taken_away(
    campaign: Campaign, organizer: Visitor
) -> None:
    guild = factories.partner(campaign, "guild")
    union = factories.partner(campaign, "union")
    path, page = "/organize/c/day/organizations/", organizer.get(URL)
    base = {"csrf_token": organizers.csrf(page), "version": "1"}
    lines = {
        "id": [str(guild.id), str(union.id), ""],
        "place": ["2", "1", "3"],
        "name": ["The Guild", "The Union", "New Group"],
        "url": ["", "https://union.example", ""],
        "code": ["guild", "union", ""],
        "consent": ["", "", ""],
    }

    organizer.post(path, {**base, **lines, "gone": [str(guild.id)]})
    db.session.refresh(campaign)
    assert [each.name for each in campaign.organizations] == ["The Union", "New Group"]

    swapped = {**lines, "id": [str(union.id), "", ""], "code": ["", "union", ""]}
    organizer.post(path, {**base, "version": "2", **swapped})
    db.session.refresh(campaign)
    assert [each.code for each in campaign.organizations] == ["union", None, None]
    mark = organizer.post(
        path, {**base, "version": "3", **lines, "name": ["A\0", "", ""]}, status=422
    )
    assert "cannot be read" in mark.text
    odd = {**lines, "id": ["²", "9" * 5000, ""], "place": ["²", "9" * 5000, ""], "name": [""] * 3}
    organizer.post(path, {**base, "version": "3", **odd}, status=422)

    bad = {
        **lines,
        "id": ["", "", ""],
        "code": ["same", "same", ""],
        "url": ["ftp:x", "", ""],
    }
    refused = organizer.post(path, {**base, "version": "3", **bad}, status=422)
    assert "the same code" in refused.text
    assert "must begin with https://" in refused.text
    assert refused.all('input[value="ftp:x"]')


def test_an_organization_people_said_yes_to_stays(campaign: Campaign, organizer: Visitor) -> None:
    union = factories.partner(campaign, "union")
    factories.signatory(campaign, partners=(union,))
    token = organizers.csrf(organizer.get(URL))

    sent = {"csrf_token": token, "version": "1", "gone": str(union.id), "id": str(union.id)}
    page = organizer.post(
        "/organize/c/day/organizations/",
        {**sent, "place": "1", "name": "The Union", "url": "", "code": "union", "consent": ""},
        status=422,
    )

    assert "People said yes to The Union" in page.text
