"""From the one-time link of the first start to an export: a whole campaign, by its organizer.

Two people, each in a browser of their own: an organizer who has never seen the panel, and an
artist who signs what they set up. The pages are looked at on a telephone and on a large screen.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.database import transaction
from app.jobs import engine
from app.letters import board
from app.organizers import invitations
from tests.journeys import organizing_steps as steps
from tests.support import letters
from tests.support.browser import open_page
from tests.support.hands import Hands
from tests.support.live import LiveServer
from tests.support.mailbox import Mailbox

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(params=[("dark", 375), ("light", 1440)], ids=["phone", "desk"])
def windows(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[tuple[Page, Page]]:
    """The organizer's page and the artist's, in profiles that know nothing of each other."""
    scheme, width = request.param
    with (
        open_page(browser, live_server.url, scheme=scheme, width=width) as organizer,
        open_page(browser, live_server.url, scheme=scheme, width=width) as artist,
    ):
        organizer.on("dialog", lambda dialog: dialog.accept())
        yield organizer, artist


@pytest.fixture
def link(app: Flask, clock: Hands) -> str:
    """What `make run` prints at the first start; the offices of ZIP 87501 are known."""
    letters.members()
    letters.districts("87501", ("NM", 3))
    with transaction():
        return invitations.link(invitations.first_owner())


def test_from_the_first_link_to_an_export(
    link: str,
    windows: tuple[Page, Page],
    clock: Hands,
    mailbox: Mailbox,
    drain: Callable[[], None],
) -> None:
    organizer, artist = windows
    steps.join(organizer, link)
    steps.set_up(organizer)

    with steps.watching(organizer, before="0", after="1"):
        steps.sign(artist, clock)
        drain()
        steps.confirm(artist, mailbox)
        clock.tick(minutes=2)

    steps.write(artist, clock)
    drain()
    steps.follow(artist)
    board.refresh()
    organizer.reload()
    steps.look(organizer)

    steps.approve(organizer)
    artist.goto("/c/river/")
    expect(artist.locator("main")).to_contain_text(steps.VOICE)
    steps.follow_as_organizer(organizer)

    [row] = csv.DictReader(steps.export(organizer, engine.drain).splitlines())
    assert row["legal_name"] == "Ada Lovelace"
    assert row["credit_name"] == "The Analyst"
    assert row["discipline"] == "poetry"
    assert row["state"] == "confirmed"
