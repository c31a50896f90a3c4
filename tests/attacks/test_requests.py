"""Requests no browser of a well-meaning person sends, from strangers and to get strangers."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs.models import JobPart
from app.outbox import courier
from tests.pledges.signing import sign
from tests.support import factories, organizers, statements
from tests.support.client import Visitor, cookies
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox
from tests.support.visits import example

PASSWORD = "four words make one"
EVIL = "evil.example"
LARGEST = 256 * 1024


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


@pytest.mark.parametrize(
    "wanted",
    [
        f"https://{EVIL}/",
        f"//{EVIL}/",
        f"/\\{EVIL}/",
        f"\\\\{EVIL}/",
        f"/\t/{EVIL}/",
        f"/%09/{EVIL}/",
        f"/organize/../..//{EVIL}/",
        f"https:{EVIL}/",
        f"///{EVIL}",
        f"http://127.0.0.1@{EVIL}/",
    ],
)
def test_signing_in_leads_to_no_other_site(app: Flask, wanted: str) -> None:
    someone = organizers.with_password(app, PASSWORD)
    visitor = Visitor(app, private=True)
    page = visitor.get("/organize/sign-in/", query_string={"next": wanted})
    fields = {"email": someone.email, "password": PASSWORD}
    answer = organizers.send(visitor, "/organize/sign-in/", page, status=(302, 303, 422), **fields)
    if answer.status == 422:
        assert "not on this site" in answer.text
    else:
        # However a browser reads it.
        to = str(answer.location).replace("\\", "/").replace("\t", "")
        assert urljoin("https://ours.example/organize/sign-in/", to).startswith(
            "https://ours.example/"
        )


def test_no_page_redirects_to_where_its_address_says(app: Flask, campaign: Campaign) -> None:
    """Whatever the parameters of redirects are called elsewhere."""
    names = ("next", "redir", "redirect", "url", "return", "to", "source", "lang")
    query = dict.fromkeys(names, f"https://{EVIL}/")
    client = Visitor(app, private=True)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "<int:" in rule.rule:
            continue
        path = example(rule, app.url_map, campaign.slug, campaign.disciplines[0].slug)
        page = client.get(path, status=range(100, 600), query_string=query)
        target = page.location or ""
        assert page.status < 500, path
        assert not target.replace("\\", "/").startswith(("//", f"https://{EVIL}")), (path, target)


def test_links_in_mails_know_no_other_host_than_ours(
    app: Flask, campaign: Campaign, mailbox: Mailbox, clock: Hands
) -> None:
    """Whoever asks with another Host, or says that a proxy did."""
    someone = organizers.with_password(app, PASSWORD)
    poison = {"Host": EVIL, "X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}"}
    visitor = Visitor(app, private=True)
    page = visitor.get("/organize/reset/")
    sent = {"csrf_token": organizers.csrf(page), "email": someone.email}
    visitor.post("/organize/reset/", sent, headers={**poison, "Host": "127.0.0.1"})
    sign(Visitor(app), clock, headers=poison)
    db.session.commit()
    courier.drain()

    assert len(mailbox.mails) == 2
    for mail in mailbox.mails:
        assert EVIL not in mail.message.as_string()
        assert app.config["PUBLIC_URL"] in mail.text


def test_a_body_that_is_too_large_is_refused_everywhere(app: Flask, campaign: Campaign) -> None:
    client, tried = Visitor(app, private=True), 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule.startswith("/organize/"):
            continue
        path = example(rule, app.url_map, campaign.slug, campaign.disciplines[0].slug)
        client.post(path, {"voice": "a" * (LARGEST + 1)}, status=(413, 404))
        tried += 1

    assert tried >= 4


def test_a_packed_body_is_not_unpacked(app: Flask, campaign: Campaign, clock: Hands) -> None:
    """A gigabyte in a megabyte: read as the bytes it is, or not at all."""
    form = Visitor(app).get("/c/day/").form("#sign")
    clock.tick(seconds=3)
    body = gzip.compress(("&".join(f"{k}={v}" for k, v in form.items())).encode())
    headers = {"Content-Encoding": "gzip"}
    page = Visitor(app).open(
        "POST",
        "/c/day/sign",
        status=(400, 415, 422),
        data=body,
        headers=headers,
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status < 500


def _bombs() -> Iterator[tuple[str, bytes]]:
    yield "gzip", gzip.compress(b"0" * 5_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/people.csv", "0" * 5_000_000)
        archive.writestr("xl/sharedStrings.xml", "<sst>" + "0" * 5_000_000)
    yield "zip", packed.getvalue()


@pytest.mark.parametrize(("name", "content"), list(_bombs()))
def test_a_bomb_among_the_imports_is_no_table(
    app: Flask, campaign: Campaign, name: str, content: bytes
) -> None:
    owner = organizers.visitor(app, "owner")
    token = organizers.csrf(owner.get("/organize/c/day/import/"))
    data = {"csrf_token": token, "file": (io.BytesIO(content), f"people.{name}")}
    page = owner.post(
        "/organize/c/day/import/", data, status=422, content_type="multipart/form-data"
    )

    assert page.all(".errors, .error-summary, [role=alert]")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JobPart)) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "' OR '1'='1",
        "x'; DROP TABLE signatory; --",
        "name:' UNION SELECT email FROM organizer --",
        "domain:%' OR 1=1 --",
        "zip:1) OR (1=1",
        "\\'; SELECT pg_sleep(9); --",
        "credit:\x00",
    ],
)
def test_words_of_the_search_box_are_never_statements(
    app: Flask, campaign: Campaign, typed: str
) -> None:
    factories.signatory(campaign, credit_name="Nova")
    owner = organizers.visitor(app, "owner")
    url = "/organize/c/day/signatories/"
    token = organizers.csrf(owner.get(url))
    answer = owner.post(url, {"csrf_token": token, "q": typed}, status=(303, 422))
    page = owner.follow(answer) if answer.status == 303 else answer

    assert "Nova" not in page.one("main").get_text()
    assert db.session.scalar(sa.text("SELECT count(*) FROM signatory")) == 1


@pytest.mark.parametrize("path", ["../tutti.sqlite3", "..%2f..%2fdata_keys", "%2e%2e%2fsecret_key"])
@pytest.mark.parametrize(
    "room", ["/organize/mailbox/{}/", "/organize/mailbox/{}/html", "/static/{}"]
)
def test_no_path_leads_out_of_its_folder(app: Flask, room: str, path: str) -> None:
    owner = organizers.visitor(app, "owner")
    owner.get(room.format(path), status=(404, 308, 400))


def test_a_duplicate_costs_the_database_what_a_first_one_does(
    app: Flask, campaign: Campaign, clock: Hands
) -> None:
    """The kinds of statements that answer; a stranger must not hear the difference."""
    said = []
    for email in ("first@example.org", "first@example.org", "second@example.org"):
        client = Visitor(app)
        with statements.heard() as heard:
            answer = sign(client, clock, email=email)
        said.append((answer.status, answer.location, sorted(answer.headers.keys()), answer.body))
        assert not cookies(answer) or "Max-Age=3600" in cookies(answer)[0]
        assert any("INSERT INTO signatory" in each for each in heard)
        assert any("INSERT INTO outbox_mail" in each for each in heard)

    assert said[0] == said[1] == said[2]


def test_an_unknown_organizer_costs_one_password_hash_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the hash is what takes its time."""
    from argon2 import low_level

    someone = organizers.with_password(app, PASSWORD)
    hashed: list[str] = []
    for name in ("hash_secret", "verify_secret"):
        monkeypatch.setattr(low_level, name, _counted(getattr(low_level, name), hashed))
    counts = []
    for email in (someone.email, "nobody@example.org"):
        visitor = Visitor(app, private=True)
        page = visitor.get("/organize/sign-in/")
        hashed.clear()
        organizers.send(
            visitor,
            "/organize/sign-in/",
            page,
            status=422,
            email=email,
            password="wrong words here",
        )
        counts.append(len(hashed))

    assert counts[0] == counts[1] >= 1


def _counted(function: Callable[..., object], calls: list[str]) -> Callable[..., object]:
    def call(*given: object, **named: object) -> object:
        calls.append(function.__name__)
        return function(*given, **named)

    return call
