"""Merging while others sign, fold and edit: nobody is missed, nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from app.campaigns import disciplines, merging
from app.campaigns.disciplines import Words
from app.campaigns.errors import EditedMeanwhile
from app.campaigns.models import Campaign, Discipline
from app.database import transaction
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.organizers.models import Organizer
from app.pledges import counts, recount, service
from tests.campaigns.merging.merges import named, nobody_left, of, people
from tests.support import factories


def in_threads(app: Flask, *work: Callable[[], None]) -> list[BaseException]:
    """Do it all at once; return what went wrong."""
    wrong: list[BaseException] = []
    start = threading.Barrier(len(work))

    def run(one: Callable[[], None]) -> None:
        with app.app_context():
            try:
                start.wait(30)
                one()
            except Exception as error:  # noqa: BLE001  # told by the test
                wrong.append(error)

    threads = [threading.Thread(target=run, args=[each]) for each in work]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    db.session.rollback()
    db.session.expire_all()
    return wrong


def sign(campaign_id: int, name: str, begun: threading.Event) -> None:
    """Twenty-five sign and confirm, as writers while there are any."""
    for number in range(25):
        email, also = f"{name}{number}@example.org", ["illustration"] if number % 2 else []
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            first = "writing" if here.disciplines[1].slug == "writing" else "music"
            service.sign_pledge(here, factories.signature(here, first, also=also, email=email))
        if number == 5:
            begun.set()
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            service.confirm(factories.find(here, email))


def unite(campaign_id: int, my_id: int) -> None:
    """Merge, and do the job."""
    with transaction():
        here = db.session.get_one(Campaign, campaign_id)
        by = db.session.get_one(Organizer, my_id)
        merging.merge(of(here, "writing"), of(here, "music"), version=here.version, by=by)
    engine.drain()


def test_people_who_sign_meanwhile_are_caught(
    app: Flask, campaign: Campaign, me: Organizer
) -> None:
    people(campaign)
    campaign_id, my_id, old_id = campaign.id, me.id, of(campaign, "writing").id
    db.session.commit()
    begun = threading.Event()

    def merge_then() -> None:
        begun.wait(60)
        unite(campaign_id, my_id)

    def fold() -> None:
        for _ in range(20):
            with transaction():
                counts.fold(limit=11)

    signers = [lambda: sign(campaign_id, "a", begun), lambda: sign(campaign_id, "b", begun)]
    assert not in_threads(app, *signers, merge_then, fold)

    assert db.session.scalars(sa.select(Job)).one().state == "done"
    assert nobody_left(db.session.get_one(Discipline, old_id))
    assert named(campaign)["music"] == 9 + 50
    assert recount.check(campaign).agrees


def test_a_merge_waits_for_whoever_is_just_signing(
    app: Flask, campaign: Campaign, me: Organizer
) -> None:
    campaign_id, my_id = campaign.id, me.id
    db.session.commit()
    signed = threading.Event()

    def slow() -> None:
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            service.sign_pledge(here, factories.signature(here, "writing"))
            signed.set()
            time.sleep(1)

    def merge_then() -> None:
        signed.wait(60)
        unite(campaign_id, my_id)

    assert not in_threads(app, slow, merge_then)

    assert factories.find(campaign, "ada@example.org").discipline_id == of(campaign, "music").id


def test_of_two_editors_at_the_same_instant_one_is_told(
    app: Flask, campaign: Campaign, me: Organizer
) -> None:
    campaign_id, version = campaign.id, campaign.version
    db.session.commit()

    def edit(name: str) -> None:
        with transaction():
            here = db.session.get_one(Campaign, campaign_id)
            row = here.disciplines[0]
            disciplines.change(row, Words(name, name.lower(), "people"), version=version, by=None)

    wrong = in_threads(app, lambda: edit("Songs"), lambda: edit("Tunes"))

    assert [type(each) for each in wrong] == [EditedMeanwhile]
    assert campaign.version == version + 1
    assert campaign.disciplines[0].name in ("Songs", "Tunes")
    assert campaign.disciplines[0].aliases == ["music"]
