"""A person asks for their link, changes what they signed, is erased; with scripts and without."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from app.campaigns.models import Campaign
from app.extensions import db
from app.me import links, tasks
from app.me.models import MeLink
from app.pledges import counts
from app.pledges.models import Signatory, VoiceState
from tests.support import factories
from tests.support.browser import assert_fits, unfold
from tests.support.letters import brief, letter, members

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """An open campaign, and somebody in it of whom much is held."""
    made = factories.campaign()
    factories.craft(made.disciplines[0], "session-player")
    partner = factories.partner(made, "union")
    brief(made)
    members()
    who = factories.voice(
        made, "music", credit_name="Low Tide", also=("writing",), partners=(partner,), updates=True
    )
    letter(made, known=who)
    return made


def _mailed(app: Flask) -> str:
    """The worker's errand, and the path of the link that it mailed."""
    tasks.run_all()
    link = db.session.scalars(sa.select(MeLink).order_by(MeLink.id.desc())).first()
    assert link is not None
    path = links.address(link).removeprefix(app.config["PUBLIC_URL"])
    db.session.rollback()
    return path


def _numbers(campaign: Campaign) -> tuple[int, dict[str, int]]:
    db.session.rollback()
    found = counts.numbers(campaign)
    return found.artists, {each.discipline.slug: each.count for each in found.disciplines}


def _look(page: Page, name: str) -> None:
    """For whoever wants to look at it: a picture in the folder of this variable."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, marks=pytest.mark.javascript(True)),
        pytest.param(False, marks=pytest.mark.javascript(False)),
    ],
)
@pytest.mark.appearance("dark", 375)
def test_from_the_footer_to_nothing_left(
    app: Flask, page: Page, campaign: Campaign, scripts: bool, axe: Callable[[Page], None]
) -> None:
    page.goto("/privacy")
    page.get_by_role("link", name="What I signed").click()
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    page.goto(_mailed(app))
    expect(page.get_by_text("You have signed, and confirmed it.")).to_be_visible()
    if scripts:
        _inspect(page, axe)
    _change(page, campaign)
    _take_back(page, campaign)
    _erase(page)


def _inspect(page: Page, axe: Callable[[Page], None]) -> None:
    for scheme, width in (("dark", 375), ("light", 1440)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        _look(page, f"me-{scheme}-{width}")
        unfold(page)
        axe(page)
        assert_fits(page)
        _look(page, f"me-{scheme}-{width}-open")
    page.reload()


def _change(page: Page, campaign: Campaign) -> None:
    page.get_by_label("I make", exact=True).select_option("illustration")
    page.get_by_label("Credit name", exact=True).fill("High Tide")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("once more")
    assert _numbers(campaign) == (1, {"music": 0, "writing": 1, "illustration": 1})
    assert db.session.scalars(sa.select(Signatory)).one().voice_state == VoiceState.WAITING


def _take_back(page: Page, campaign: Campaign) -> None:
    page.get_by_role("button", name="Take my words back").click()
    expect(page.get_by_text("You left no words of your own.")).to_be_visible()
    page.get_by_text("I do not want to be among those who signed").click()
    page.get_by_role("button", name="Take my name back").click()
    expect(page.get_by_role("status")).to_contain_text("counted no more")
    assert _numbers(campaign)[0] == 0


def _erase(page: Page) -> None:
    page.get_by_text("Delete all that this campaign keeps of me").click()
    page.get_by_role("button", name="Erase me").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    page.get_by_label("Yes, erase me for good").check()
    page.get_by_role("button", name="Erase me").click()
    expect(page.get_by_role("status")).to_contain_text("Erased")
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Signatory.id))) == 0
