"""A rule of the house: nobody is in what the processes write down about their work.

One journey through everything that handles people, with words of its own in every field:
signing, confirming, writing a letter, refusals that quote, the panel, jobs, crashes. Then all
that was written meanwhile is searched for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, request

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.database import transaction
from app.exports.columns import What
from app.extensions import csrf, db
from app.jobs import engine, registry
from app.jobs import service as jobs
from app.jobs.models import Job
from app.letters import courier as letter_courier
from app.letters.models import Delivery, LedgerEntry
from app.outbox import courier
from app.outbox.models import OutboxMail
from app.pledges import queries
from tests.exports.making import asked, wanted
from tests.imports import files
from tests.letters import writing
from tests.outbox.servers import Server, serving
from tests.pledges.signing import sign
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

FIRST, LAST, CREDIT, LOCAL = "Qwilhelmina", "O'Qackenbush", "Zlow Ztide", "qwilma"
EMAIL, STREET, VOICE = f"{LOCAL}@qmarked.example", "77 Qcanyon Road", "Vmy words are mine"
PHONE, PERSONAL, ADDRESS = "505-555-0199", "Vthey trained it on my records", "203.0.113.77"
MARKS = [FIRST, "Qackenbush", "Zlow", LOCAL, "Qcanyon", "Vmy", "Vthey", PHONE, ADDRESS, "87501"]
PANEL = "/organize/c/day/signatories/"


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    """With a page and a job that break while they hold what a person sent."""

    @app_sqlite.post("/crash/<token>")
    @csrf.exempt
    def crash(token: str) -> str:
        held = dict(request.form)
        raise ValueError(f"no good: {held} {token}")

    def broken(job: Job) -> Iterator[registry.Step]:
        yield registry.Step(0, 1)
        db.session.execute(sa.text("INSERT INTO nowhere VALUES (:email)"), {"email": EMAIL})

    registry.add(app_sqlite, "broken", broken)
    app_sqlite.config["PROPAGATE_EXCEPTIONS"] = False
    return app_sqlite


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    writing.districts()
    return made


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    """It refuses the person's mails, and quotes everything in doing so."""
    with serving() as started:
        app.extensions["mail"].port = started.port
        started.content[EMAIL] = (
            f"554 5.7.1 <{EMAIL}>: what {LOCAL} gets with http://127.0.0.1/me/{LOCAL} is spam"
        )
        yield started


def _sign_and_write(client: Visitor, clock: Hands) -> list[str]:
    """Sign, confirm, write and release a letter; the tokens of the links."""
    sign(
        client, clock, first_name=FIRST, last_name=LAST, credit_name=CREDIT, email=EMAIL,
        voice=VOICE, headers={"User-Agent": LOCAL, "Referer": f"https://x.example/{LOCAL}"},
    )  # fmt: skip
    sign(client, clock, first_name=FIRST, email=f"{LOCAL}@", status=422)
    courier.drain()
    token = queries.opened(db.session.scalars(sa.select(queries.Signatory)).one())["token"]
    client.get(f"/confirm/{token}")
    client.post(f"/confirm/{token}", {"answer": "confirm"})
    letter = writing.sent(
        client, clock, first_name=FIRST, last_name=LAST, email=EMAIL, street=STREET, phone=PHONE,
        personal=PERSONAL,
    )  # fmt: skip
    tracking = letters.token(letter)
    letter_courier.drain()
    courier.drain()
    client.get(f"/letters/{tracking}/")
    client.get(f"/letters/{tracking}x/", status=404)
    return [token, tracking]


def _organize(app: Flask, campaign: Campaign) -> list[Page]:
    """Look for the person, send again, strike out, import, export; what was answered."""
    visitor = organizers.visitor(app, "owner")
    found = visitor.post(PANEL, {**visitor.get(PANEL).form("#search"), "q": EMAIL})
    page = visitor.follow(found)
    token = organizers.csrf(page)
    for act in ("resend", "invalidate", "validate"):
        visitor.post(f"{PANEL}1/", {"csrf_token": token, "do": act}, status=(303, 422))
    struck = visitor.post(str(page.one(".bulk form")["action"]), {"csrf_token": token})
    engine.drain()
    dry = visitor.follow(struck)
    visitor.post(str(dry.all(".bulk form")[0]["action"]), {"csrf_token": token})
    engine.drain()
    row = f"{FIRST},{LAST},second.{EMAIL},87501,music\n{FIRST},{LAST},{LOCAL} at x,87501,music\n"
    files.imported(campaign, f"{files.HEADER}\n{row}")
    for what in (What.SIGNATORIES, What.LETTERS):
        asked(campaign, wanted(what))
    engine.drain()
    return [found]


def _break(app: Flask, client: Visitor) -> list[Page]:
    """Crash in a page, in the database and in a job; the pages people then see."""
    form = {"email": EMAIL, "first_name": FIRST}
    pages = [client.post(f"/crash/{LOCAL}", form, status=500)]
    as_json = {"Accept": "application/json"}
    pages.append(client.post(f"/crash/{LOCAL}", form, status=500, headers=as_json))
    pages.append(client.get(f"/c/{LOCAL}/?q={EMAIL}", status=404))
    with transaction():
        jobs.start("broken", by=organizers.organizer())
    engine.drain()
    return pages


def _kept() -> dict[str, str]:
    """The words that tables keep of what happened."""
    columns = {
        "audit": sa.select(
            AuditEntry.action, AuditEntry.subject, AuditEntry.before, AuditEntry.after
        ),
        "jobs": sa.select(Job.kind, Job.trouble, Job.result),
        "mails": sa.select(OutboxMail.kind, OutboxMail.last_error),
        "deliveries": sa.select(Delivery.words, Delivery.reason),
        "ledger": sa.select(LedgerEntry.words),
    }
    return {name: repr(db.session.execute(what).all()) for name, what in columns.items()}


def _without_their_own_form(page: Page) -> str:
    """A page after a crash gives back to whoever sent it what they sent, in a form of its own."""
    for form in page.all("main form"):
        form.decompose()
    return f"{page.soup if page.is_html else page.body!r} {page.location}"


def test_nobody_is_in_what_was_written(
    app: Flask,
    campaign: Campaign,
    server: Server,
    clock: Hands,
    capfd: pytest.CaptureFixture[str],
) -> None:
    client = Visitor(app)
    client.client.environ_base["REMOTE_ADDR"] = ADDRESS
    tokens = _sign_and_write(client, clock)
    pages = [*_organize(app, campaign), *_break(app, client)]
    kept = _kept()
    kept["metrics"] = client.get("/metrics").body.decode()
    kept["pages"] = "\n".join(map(_without_their_own_form, pages))
    kept["log"] = "".join(capfd.readouterr())

    assert "OperationalError" in kept["log"], "the job broke, and the log says where"
    assert "request failed" in kept["log"]
    assert "554 5.7.1 <(address)>" in kept["mails"]
    assert "signatory:1" in kept["audit"]
    assert kept["log"].count('"event": "request"') > 20
    for where, text in kept.items():
        for mark in [*MARKS, *tokens]:
            assert mark.lower() not in text.lower(), f"{where} tells {mark}"
    for line in kept["log"].splitlines():
        json.loads(line)
