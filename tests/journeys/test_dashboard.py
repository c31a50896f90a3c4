"""The dashboard in a real browser: it moves without a reload, and everybody can read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.activity import service as activity
from app.activity.models import EventKind
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import board
from tests.support import factories, letters, organizers
from tests.support.browser import assert_fits, open_page, unfold
from tests.support.live import LiveServer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HERE = "/organize/c/day/"


@pytest.fixture
def filled(app: Flask, campaign: Campaign) -> Campaign:
    letters.brief(campaign)
    letters.members()
    ada = factories.signatory(campaign, "music", also=("writing",), confirmed=True)
    letters.letter(campaign, known=ada)
    activity.note(EventKind.VIEWED, campaign.id, "", 12)
    activity.note(EventKind.HOST, campaign.id, "a-long-name-of-a-newspaper.of.example", 12)
    db.session.commit()
    board.refresh()
    return campaign


def _sign_in(app: Flask, page: Page, role: str) -> None:
    visitor = organizers.visitor(app, role)
    page.context.add_cookies(
        [
            {"name": each.key, "value": each.value, "domain": "127.0.0.1", "path": "/organize"}
            for each in visitor.client._cookies.values()
        ]
    )


def test_the_numbers_move_while_somebody_looks(
    app: Flask, browser: Browser, live_server: LiveServer, filled: Campaign
) -> None:
    with open_page(browser, live_server.url) as page:
        _sign_in(app, page, "viewer")
        page.goto(HERE)
        page.wait_for_load_state("networkidle")
        assert page.locator("[data-says=artists]").inner_text() == "1"
        factories.signatory(filled, "writing", email="bea@example.org", confirmed=True)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("[data-says=artists]")).to_have_text("2")

        music, writing, _ = (each.id for each in filled.disciplines)
        assert page.locator(f"[data-says=d{music}]").inner_text() == "1"
        assert page.locator(f"[data-says=d{writing}]").inner_text() == "2"


def test_the_page_is_whole_without_javascript(
    app: Flask, browser: Browser, live_server: LiveServer, filled: Campaign
) -> None:
    with open_page(browser, live_server.url, javascript=False) as page:
        _sign_in(app, page, "organizer")
        page.goto(HERE)
        assert page.locator("svg.chart.wide:visible").count() == 3
        assert page.locator("[data-says=viewed]").inner_text() == "12"


def test_axe_finds_nothing_and_nothing_is_cut_off(
    app: Flask,
    browser: Browser,
    live_server: LiveServer,
    filled: Campaign,
    axe: Callable[[Page], None],
) -> None:
    for scheme in ("light", "dark"):
        with open_page(browser, live_server.url, scheme=scheme) as page:
            _sign_in(app, page, "owner")
            for width in (375, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(HERE)
                unfold(page)
                assert_fits(page)
                axe(page)
