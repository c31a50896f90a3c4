"""The coverage grid: who gets which paragraph, and the page that writes it."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.congress.offices import Chamber
from app.extensions import db
from app.letters import coverage, editing, queries, texts
from app.letters.texts import Audience
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

URL = "/organize/c/day/letter/words/"


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    """Everybody has a paragraph, music too; music has a craft, the Senate hears of writing."""
    made = factories.campaign()
    factories.craft(made.disciplines[0])
    letters.brief(made)
    writing = made.disciplines[1]
    texts.save_paragraph(made, Audience(writing, chamber=Chamber.SENATE), "Senators, we write.")
    db.session.commit()
    return made


@pytest.fixture
def desk(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def _marks(page: Page) -> dict[str, list[str]]:
    """Of each row: where each cell's words come from."""
    found = {}
    for row in page.all("table.grid tbody tr"):
        name = " ".join(str(row.select_one("th").find(string=True)).split())  # type: ignore[union-attr]
        found[name] = [each.get_text() for each in row.select(".mark")]
    return found


def test_the_grid_says_where_each_pairs_words_come_from(desk: Visitor, campaign: Campaign) -> None:
    page = desk.get(URL)

    assert _marks(page) == {
        "Everybody": ["own", "as both", "as both"],
        "Music": ["own", "as both", "as both"],
        "Writing": ["general", "general", "own"],
        "Illustration": ["general", "general", "general"],
    }
    assert "Of 6 pairs" in page.text
    assert "3 have words of their own, 3 get the general paragraph, 0 get none" in page.text
    music = f"d{campaign.disciplines[0].id}"
    unfolded = _marks(desk.get(f"{URL}?crafts={music}"))
    assert unfolded["Session Player"] == ["discipline’s", "discipline’s", "discipline’s"]


def test_without_a_general_paragraph_there_is_nothing(desk: Visitor, campaign: Campaign) -> None:
    texts.save_paragraph(campaign, Audience(), "")
    marks = _marks(desk.get(URL))
    assert marks["Illustration"] == ["nothing"] * 3
    assert marks["Writing"] == ["nothing", "nothing", "own"]


def test_a_cell_is_written_and_falls_back_when_emptied(desk: Visitor, campaign: Campaign) -> None:
    craft = campaign.disciplines[0].crafts[0]
    cell = f"{URL}c{craft.id}/house/"
    page = desk.get(cell)
    assert "I make music in {city}, {state}." in page.one(".fallback").get_text()

    after = desk.follow(
        desk.post(cell, page.form("#words") | {"text": "I play in {city}.\r\n\r\nStill."})
    )

    assert _marks(after)["Session Player"] == ["discipline’s", "own", "discipline’s"]
    where = coverage.audience(campaign, f"c{craft.id}", "house")
    assert editing.find_paragraph(campaign, where) == "I play in {city}.\n\nStill."
    desk.post(cell, desk.get(cell).form("#words") | {"text": " "})
    assert "Session Player" not in _marks(desk.get(URL)), "folded again"


def test_the_whole_letter_stands_beside_its_paragraph(desk: Visitor, campaign: Campaign) -> None:
    letters.members()
    music = campaign.disciplines[0]
    page = desk.get(f"{URL}d{music.id}/senate/")

    letter = page.one("#preview").get_text(" ")
    assert "Senator Pat Example of SNM01" in letter
    assert "Please keep copyright for people." in letter
    assert "I make music in Santa Fe, New Mexico." in letter, "what it would fall back to"


def test_a_preview_keeps_nothing(desk: Visitor, campaign: Campaign) -> None:
    cell = f"{URL}d{campaign.disciplines[0].id}/both/"
    typed = desk.get(cell).form("#words") | {"text": "We, {people}, ask the {office_title}."}

    page = desk.post(f"{cell}preview/", typed, status=200)

    assert "We, musicians, ask the Representative." in page.one("#preview").get_text()
    assert page.form("#words") == typed | {"csrf_token": organizers.csrf(page)}
    assert "We, {people}" not in str(queries.list_wordings(campaign))
    wrong = desk.post(f"{cell}preview/", typed | {"text": "Dear {title}"}, status=200)
    assert "{title} is no merge field" in wrong.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [("Dear {title}", "{title} is no merge field"), ("x" * 8_000, "10000"), ("a\x0bb\x01", "read")],
)
def test_mistakes_are_named_and_nothing_is_lost(
    desk: Visitor, campaign: Campaign, typed: str, words: str
) -> None:
    cell = f"{URL}all/both/"
    page = desk.post(cell, desk.get(cell).form("#words") | {"text": typed}, status=422)

    assert words in page.one(".mistakes").get_text().replace(",", "")
    if "\x0b" not in typed:
        assert page.form("#words")["text"] == typed
    assert editing.find_paragraph(campaign, Audience()) == "Every work has somebody behind it."


def test_of_two_editors_the_second_is_told(
    desk: Visitor, app_sqlite: Flask, campaign: Campaign
) -> None:
    cell = f"{URL}all/both/"
    other = organizers.visitor(app_sqlite, "owner")
    mine = desk.get(cell).form("#words") | {"text": "Mine."}
    other.post(cell, other.get(cell).form("#words") | {"text": "Theirs."})

    page = desk.post(cell, mine, status=422)

    assert "Theirs." in page.one(".theirs").get_text()
    assert page.form("#words")["text"] == "Mine."
    assert editing.find_paragraph(campaign, Audience()) == "Theirs."
    desk.post(cell, page.form("#words"))
    assert editing.find_paragraph(campaign, Audience()) == "Mine."


@pytest.mark.parametrize("cell", ["d999/both/", "c999/house/", "x/both/", "all/lords/", "d/both/"])
def test_there_is_no_such_cell(desk: Visitor, cell: str) -> None:
    desk.get(URL + cell, status=404)
