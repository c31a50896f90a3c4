"""How a letter is put together: own words, then the demand, then the sender's paragraph."""

from __future__ import annotations

import pytest

from app.letters.compose import Part, Wording, campaign_words, choose, compose, digest

EVERYBODY = Wording("everybody")
TO_SENATE = Wording("everybody, Senate", chamber="senate")
MUSIC = Wording("music", discipline_id=1)
MUSIC_HOUSE = Wording("music, House", discipline_id=1, chamber="house")
PLAYER = Wording("session player", discipline_id=1, craft_id=7)
WRITING = Wording("writing", discipline_id=2)
ALL = (EVERYBODY, TO_SENATE, MUSIC, MUSIC_HOUSE, PLAYER, WRITING)


@pytest.mark.parametrize(
    ("discipline", "craft", "chamber", "text"),
    [
        (1, 7, "house", "session player"),
        (1, 7, "senate", "session player"),
        (1, None, "house", "music, House"),
        (1, None, "senate", "music"),
        (1, 8, "", "music"),
        (3, None, "house", "everybody"),
        (3, None, "senate", "everybody, Senate"),
        (None, None, "", "everybody"),
    ],
)
def test_the_nearest_paragraph_is_chosen(
    discipline: int | None, craft: int | None, chamber: str, text: str
) -> None:
    for wordings in (ALL, tuple(reversed(ALL))):
        found = choose(wordings, discipline_id=discipline, craft_id=craft, chamber=chamber)
        assert found == text


def test_without_any_paragraph_there_is_none() -> None:
    assert choose((), discipline_id=1, craft_id=None, chamber="house") == ""
    assert choose((WRITING,), discipline_id=1, craft_id=None, chamber="house") == ""


def test_the_demand_comes_before_the_paragraph() -> None:
    words = campaign_words("Demand from {city}.\n", "Paragraph.", {"city": "Santa Fe"})

    assert words == "Demand from Santa Fe.\n\nParagraph."


def test_the_artists_own_words_come_first() -> None:
    part = compose(personal=" Mine. ", body="", campaign="Theirs.")

    assert (part.message, part.statement) == ("Mine.", "Theirs.")
    assert part.text == "Mine.\n\nTheirs."


def test_untouched_campaign_text_is_the_campaigns_statement() -> None:
    assert compose(personal="", body="", campaign="Theirs.") == Part("", "Theirs.")


def test_changed_campaign_text_is_the_artists_message() -> None:
    assert compose(personal="Mine.", body="Changed.", campaign="Theirs.") == Part(
        "Mine.\n\nChanged.", ""
    )


def test_merge_fields_typed_by_the_artist_stay_as_typed() -> None:
    part = compose(personal="I am {first_name}.", body="", campaign="Theirs.")

    assert part.text.startswith("I am {first_name}.")


def test_the_mark_of_what_was_shown_changes_with_each_letter_of_it() -> None:
    shown = [("HNM03", Part("a", "b")), ("SNM01", Part("a", "b"))]
    others = [
        digest("Subject!", shown),
        digest("Subject", [("HNM03", Part("ab", "")), ("SNM01", Part("a", "b"))]),
        digest("Subject", [("HNM03", Part("", "ab")), ("SNM01", Part("a", "b"))]),
        digest("Subject", list(reversed(shown))),
        digest("Subject", shown[:1]),
    ]

    assert digest("Subject", shown) == digest("Subject", list(shown))
    assert digest("Subject", shown) not in others
