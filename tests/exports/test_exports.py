"""Exports as the worker makes them: exact, in pieces, and going on where they were."""

from __future__ import annotations

import gc
import gzip
from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.exports import rows as ranges
from app.exports import service as exports
from app.exports.cells import Format
from app.exports.columns import COLUMNS, What
from app.extensions import db
from app.jobs import engine, service
from app.jobs.models import Job
from app.keyring import Keyring
from app.pledges import service as pledges
from app.pledges.models import Signatory, Visibility
from tests.exports.making import asked, content, made, objects, rows, wanted
from tests.jobs.counting import one_step
from tests.support import factories, letters, organizers
from tests.support.hands import Hands


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


def _people(campaign: Campaign, count: int) -> None:
    for number in range(count):
        factories.signatory(campaign, email=f"p{number}@example.org", confirmed=number % 2 == 0)


def test_a_signatory_in_every_column(campaign: Campaign) -> None:
    partner = factories.partner(campaign)
    craft = factories.craft(campaign.disciplines[0])
    factories.signatory(
        campaign,
        also=("writing", "illustration"),
        confirmed=True,
        craft_id=craft.id,
        credit_name="=The Countess",
        partners=(partner,),
        updates=True,
        source="union",
        voice="I play.",
    )

    [row] = rows(campaign, What.SIGNATORIES)

    assert list(row) == [each.name for each in COLUMNS[What.SIGNATORIES]]
    assert row | {"id": "", "signed_at": "", "confirmed_at": ""} == {
        "id": "",
        "legal_name": "Ada Lovelace",
        "legal_first_name": "Ada",
        "legal_last_name": "Lovelace",
        "credit_name": "'=The Countess",
        "public_name": "'=The Countess",
        "visibility": "credit",
        "email": "ada@example.org",
        "updates": "yes",
        "partners": "union",
        "discipline": "music",
        "also": "illustration; writing",
        "craft": "session-player",
        "city": "Santa Fe",
        "us_state": "NM",
        "zip": "87501",
        "country": "US",
        "source": "union",
        "locale": "en",
        "voice": "I play.",
        "voice_state": "waiting",
        "state": "confirmed",
        "counted": "yes",
        "shadow": "",
        "imported": "no",
        "signed_at": "",
        "confirmed_at": "",
    }
    [line] = objects(campaign, What.SIGNATORIES)
    assert (line["credit_name"], line["also"]) == ("=The Countess", ["illustration", "writing"])
    assert line["signed_at"] == "2026-03-02T15:00:00Z"


def test_letters_and_deliveries(campaign: Campaign) -> None:
    letters.brief(campaign)
    letters.members()
    known = factories.signatory(campaign, confirmed=True)
    letter = letters.letter(campaign, known=known)

    [row] = rows(campaign, What.LETTERS)
    assert row["legal_name"] == "Ada Lovelace"
    assert row["personal"] == "They trained a machine on my records."
    assert (row["letter"], row["own_words"], row["us_state"]) == (str(letter.id), "yes", "NM")
    found = rows(campaign, What.DELIVERIES)
    assert sorted(each["office"] for each in found) == sorted(letters.OFFICES)
    assert {each["discipline"] for each in found} == {"music"}
    assert len(rows(campaign, What.DELIVERIES, filters={"channel": "print"})) == 0
    assert len(rows(campaign, What.LETTERS, filters={"confirmed": True, "own_words": True})) == 1
    assert len(rows(campaign, What.LETTERS, filters={"discipline": "writing"})) == 0


def test_only_the_rows_asked_for(campaign: Campaign) -> None:
    _people(campaign, 4)
    factories.signatory(campaign, None, email="ally@example.org", confirmed=True, updates=True)
    gone = factories.signatory(campaign, "writing", email="gone@example.org", confirmed=True)
    pledges.withdraw(gone)
    other = factories.campaign(slug="other")
    factories.signatory(other, email="elsewhere@example.org", confirmed=True)

    def emails(**filters: object) -> list[str]:
        found = rows(campaign, What.SIGNATORIES, "email", filters=filters)
        return [each["email"].removesuffix("@example.org") for each in found]

    assert emails() == ["p0", "p1", "p2", "p3", "ally", "gone"]
    assert emails(state="pending") == ["p1", "p3"]
    assert emails(counted=True) == ["p0", "p2", "ally"]
    assert emails(discipline="ally") == emails(updates=True) == ["ally"]
    assert emails(discipline="writing", state="withdrawn") == ["gone"]
    assert emails(discipline="nonsense") == []


@pytest.mark.parametrize("pressed", [False, True])
def test_a_file_of_many_pieces_goes_on_where_it_was(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, pressed: bool
) -> None:
    monkeypatch.setattr(ranges, "RANGE", 3)
    _people(campaign, 10)
    job = asked(campaign, wanted(What.SIGNATORIES, "email", gzip=pressed, bom=True))
    for _step in range(3):
        one_step()
    assert job.state == "queued"
    assert 0 < job.done < 10
    engine.drain()

    found = gzip.decompress(content(job)) if pressed else content(job)
    lines = "".join(f"p{number}@example.org\r\n" for number in range(10))
    assert found.decode() == f"\ufeffemail\r\n{lines}"
    assert (job.done, job.total) == (10, 10)
    assert job.result == {"rows": 10, "bytes": len(content(job))}


def test_who_signs_after_it_began_is_not_in_it(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "RANGE", 2)
    _people(campaign, 3)
    job = asked(campaign, wanted(What.SIGNATORIES, "email"))
    one_step()
    factories.signatory(campaign, email="late@example.org")
    engine.drain()

    assert content(job).decode().splitlines() == [
        "email",
        *(f"p{number}@example.org" for number in range(3)),
    ]


def test_nobody_makes_an_empty_file_with_a_header(campaign: Campaign) -> None:
    want = wanted(What.SIGNATORIES, "legal_name", "credit_name")

    assert made(campaign, want) == b"legal_name,credit_name\r\n"
    assert gc.isenabled()
    assert objects(campaign, What.SIGNATORIES) == []


def test_legal_names_are_opened_only_where_they_were_chosen(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    _people(campaign, 3)
    opened: list[bytes] = []
    real = Keyring.open_each

    def noted(
        ring: Keyring, sealed: Iterable[bytes], bound_to: Iterable[bytes]
    ) -> list[dict[str, str] | None]:
        these = list(sealed)
        opened.extend(these)
        return real(ring, these, bound_to)

    monkeypatch.setattr(Keyring, "open_each", noted)
    made(campaign, wanted(What.SIGNATORIES, "email", "credit_name"))
    assert not opened
    made(campaign, wanted(What.SIGNATORIES, "legal_name", "legal_last_name"))
    assert len(opened) == 3


def test_one_name_that_cannot_be_opened_stops_nothing(campaign: Campaign) -> None:
    _people(campaign, 2)
    first = factories.find(campaign, "p0@example.org")
    first.sealed = factories.find(campaign, "p1@example.org").sealed
    db.session.commit()

    found = rows(campaign, What.SIGNATORIES, "legal_name", "public_name")
    assert [each["legal_name"] for each in found] == [
        "(cannot be opened) (cannot be opened)",
        "Ada Lovelace",
    ]
    assert [each["public_name"] for each in found] == ["", "A. L."]


def test_the_public_name_is_what_they_chose(campaign: Campaign) -> None:
    for number, (shown, credit) in enumerate(
        [(Visibility.CREDIT, "!!!"), (Visibility.INITIALS, "Lady Gaga"), (Visibility.HIDDEN, "X")]
    ):
        email = f"v{number}@example.org"
        factories.signatory(campaign, email=email, credit_name=credit, visibility=shown)

    found = rows(campaign, What.SIGNATORIES, "public_name")
    assert [each["public_name"] for each in found] == ["!!!", "L. G.", ""]


def test_asked_for_twice_it_is_made_once(campaign: Campaign) -> None:
    me = organizers.organizer("organizer")
    first = asked(campaign, wanted(What.SIGNATORIES, "email"), by=me)
    again = asked(campaign, wanted(What.SIGNATORIES, "email"), by=me)
    other = asked(campaign, wanted(What.SIGNATORIES, "email", format=Format.JSONL), by=me)
    someone = asked(campaign, wanted(What.SIGNATORIES, "email"))
    assert first.id == again.id
    assert len({first.id, other.id, someone.id}) == 3

    service.cancel(first)
    assert asked(campaign, wanted(What.SIGNATORIES, "email"), by=me).id != first.id


def test_who_asked_for_what_stands_in_the_audit_log(campaign: Campaign) -> None:
    me = organizers.organizer("organizer")
    filters = {"state": "confirmed", "discipline": ""}
    job = asked(campaign, wanted(What.SIGNATORIES, "email", filters=filters), by=me)

    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.organizer_id, entry.campaign_id) == (
        "export.ask",
        me.id,
        campaign.id,
    )
    assert entry.subject == f"job:{job.id}"
    assert entry.after["columns"] == ["email"]
    assert entry.after["filters"] == {"state": "confirmed"}
    assert job.kind == exports.KIND


def test_a_range_is_read_by_its_numbers(app_sqlite: Flask) -> None:
    """However many people a campaign has, no reading looks at more than a range of them."""
    heard: list[str] = []
    campaign = factories.campaign()

    def note(_c: object, _cur: object, statement: str, parameters: object, *_rest: object) -> None:
        if "FROM letter_delivery" in statement and "min(" not in statement:
            heard.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        ranges.read(campaign, What.DELIVERIES, 1, 9, ranges.FIELDS[What.DELIVERIES])
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    plan = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {heard[0]}", (1, 2, 0, campaign.id)
    )
    said = " ".join(str(row) for row in plan)
    assert "SEARCH letter_delivery USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in said
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) == 0
