"""The link is one person's: in no cache, referrer, log or column."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import queries, service
from app.pledges.models import Signatory
from tests.pledges.signing import assert_private, only, sign
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

LIFE_DAYS = service.LINK_LIFE / dt.timedelta(days=1)


def _link(signatory: Signatory) -> str:
    return f"/confirm/{queries.opened(signatory)['token']}"


def _press(client: Visitor, link: str, answer: str = "confirm", status: int = 303) -> Page:
    return client.post(link, {"answer": answer}, status=status)


def _rows() -> dict[str, list[str]]:
    """Everything the database holds."""
    metadata = sa.MetaData()
    connection = db.session.connection()
    metadata.reflect(connection)
    return {
        table.name: sorted(map(repr, connection.execute(sa.select(table))))
        for table in metadata.sorted_tables
        if table.name != "zip_place"
    }


def test_no_answer_to_a_link_is_kept_or_told_to_others(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    link = _link(factories.signatory(campaign))
    other = _link(factories.signatory(campaign, email="b@example.org"))
    late = _link(factories.signatory(campaign, email="c@example.org"))
    answers = [
        client.get(link),
        _press(client, link),
        client.get(link),
        _press(client, link, "decline", 422),
        _press(client, other, "decline", 200),
    ]
    clock.tick(days=LIFE_DAYS + 1)
    answers += [client.get(late, status=410), _press(client, late, "confirm", 410)]

    for answer in answers:
        assert_private(answer)


def test_the_page_links_nowhere_with_the_token_in_it(client: Visitor, campaign: Campaign) -> None:
    link = _link(factories.signatory(campaign))
    token = link.rpartition("/")[2]
    page = client.get(f"{link}?lang=es")

    holders = [tag for tag in page.all("*") if any(token in str(v) for v in tag.attrs.values())]
    assert [tag.name for tag in holders] == ["form"]
    assert token not in page.title
    assert page.one("meta[name=robots]")["content"] == "noindex"


def test_no_log_line_holds_the_token_the_address_or_a_name(
    client: Visitor,
    campaign: Campaign,
    clock: Hands,
    capfd: pytest.CaptureFixture[str],
) -> None:
    sign(client, clock, first_name="Wilhelmina", last_name="Quackenbush", credit_name="Low Tide")
    token = queries.opened(only())["token"]
    capfd.readouterr()
    client.get(f"/confirm/{token}")
    _press(client, f"/confirm/{token}")
    _press(client, f"/confirm/{token}", "decline", 422)
    client.get(f"/confirm/{token}x", status=404)
    sign(client, clock, first_name="Wilhelmina", email="bad", status=422)

    written = "".join(capfd.readouterr())
    assert '"rule": "/confirm/<token>"' in written
    assert '"rule": "/c/<slug>/sign"' in written
    for secret in (token, "ada@", "Wilhelmina", "Quackenbush", "Low Tide", "87501"):
        assert secret not in written


def test_the_database_keeps_no_token_in_clear(client: Visitor, campaign: Campaign) -> None:
    token = queries.opened(factories.signatory(campaign))["token"]

    assert not any(token in row for rows in _rows().values() for row in rows)
