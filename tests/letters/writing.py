"""Writing a letter as a person does: open the page, take a breath, fill in, press the buttons."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.congress import terms
from app.congress.models import CongressLoad, Dataset, ZipDistrict
from app.extensions import db
from app.letters import queries
from app.letters.models import Letter
from app.pledges import known
from app.pledges.known import Known
from app.pledges.models import Signatory
from tests.support.client import Status, Visitor
from tests.support.hands import Hands
from tests.support.page import Page

PATH = "/c/day/letter/"
FORM = "form#letter"
READING_SECONDS = 3
WHO = {
    "prefix": "Ms.",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.org",
    "discipline": "music",
    "street": "1 Canyon Road",
    "zip": "87501",
}
OWN = "They trained a machine on my records."

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def districts(**of_zip: tuple[str, ...]) -> None:
    """A table of districts: `z87501=("NM-3",)` says in which this ZIP code lies."""
    congress = terms.current()
    for name, places in {"z87501": ("NM-3",), **of_zip}.items():
        for state, _dash, number in (each.partition("-") for each in places):
            db.session.add(
                ZipDistrict(
                    zip=name[1:],
                    state=state,
                    district=int(number),
                    congress=congress,
                    valid_from=terms.begins(congress),
                )
            )
    db.session.add(
        CongressLoad(dataset=Dataset.DISTRICTS, source="a test", rows=1, congress=congress)
    )
    db.session.commit()


def begin(client: Visitor, clock: Hands, **over: Any) -> dict[str, Any]:
    """The fields of the first step, filled in, a moment after the page was opened."""
    form = client.get(PATH).form(FORM)
    clock.tick(seconds=READING_SECONDS)
    return {**form, **WHO, **over}


def press(
    client: Visitor, fields: dict[str, Any], step: str | None, *, status: Status = 200, **over: Any
) -> Page:
    """Press the button of this step (None: none was pressed, as by a program)."""
    sent = {**fields, **({"step": step} if step else {}), **over}
    return client.post(PATH, {k: v for k, v in sent.items() if v is not None}, status=status)


def words_page(client: Visitor, clock: Hands, **over: Any) -> Page:
    """The second step, of an address as of `WHO`."""
    return press(client, begin(client, clock, **over), "write")


def read_page(client: Visitor, clock: Hands, *, personal: str = OWN, **over: Any) -> Page:
    """The third step, after words of one's own."""
    form = words_page(client, clock, **over).form(FORM)
    return press(client, form, "read", personal=personal)


def sent(client: Visitor, clock: Hands, *, personal: str = OWN, **over: Any) -> Letter:
    """A letter written through all three steps."""
    form = read_page(client, clock, personal=personal, **over).form(FORM)
    return followed(press(client, form, "send", status=303))


def followed(page: Page) -> Letter:
    """The letter whose tracking page a redirect leads to."""
    assert page.location
    assert page.location.startswith("/letters/")
    return queries.get_by_token(page.location.split("/")[2])


def kept() -> int:
    """How many letters there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) or 0


def told(page: Page) -> dict[str, str]:
    """The summary: what each link leads to, and its words."""
    return {str(a["href"]): a.get_text() for a in page.all(".mistakes a")}


def addressees(page: Page) -> list[str]:
    """Whom the second step says that the letter goes to."""
    return [each.get_text() for each in page.all(".addressees .name")]


def come_proven(app: Flask, client: Visitor, signatory: Signatory) -> None:
    """The visitor has pressed the button of their mail a moment ago."""
    response = app.response_class()
    known.remember(response, signatory.campaign, Known.of_signatory(signatory))
    name, _, value = response.headers["Set-Cookie"].partition(";")[0].partition("=")
    client.client.set_cookie(name, value, domain="127.0.0.1", path=PATH)
