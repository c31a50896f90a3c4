"""The whole way on each database: asked for, changed, taken back, erased; two at once."""

from __future__ import annotations

import threading

import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.me import links, service, tasks
from app.me.models import Errand, MeLink
from app.pledges import counts, recount
from app.pledges.models import Signatory
from tests.me.linked import ask, press
from tests.support import factories
from tests.support.client import Visitor
from tests.support.letters import brief, letter, members


def _asked(client: Visitor) -> str:
    ask(client, "ada@example.org")
    link = db.session.scalars(sa.select(MeLink)).one()
    return links.address(link).removeprefix(client.public_url)


def _exact(campaign: Campaign, artists: int) -> None:
    assert recount.check(campaign).agrees
    assert counts.numbers(campaign).artists == artists


def test_the_whole_way(client: Visitor, app: Flask) -> None:
    campaign = factories.campaign()
    brief(campaign)
    members()
    who = factories.voice(campaign, "music", also=("writing",))
    letter(campaign, known=who)
    counts.fold()
    path = _asked(client)

    press(client, path, "edit", discipline="illustration", also=["music"])
    _exact(campaign, 1)
    press(client, path, "consents", updates="y")
    press(client, path, "voice")
    press(client, path, "unsign")
    _exact(campaign, 0)
    assert client.get(f"{path}data.json").json["signature"]["state"] == "withdrawn"
    press(client, path, "erase", sure="yes")
    tasks.run_all()

    _exact(campaign, 0)
    for model in (Signatory, MeLink, Errand):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_two_who_take_back_at_once_step_down_once(app: Flask) -> None:
    campaign = factories.campaign()
    who = factories.signatory(campaign, "music", confirmed=True)
    factories.signatory(campaign, "music", confirmed=True, email="b@example.org")
    number = who.id
    db.session.commit()
    together = threading.Barrier(2)

    def unsign() -> None:
        with app.app_context():
            together.wait()
            with transaction():
                service.unsign(db.session.get_one(Signatory, number))

    threads = [threading.Thread(target=unsign) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    db.session.rollback()
    _exact(campaign, 1)
