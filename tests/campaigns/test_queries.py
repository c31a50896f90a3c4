"""How campaigns and their disciplines are found."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.campaigns import queries
from app.campaigns.models import Campaign, CampaignState, Phase
from app.campaigns.queries import CampaignUnknown, DisciplineUnknown
from app.extensions import db
from tests.support import factories
from tests.support.hands import Hands


@pytest.mark.parametrize("state", list(CampaignState))
def test_every_campaign_but_a_draft_is_public(app: Flask, state: CampaignState) -> None:
    factories.campaign(state=state)
    if state == CampaignState.DRAFT:
        with pytest.raises(CampaignUnknown):
            queries.get_public("day")
    else:
        assert queries.get_public("day").slug == "day"


@pytest.mark.parametrize("slug", ["", "other", "DAY", "day ", "a\x00b", "day\x00", "'", "x" * 1000])
def test_no_campaign_of_that_name(campaign: Campaign, slug: str) -> None:
    with pytest.raises(CampaignUnknown):
        queries.get_public(slug)


def test_a_discipline_is_found_by_its_slug(campaign: Campaign) -> None:
    assert queries.get_discipline(campaign, "writing").name == "Writing"
    for unknown in ("", "Writing", "juggling", "a\x00b", "ally"):
        with pytest.raises(DisciplineUnknown):
            queries.get_discipline(campaign, unknown)


def test_a_discipline_of_another_campaign_is_unknown(campaign: Campaign) -> None:
    factories.campaign(slug="other", disciplines=[("dance", "Dance")])
    with pytest.raises(DisciplineUnknown):
        queries.get_discipline(campaign, "dance")


def test_disciplines_come_in_the_organizers_order(campaign: Campaign) -> None:
    for position, each in enumerate(reversed(campaign.disciplines)):
        each.position = position
    db.session.commit()
    db.session.expire_all()

    found = [each.slug for each in queries.get_public("day").disciplines]
    assert found == ["illustration", "writing", "music"]


def test_open_campaigns_come_with_the_next_day_first(app: Flask) -> None:
    for slug, day, state in (
        ("later", dt.date(2027, 1, 1), CampaignState.OPEN),
        ("sooner", dt.date(2026, 5, 1), CampaignState.OPEN),
        ("closed", dt.date(2026, 4, 1), CampaignState.CLOSED),
        ("draft", dt.date(2026, 3, 9), CampaignState.DRAFT),
    ):
        factories.campaign(slug=slug, day=day, state=state)

    assert [each.slug for each in queries.list_open()] == ["sooner", "later"]
    assert [each.slug for each in queries.list_all()] == ["later", "sooner", "closed", "draft"]


def test_whether_there_is_any_campaign(app: Flask) -> None:
    assert not queries.has_any()
    factories.campaign(state=CampaignState.DRAFT)
    assert queries.has_any()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_phase_follows_the_clock_to_the_second(campaign: Campaign, clock: Hands) -> None:
    opens, closes = campaign.opens_at, campaign.closes_at
    assert closes is not None
    second = dt.timedelta(seconds=1)
    for moment, phase in (
        (opens - second, Phase.UPCOMING),
        (opens, Phase.OPEN),
        (closes - second, Phase.OPEN),
        (closes, Phase.CLOSED),
    ):
        clock.set(moment)
        assert campaign.phase is phase
    campaign.closes_at = None
    assert campaign.phase is Phase.OPEN


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_organizers_decided_goes_before_the_clock(campaign: Campaign, clock: Hands) -> None:
    clock.set(campaign.opens_at - dt.timedelta(days=1))
    for state, phase in (
        (CampaignState.DRAFT, Phase.UPCOMING),
        (CampaignState.CLOSED, Phase.CLOSED),
        (CampaignState.WON, Phase.WON),
        (CampaignState.ARCHIVED, Phase.ARCHIVED),
    ):
        campaign.state = state
        assert campaign.phase is phase


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_days_are_those_of_the_place_where_it_happens(campaign: Campaign, clock: Hands) -> None:
    campaign.day, campaign.time_zone = dt.date(2026, 3, 8), "America/Los_Angeles"
    clock.set(dt.datetime(2026, 3, 8, 7, 59, tzinfo=dt.UTC))
    assert campaign.days_to_go == 1
    clock.tick(minutes=1)
    assert campaign.days_to_go == 0
    clock.tick(hours=23)  # the day of the change to summer time has 23 hours
    assert campaign.days_to_go == -1
