"""Of two who edit at the same instant exactly one saves."""

from __future__ import annotations

import threading

from flask import Flask

from app.campaigns import turns
from app.campaigns.errors import EditedMeanwhile
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from tests.support import factories


def test_of_two_at_once_one_saves_and_the_other_is_told(app: Flask) -> None:
    campaign = factories.campaign()
    begin, said = threading.Barrier(2), []

    def save(title: str) -> None:
        with app.app_context():
            begin.wait()
            try:
                with transaction():
                    mine = db.session.get_one(Campaign, campaign_id)
                    turns.take(mine, 1)
                    mine.title = title
                said.append("saved")
            except EditedMeanwhile:
                said.append("told")

    campaign_id = campaign.id
    db.session.rollback()
    both = [threading.Thread(target=save, args=(title,)) for title in ("One", "Two")]
    for each in both:
        each.start()
    for each in both:
        each.join()

    db.session.expire_all()
    assert sorted(said) == ["saved", "told"]
    assert db.session.get_one(Campaign, campaign_id).version == 2
