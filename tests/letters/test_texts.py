"""The organizer's verbs: the brief and its paragraphs."""

from __future__ import annotations

import pytest
from flask import Flask

from app.congress.offices import Chamber
from app.extensions import db
from app.letters import queries, texts
from app.letters.fields import FieldUnknown
from app.letters.texts import Audience
from tests.support import factories


def test_a_brief_is_saved_and_changed(app: Flask) -> None:
    campaign = factories.campaign()

    first = texts.save_brief(campaign, subject="One subject", demand="Please.").ask
    same = texts.save_brief(campaign, subject="One subject", demand="Please.").ask
    other = texts.save_brief(campaign, subject="One subject", demand="Please do not.").ask

    assert queries.get_brief(campaign).demand == "Please do not."
    assert first == same, "the same ask keeps its campaign id"
    assert other != first, "another ask is another campaign for the gateways"


def test_an_unknown_field_is_refused_and_nothing_saved(app_sqlite: Flask) -> None:
    campaign = factories.campaign()

    with pytest.raises(FieldUnknown):
        texts.save_brief(campaign, subject="A subject", demand="Dear {title},")
    with pytest.raises(FieldUnknown):
        texts.save_paragraph(campaign, Audience(), "Dear {title},")

    assert not queries.has_brief(campaign)
    assert queries.list_wordings(campaign) == []


def test_a_paragraph_is_written_replaced_and_taken_away(app: Flask) -> None:
    campaign = factories.campaign()
    music = campaign.disciplines[0]
    player = factories.craft(music)
    audiences = (
        Audience(),
        Audience(music),
        Audience(music, player),
        Audience(music, chamber=Chamber.HOUSE),
    )
    for each in audiences:
        texts.save_paragraph(campaign, each, "First.")
        texts.save_paragraph(campaign, each, f"Second for {each.key}.")

    found = {(w.discipline_id, w.craft_id, w.chamber) for w in queries.list_wordings(campaign)}
    assert found == {
        (None, None, ""),
        (music.id, None, ""),
        (music.id, player.id, ""),
        (music.id, None, "house"),
    }
    assert {w.text[:6] for w in queries.list_wordings(campaign)} == {"Second"}

    texts.save_paragraph(campaign, Audience(music), "  ")

    assert len(queries.list_wordings(campaign)) == 3


def test_a_deleted_discipline_takes_its_words_along(app: Flask) -> None:
    campaign = factories.campaign()
    music = campaign.disciplines[0]
    texts.save_paragraph(campaign, Audience(music), "For music.")
    db.session.commit()

    db.session.delete(music)
    db.session.commit()

    assert queries.list_wordings(campaign) == []
