"""Two organizers at the same instant, and one beside an artist who writes: on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.congress.offices import Chamber
from app.database import transaction
from app.extensions import db
from app.letters import editing, preview, queries, service
from app.letters.editing import Asked
from app.letters.errors import LettersWritten, NoBrief, TextChanged
from app.letters.models import Brief, Letter
from app.letters.texts import Audience
from app.organizers.models import Organizer
from tests.support import factories, letters, organizers

ROUNDS = 4
Act = Callable[[Campaign], None]
SAID = Asked(subject="Keep it human", demand="Please.", topics=["Law"])


def _at_once(app: Flask, *acts: Act) -> list[str]:
    """What became of each, all begun at the same instant: "done", or the error's name."""
    start, ends = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        with app.app_context():
            start.wait(10)
            try:
                with transaction():
                    acts[place](campaigns.get_any("day"))
                ends[place] = "done"
            except (TextChanged, LettersWritten, NoBrief) as error:
                ends[place] = type(error).__name__

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    db.session.rollback()
    db.session.expire_all()
    return ends


def _by(number: int) -> Organizer:
    return db.session.get_one(Organizer, number)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign()


@pytest.fixture
def organizer(campaign: Campaign) -> int:
    return organizers.organizer().id


def test_of_two_who_save_the_brief_one_wins_and_one_is_told(
    app: Flask, campaign: Campaign, organizer: int
) -> None:
    """The first time there is none yet: two begin it at once."""
    for number in range(ROUNDS):
        seen = editing.mark(editing.asked(_brief(campaign)))
        texts = [f"Demand {number}, {who}." for who in "ab"]
        db.session.rollback()

        def save(campaign: Campaign, demand: str, seen: str = seen) -> None:
            said = replace(SAID, demand=demand)
            editing.edit_brief(campaign, said, seen=seen, by=_by(organizer))

        ends = _at_once(app, *(partial(save, demand=each) for each in texts))

        assert sorted(ends) == ["TextChanged", "done"]
        brief = queries.get_brief(campaign)
        assert brief.demand == texts[ends.index("done")]
        assert brief.version == number + 2


def test_of_two_who_save_a_paragraph_one_is_told_and_others_are_not_disturbed(
    app: Flask, campaign: Campaign, organizer: int
) -> None:
    letters.brief(campaign)
    version = queries.get_brief(campaign).version
    for number in range(ROUNDS):
        seen = editing.mark(editing.find_paragraph(campaign, Audience()))
        house_seen = editing.mark(editing.find_paragraph(campaign, Audience(chamber=Chamber.HOUSE)))
        db.session.rollback()

        def save(
            campaign: Campaign, text: str, seen: str = seen, chamber: Chamber | None = None
        ) -> None:
            editing.edit_paragraph(
                campaign, Audience(chamber=chamber), text, seen=seen, by=_by(organizer)
            )

        ends = _at_once(
            app,
            partial(save, text=f"One {number}"),
            partial(save, text=f"Two {number}"),
            partial(save, text=f"House {number}", seen=house_seen, chamber=Chamber.HOUSE),
        )

        assert sorted(ends[:2]) == ["TextChanged", "done"]
        assert ends[2] == "done"
        version += 2
        assert queries.get_brief(campaign).version == version


def test_letters_are_never_switched_off_under_who_writes(
    app: Flask, campaign: Campaign, organizer: int
) -> None:
    letters.members()
    for number in range(ROUNDS):
        letters.brief(campaign)
        db.session.rollback()

        def write(campaign: Campaign, email: str = f"a{number}@example.org") -> None:
            draft = letters.draft(campaign, email=email)
            service.send_letter(campaign, draft, preview.plan(campaign, draft))

        ends = _at_once(app, write, lambda c: editing.switch_off(c, by=_by(organizer)))

        written = db.session.scalar(sa.select(sa.func.count()).select_from(Letter))
        assert ends in (["done", "LettersWritten"], ["NoBrief", "done"])
        assert bool(written) == queries.has_brief(campaign)
        _forget_letters()


def _forget_letters() -> None:
    for each in db.session.scalars(sa.select(Letter)):
        db.session.execute(sa.text("DELETE FROM letter WHERE id = :id"), {"id": each.id})
    db.session.commit()


def _brief(campaign: Campaign) -> Brief | None:
    return queries.get_brief(campaign) if queries.has_brief(campaign) else None
