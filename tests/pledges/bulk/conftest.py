"""What the tests of striking out many at once begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.organizers.models import Organizer
from app.pledges import bulk, correcting, service, tasks
from tests.support import factories, organizers


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Constants made smaller: a handful of people makes several batches and looks."""
    monkeypatch.setattr(bulk, "BATCH", 2)
    monkeypatch.setattr(bulk, "LOOK", 5)


@pytest.fixture
def organizer(app: Flask) -> Organizer:
    return organizers.organizer("organizer")


@pytest.fixture
def spam(campaign: Campaign) -> list[int]:
    """Nine of one domain in every state, some folded into the tallies; and two of another."""
    made = []
    for number in range(9):
        discipline = ("music", "writing", None)[number % 3]
        also = ("illustration",) if discipline == "music" else ()
        person = factories.signatory(
            campaign,
            discipline,
            also=also,
            email=f"s{number}@spam.example",
            confirmed=number % 4 != 3,
        )
        made.append(person)
        if number == 4:
            tasks.fold()
    service.withdraw(made[0])
    correcting.invalidate(made[1], by=organizers.organizer("owner"))
    for name in ("ann", "bob"):
        factories.signatory(campaign, "music", email=f"{name}@example.org", confirmed=True)
    db.session.commit()
    return [each.id for each in made]
