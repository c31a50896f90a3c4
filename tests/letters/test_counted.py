"""The numbers in a letter stay as its writer has read them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.letters import counted, preview
from app.letters.drafts import Counted
from tests.support import factories, letters
from tests.support.hands import Hands


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made, demand="{artists} artists, {artists_in_state} of {state}, ask you.")
    return made


def test_what_was_read_is_recalled(campaign: Campaign, clock: Hands) -> None:
    marked = counted.mark(Counted(41, 7), campaign, "NM")
    clock.tick(hours=23)

    assert counted.recall(marked, campaign, "NM") == Counted(41, 7)


def test_marks_of_others_or_of_yesterday_are_worth_nothing(
    campaign: Campaign, clock: Hands
) -> None:
    marked = counted.mark(Counted(41, 7), campaign, "NM")
    other = factories.campaign(slug="other")
    forged = marked.replace("41.", "9000.", 1)

    for text in ("", "1.2", "a.b.c.d", "1.2.3.ü", forged, marked + "0", "9" * 5000):
        assert counted.recall(text, campaign, "NM") is None, text
    assert counted.recall(marked, other, "NM") is None
    assert counted.recall(marked, campaign, "CA") is None
    clock.tick(hours=25)
    assert counted.recall(marked, campaign, "NM") is None


def test_who_signs_meanwhile_does_not_change_what_was_read(campaign: Campaign) -> None:
    draft = letters.draft(campaign)
    read = replace(draft, counted=preview.count(campaign, "NM"))
    before = [each.part for each in preview.plan(campaign, read)]

    factories.signatory(campaign, confirmed=True, mail=False)

    assert [each.part for each in preview.plan(campaign, read)] == before
    assert "1 artists, the first of New Mexico" in preview.plan(campaign, draft)[0].part.statement
