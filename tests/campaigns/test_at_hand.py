"""The campaign that signing keeps at hand: never older than a second, and only to be read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns import at_hand, queries
from app.campaigns.models import Campaign, CampaignState
from app.database import transaction
from app.extensions import db
from tests.support import factories


def test_it_is_read_once_and_read_whole(app_sqlite: Flask) -> None:
    made = factories.campaign()
    factories.craft(made.disciplines[0], "session-player")
    factories.partner(made, "union")

    first = at_hand.get(made.slug)

    assert sa.inspect(first).detached
    assert [craft.slug for craft in first.disciplines[0].crafts] == ["session-player"]
    assert "union" in [each.code for each in first.organizations]
    assert at_hand.get(made.slug) is first


def test_a_change_in_this_process_is_met_at_once(app_sqlite: Flask) -> None:
    made = factories.campaign()
    at_hand.get(made.slug)

    with transaction():
        db.session.get_one(Campaign, made.id).state = CampaignState.CLOSED

    assert at_hand.get(made.slug).state == CampaignState.CLOSED


def test_a_change_elsewhere_is_met_within_its_life(
    app_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = factories.campaign()
    at_hand.get(made.slug)
    with db.engine.begin() as other:
        other.execute(sa.text("UPDATE campaign SET state = 'closed'"))

    assert at_hand.get(made.slug).state == CampaignState.OPEN
    monkeypatch.setattr(at_hand, "LIFE_SECONDS", 0)
    app_sqlite.extensions[at_hand.NAME].clear()
    assert at_hand.get(made.slug).state == CampaignState.CLOSED


def test_a_draft_and_what_there_is_not_are_not_kept(app_sqlite: Flask) -> None:
    factories.campaign(slug="secret", state=CampaignState.DRAFT)

    for slug in ("secret", "nothing"):
        with pytest.raises(queries.CampaignUnknown):
            at_hand.get(slug)
