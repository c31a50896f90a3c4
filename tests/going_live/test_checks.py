"""The checks before going live, against a real name server, mail server and gateway."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from flask import Flask

from app.congress.offices import Chamber
from app.going_live import checks, dns, gateways, words
from app.going_live.results import Result, State, ok, todo, unknown
from app.letters import texts
from app.letters.texts import Audience
from app.site.models import Site
from tests.letters.cwc import gateways as peers
from tests.outbox.servers import serving
from tests.support import factories, letters
from tests.support.dns_peer import DnsPeer
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said
from tests.support.mailbox import free_port

DOMAIN = "example.org"
DAY = dt.datetime(2026, 3, 3, 17, 0, tzinfo=dt.UTC)  # a Tuesday noon in Washington


def test_a_domain_that_says_all_it_should(app_sqlite: Flask, names: DnsPeer) -> None:
    assert dns.spf(DOMAIN) == ok("spf", "v=spf1 mx -all")
    assert dns.dkim(DOMAIN, "post") == ok("dkim", "post._domainkey.example.org")
    assert dns.dmarc(DOMAIN) == ok("dmarc", "v=DMARC1; p=reject")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ([], "spf_none"),
        (["v=spf10 -all", "spf1"], "spf_none"),
        (["v=spf1 mx -all", "V=SPF1 a -all"], "spf_many"),
        (["v=spf1 +all"], "spf_open"),
        (["v=spf1 all"], "spf_open"),
        (["v=spf1"], "spf"),
    ],
)
def test_spf(names: DnsPeer, texts: list[str], code: str) -> None:
    names.texts[DOMAIN] = texts
    if not texts:
        del names.texts[DOMAIN]

    found = dns.spf(DOMAIN)

    assert (found.code, found.state is State.OK) == (code, code == "spf")


def test_dkim_that_is_not_there_taken_back_or_under_no_name(names: DnsPeer) -> None:
    names.texts["old._domainkey.example.org"] = ["v=DKIM1; p="]
    names.texts["odd._domainkey.example.org"] = ["hello"]

    assert dns.dkim(DOMAIN, "none") == todo("dkim_none", "none._domainkey.example.org")
    assert dns.dkim(DOMAIN, "odd").code == "dkim_none"
    assert dns.dkim(DOMAIN, "old").code == "dkim_revoked"
    assert dns.dkim(DOMAIN, None) == unknown("dkim_selector")


def test_dmarc_is_looked_for_above_the_domain_too(names: DnsPeer) -> None:
    assert dns.dmarc("mail.example.org") == ok("dmarc", "v=DMARC1; p=reject")
    names.texts["_dmarc.example.org"] = ["v=DMARC1; pct=10"]
    assert dns.dmarc(DOMAIN).code == "dmarc_broken"
    names.texts["_dmarc.example.org"] = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]
    assert dns.dmarc(DOMAIN).code == "dmarc_many"
    del names.texts["_dmarc.example.org"]
    assert dns.dmarc(DOMAIN) == todo("dmarc_none", DOMAIN)


def test_name_servers_that_are_silent_or_broken_are_not_taken_for_a_no(
    names: DnsPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns, "TIMEOUT", 0.1)
    monkeypatch.setattr(dns, "LIFETIME", 0.3)
    names.silent = {DOMAIN}
    names.broken = {"_dmarc.example.org"}
    began = time.monotonic()

    assert dns.spf(DOMAIN).state is State.UNKNOWN
    assert dns.dmarc(DOMAIN).state is State.UNKNOWN
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("domain", ["a..b", "x" * 70 + ".org", ""])
def test_a_domain_that_is_none_breaks_nothing(names: DnsPeer, domain: str) -> None:
    assert dns.spf(domain).state is not State.OK


def test_no_name_server_is_asked_about_a_sender_nobody_set(
    app_sqlite: Flask, names: DnsPeer
) -> None:
    app_sqlite.config["MAIL_DEFAULT_SENDER"] = "Tutti <no-reply@localhost.localdomain>"

    found = checks.ask()

    assert found["spf"] == found["dkim"] == found["dmarc"] == todo("sender")
    assert names.asked == []


def test_the_mail_server_is_really_reached(app_sqlite: Flask) -> None:
    with serving() as server:
        app_sqlite.extensions["mail"].port = server.port
        assert checks.mail_server() == ok("mail_server", f"127.0.0.1:{server.port}")
        assert server.taken == [], "a check sends nothing"
    port = app_sqlite.extensions["mail"].port = free_port()
    found = checks.mail_server()
    assert (found.state, found.code) == (State.TODO, "mail_server")
    assert found.seen.startswith(f"127.0.0.1:{port}: ConnectionRefusedError")


def test_a_password_that_is_wrong_is_told(app_sqlite: Flask) -> None:
    with serving() as server:
        mail = app_sqlite.extensions["mail"]
        mail.port, mail.username, mail.password = server.port, "post", "secret-word"
        found = checks.mail_server()
    assert found.state is State.TODO
    assert "secret-word" not in found.seen


@pytest.mark.parametrize(
    ("chamber", "url", "harmless"),
    [
        (Chamber.HOUSE, "https://h.example/v2/message", "https://h.example/v2/validate"),
        (Chamber.HOUSE, "https://h.example/v2/validate", "https://h.example/v2/validate"),
        (Chamber.HOUSE, "https://h.example/other", None),
        (
            Chamber.SENATE,
            "https://s.example/api/production-messages/",
            "https://s.example/api/testing-messages/",
        ),
        (Chamber.SENATE, "https://s.example/api/", None),
    ],
)
def test_only_addresses_that_deliver_nothing_are_asked(
    chamber: Chamber, url: str, harmless: str | None
) -> None:
    assert gateways.harmless_url(chamber, url) == harmless


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(200), (State.OK, "cwc")),
        (Said(401, "unknown apikey"), (State.TODO, "cwc_refused")),
        (Said(400, "<Errors><Error>wrong</Error></Errors>"), (State.TODO, "cwc_message")),
        (Said(503), (State.UNKNOWN, "cwc_silent")),
        (Said(hang_up=True), (State.UNKNOWN, "cwc_silent")),
    ],
)
def test_the_houses_key_is_shown_to_the_address_that_validates(
    app_sqlite: Flask,
    http_peer: HttpPeer,
    clock: Hands,
    said: Said,
    expected: tuple[State, str],
) -> None:
    clock.set(DAY)
    peers.go_live(app_sqlite, http_peer)
    http_peer.answer = lambda _asked: said

    found = gateways.check(Chamber.HOUSE)

    assert (found.state, found.code) == expected
    assert {asked.path for asked in http_peer.asked} == {"/v2/validate"}
    assert peers.KEY not in found.seen


def test_a_gateway_is_not_asked_in_rehearsal_without_a_key_or_at_night(
    app_sqlite: Flask, http_peer: HttpPeer, clock: Hands
) -> None:
    clock.set(DAY)
    assert gateways.check(Chamber.HOUSE) == unknown("cwc_rehearsal")
    peers.go_live(app_sqlite, http_peer)
    assert gateways.check(Chamber.SENATE) == unknown("cwc_no_key")
    clock.set(DAY + dt.timedelta(hours=13))
    assert gateways.check(Chamber.HOUSE).code == "cwc_closed"
    clock.set(DAY)
    app_sqlite.config["CWC_HOUSE"]["url"] = f"{http_peer.url}/somewhere"
    assert gateways.check(Chamber.HOUSE).code == "cwc_address"
    assert http_peer.asked == []


def test_the_letter_must_speak_to_every_discipline(app_sqlite: Flask) -> None:
    campaign = factories.campaign()
    assert checks.look(campaign)["letters"] == unknown("letters_none")
    texts.save_brief(campaign, subject="Keep copyright human", demand="Please.")
    assert checks.look(campaign)["letters"] == todo(
        "letters_silent", "Music, Writing, Illustration"
    )
    texts.save_paragraph(campaign, Audience(), "For everybody.")
    for each in campaign.disciplines[:2]:
        texts.save_paragraph(campaign, Audience(each), f"For {each.people}.")
    assert checks.look(campaign)["letters"] == todo("letters_general", "Illustration")
    last = campaign.disciplines[2]
    texts.save_paragraph(campaign, Audience(last, chamber=Chamber.HOUSE), "For the House.")
    assert checks.look(campaign)["letters"].code == "letters_general"
    texts.save_paragraph(campaign, Audience(last, chamber=Chamber.SENATE), "For the Senate.")
    assert checks.look(campaign)["letters"] == ok("letters")


def test_congress_privacy_and_https(app_sqlite: Flask, clock: Hands) -> None:
    from app.extensions import db

    campaign = factories.campaign()
    found = checks.look(campaign)
    assert [found[name].code for name in ("congress", "privacy", "https")] == [
        "congress_none",
        "privacy",
        "https",
    ]
    assert all(found[name].state is State.TODO for name in ("congress", "privacy", "https"))
    letters.members()
    db.session.add(Site(id=1, operator="Artists United", contact="a@b.example"))
    app_sqlite.config["PUBLIC_URL"] = "https://day.example.org"
    db.session.commit()
    found = checks.look(campaign)
    assert all(found[name].state is State.OK for name in ("congress", "privacy", "https"))
    clock.tick(days=31)
    assert checks.look(campaign)["congress"].code == "congress_old"


def test_every_result_there_can_be_has_words(app_sqlite: Flask) -> None:
    for key in words.SAID:
        code, state = key.split(":")
        assert all(words.points({"https": Result(State(state), code)})), key
        (point,) = [
            each
            for each in words.points({"https": Result(State(state), code)})
            if each.name == "https"
        ]
        assert point.said, key
        assert point.mend or state == "ok" or code == "letters_none", key
