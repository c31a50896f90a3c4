"""The room "Import": upload, columns, check, import; bad files in plain words."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock as app_clock
from app.admin import imports
from app.campaigns.models import Campaign
from app.extensions import db
from app.imports.table import LONGEST_LINE
from app.jobs import engine
from app.jobs.models import Job, JobPart
from app.organizers.models import SignInSession
from app.pledges.models import Signatory
from tests.imports.files import ADA, GRACE, csv
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

ROOM = "/organize/c/day/import/"


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


@pytest.fixture
def visitor(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def _upload(visitor: Visitor, content: str | bytes, *, status: int = 303) -> Page:
    token = organizers.csrf(visitor.get(ROOM))
    raw = content.encode() if isinstance(content, str) else content
    data = {"csrf_token": token, "file": (io.BytesIO(raw), "people.csv")}
    answer = visitor.post(ROOM, data, status=status, content_type="multipart/form-data")
    return visitor.follow(answer) if status == 303 else answer


def _count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_from_the_upload_to_the_import(visitor: Visitor) -> None:
    look = _upload(visitor, csv(ADA, GRACE, "bad row"))
    form = look.form("#columns")
    assert form["column_first_name"] == "0"
    assert form["column_country"] == ""
    assert "Santa" not in look.text
    assert "Lovelace" in look.text
    assert "Cells in this row: 1; in the first one: 5." in look.text
    assert not look.all("#import")

    path = look.one("#columns")["action"]
    check = visitor.post(path, {**form, "do": "check"})
    engine.drain()
    told = visitor.follow(check)
    assert "2 people would be imported. Nothing has been changed." in told.text
    assert "1 row cannot be read; the list says why." in told.text
    again = visitor.get(str(told.one("a.button")["href"]).partition("#")[0])
    begin = str(again.one('form[action$="/begin"]')["action"])
    started = visitor.post(begin, {"csrf_token": form["csrf_token"]})
    assert visitor.post(begin, {"csrf_token": form["csrf_token"]}).location == started.location
    engine.drain()

    assert "2 people imported." in visitor.follow(started).text
    assert _count(Signatory) == 2
    job = db.session.scalars(sa.select(Job).where(Job.kind == "import")).one()
    token = organizers.csrf(visitor.follow(started))
    taken = visitor.post(f"/organize/jobs/{job.id}/file", {"csrf_token": token}, status=200)
    assert "4,wrong," in taken.body.decode()
    assert visitor.get(str(path).replace("check", ""), status=303).location


def test_columns_are_named_by_hand_and_shown_again(visitor: Visitor) -> None:
    look = _upload(visitor, "a;b;c;d\nAda;Lovelace;ada@example.org;87501\n")
    form = look.form("#columns")
    path = look.one("#columns")["action"]
    wrong = visitor.post(path, {**form, "do": "check", "column_zip": "3"}, status=422)
    assert "Say which column this is: First name (legal), Last name (legal), E-mail." in wrong.text
    assert wrong.form("#columns")["column_zip"] == "3"

    named = {"column_first_name": "0", "column_last_name": "1", "column_email": "2"}
    named |= {"column_zip": "3", "discipline_of_all": "writing"}
    again = visitor.post(path, {**form, **named, "do": "look"})
    page = visitor.get(str(again.location).partition("#")[0])
    assert "Writing" in page.one("table.rows tbody").text
    assert page.form("#columns")["column_email"] == "2"


def test_a_check_of_other_columns_is_not_enough_to_begin(visitor: Visitor) -> None:
    look = _upload(visitor, csv(ADA))
    form, path = look.form("#columns"), str(look.one("#columns")["action"])
    visitor.post(path, {**form, "do": "check"})
    engine.drain()
    visitor.post(path, {**form, "discipline_of_all": "ally", "do": "look"})

    begin = visitor.post(path.replace("check", "begin"), {"csrf_token": form["csrf_token"]})
    assert "Have the file checked first" in visitor.follow(begin).text
    engine.drain()
    assert _count(Signatory) == 0


def test_the_reading_can_be_corrected(visitor: Visitor) -> None:
    look = _upload(visitor, csv("Zoë,Café,z@example.org,87501,music").encode("latin-1"))
    assert "Zoë" in look.text
    form = look.form("form.inline")
    path = look.one("form.inline")["action"]
    assert form["encoding"] == "windows-1252"

    wrong = visitor.post(path, {**form, "encoding": "utf-8"}, status=422)
    assert "there is a character that is not UTF-8" in wrong.text
    visitor.post(path, {**form, "delimiter": "1"})
    other = visitor.get(str(path).replace("reading", ""))
    assert other.form("#columns")["column_email"] == ""


BAD = {
    "empty": (b"", "The file is empty."),
    "blank": (b"\xef\xbb\xbf\n \n", "The file is empty."),
    "header only": (b"first name,email\n", "a first line and no rows below it"),
    "excel": (b"PK\x03\x04rest", "This is a file of Excel. Save the table as CSV first."),
    "one endless line": (b"a" * (LONGEST_LINE + 9), "this is no table"),
    "open quote": (b'a,b\n"' + b"x,y\n" * 60_000, "a quotation mark is not closed there"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_is_said_and_nothing_is_kept(visitor: Visitor, name: str) -> None:
    content, words = BAD[name]
    page = _upload(visitor, content, status=422)

    assert words in page.text
    assert (_count(Job), _count(JobPart)) == (0, 0)


def test_no_file_is_said(visitor: Visitor) -> None:
    token = organizers.csrf(visitor.get(ROOM))
    page = visitor.post(ROOM, {"csrf_token": token}, status=422)
    assert "Choose a file." in page.text


def test_files_are_large_here_alone_and_not_without_end(
    visitor: Visitor, app_sqlite: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (f"P,Q,p{n}@example.org,87501,music" for n in range(20_000))
    assert _upload(visitor, csv(*rows)).heading == "Look at the file"  # some 700 KB
    monkeypatch.setattr(imports, "LARGEST", 100_000)
    _upload(visitor, b"x" * 400_000, status=413)
    stranger = organizers.visitor(app_sqlite, "viewer")
    data = {"file": (io.BytesIO(b"x" * 300_000), "x.csv")}
    stranger.post(ROOM, data, status=413, content_type="multipart/form-data")


def test_whose_sign_in_was_ended_elsewhere_sends_nothing_large(visitor: Visitor) -> None:
    token = organizers.csrf(visitor.get(ROOM))
    db.session.execute(sa.update(SignInSession).values(ended_at=app_clock.now()))
    db.session.commit()
    data = {"csrf_token": token, "file": (io.BytesIO(b"x" * 300_000), "x.csv")}

    visitor.post(ROOM, data, status=413, content_type="multipart/form-data")


def test_a_file_can_be_thrown_away(visitor: Visitor) -> None:
    look = _upload(visitor, csv(ADA))
    job = db.session.scalars(sa.select(Job)).one()
    token = organizers.csrf(look)
    visitor.post(f"/organize/jobs/{job.id}/cancel", {"csrf_token": token})

    assert job.state == "cancelled"
    visitor.post(str(look.one("#columns")["action"]), {"csrf_token": token}, status=404)


def test_nobody_sees_anothers_file(visitor: Visitor, app_sqlite: Flask) -> None:
    look = _upload(visitor, csv(ADA))
    other = organizers.visitor(app_sqlite, "owner")
    job = db.session.scalars(sa.select(Job)).one()
    other.get(f"{ROOM}{job.id}/", status=404)
    token = organizers.csrf(other.get(ROOM))
    for path in ("reading", "check", "begin"):
        other.post(f"{ROOM}{job.id}/{path}", {"csrf_token": token}, status=404)
    assert look.heading == "Look at the file"


def test_an_upload_belongs_to_its_own_campaign(visitor: Visitor) -> None:
    """Under another one's address it would be read with that one's disciplines."""
    factories.campaign(slug="other", title="Another Day")
    look = _upload(visitor, csv(ADA))
    path = str(look.one("#columns")["action"]).replace("/c/day/", "/c/other/")
    here, form = path.removesuffix("check"), look.form("#columns")

    visitor.get(here, status=404)
    for act in ("reading", "check", "begin"):
        visitor.post(here + act, {**form, "do": "check"}, status=404)
    assert _count(Job) == 1
