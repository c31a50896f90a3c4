"""The channels to both chambers: whom they reach, what would leave, what a rehearsal needs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from app import clock
from app.congress.models import ActiveOffice
from app.congress.offices import Chamber
from app.extensions import db
from app.letters.channels.face import Channel, ChannelUnavailable
from app.letters.channels.house_cwc import HouseCwc
from app.letters.channels.senate_cwc import SenateCwc
from app.letters.cwc import schema
from app.letters.models import DeliveryState
from tests.letters.cwc.gateways import KEY, UID, dispatch, go_live
from tests.support.http_peer import HttpPeer

HOUSE, SENATE = HouseCwc(), SenateCwc()


def listed(code: str, chamber: Chamber) -> None:
    db.session.add(ActiveOffice(code=code, chamber=chamber, listed_at=clock.now(), source="a test"))
    db.session.commit()


def reached(channel: Channel, *codes: str) -> list[str]:
    return [code for code in codes if channel.reaches(dispatch(code).recipient)]


def test_without_lists_every_house_office_is_reached_and_no_senate_office(
    app_sqlite: Flask,
) -> None:
    codes = ("HNM03", "HAQ00", "SNM01")

    assert reached(HOUSE, *codes) == ["HNM03", "HAQ00"]
    assert reached(SENATE, *codes) == []


def test_with_a_list_only_those_on_it_are_reached(app_sqlite: Flask) -> None:
    listed("HNM03", Chamber.HOUSE)
    listed("SNM02", Chamber.SENATE)
    codes = ("HNM03", "HNM01", "SNM01", "SNM02")

    assert reached(HOUSE, *codes) == ["HNM03"]
    assert reached(SENATE, *codes) == ["SNM02"]


def test_an_office_that_left_the_list_since_is_not_sent_to(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer)
    listed("HNM03", Chamber.HOUSE)

    with HOUSE.line() as send:
        left, stays = send(dispatch("HNM01")), send(dispatch("HNM03"))

    assert (left.state, left.reason) == (DeliveryState.FAILED, "office_closed")
    assert "no longer takes letters" in left.words
    assert stays.state == DeliveryState.ACCEPTED
    assert len(http_peer.asked) == 1


def test_the_list_is_read_in_no_transaction_that_stays_open(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer)

    with HOUSE.line():
        assert not db.session.in_transaction()


def test_an_excepted_office_is_neither_reached_nor_sent_to(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer, **{"except": ("HNM03", "HAS00")})
    listed("HNM03", Chamber.HOUSE)
    listed("HAQ00", Chamber.HOUSE)
    listed("HNM01", Chamber.HOUSE)

    assert reached(HOUSE, "HNM03", "HAQ00", "HNM01") == ["HNM01"]
    with HOUSE.line() as send:
        answer = send(dispatch("HNM03"))
    assert (answer.state, answer.reason) == (DeliveryState.FAILED, "office_closed")
    assert http_peer.asked == []


def test_live_without_a_key_nobody_is_reached(app_sqlite: Flask) -> None:
    listed("SNM02", Chamber.SENATE)
    app_sqlite.config["DELIVERY_MODE"] = "live"

    assert reached(HOUSE, "HNM03") == reached(SENATE, "SNM02") == []
    with pytest.raises(ChannelUnavailable, match="CWC_HOUSE_KEY"):
        HOUSE.wire(dispatch())


def test_live_with_a_key_offices_are_reached(app_sqlite: Flask, http_peer: HttpPeer) -> None:
    go_live(app_sqlite, http_peer)

    assert reached(HOUSE, "HNM03") == ["HNM03"]


def test_what_leaves_is_an_xml_file_named_after_the_delivery(app_sqlite: Flask) -> None:
    house, senate = HOUSE.wire(dispatch()), SENATE.wire(dispatch("SNM02"))

    assert house.destination == "POST https://cwc.house.gov/v2/message"
    assert senate.destination == "POST https://soapbox.senate.gov/api/production-messages/"
    assert house.filename == f"{UID.hex}.xml"
    assert house.content_type == "application/xml"
    assert etree.fromstring(house.content).findtext("Delivery/DeliveryId") == UID.hex


@pytest.mark.parametrize(("channel", "office"), [(HOUSE, "HNM03"), (SENATE, "SNM02")])
def test_a_rehearsal_without_an_agreement_writes_whole_messages(
    channel: Channel, office: str, app_sqlite: Flask, shared_data: Path
) -> None:
    content = channel.wire(dispatch(office)).content

    chamber = Chamber(dispatch(office).recipient.chamber)
    assert schema.errors(content, str(shared_data / "cwc_schema_v2.rng"), chamber) == []
    assert etree.fromstring(content).findtext("Delivery/DeliveryAgent") == "Tutti rehearsal"


def test_live_the_agent_is_the_one_of_the_agreement(app_sqlite: Flask, http_peer: HttpPeer) -> None:
    go_live(app_sqlite, http_peer)
    root = etree.fromstring(HOUSE.wire(dispatch()).content)

    assert root.findtext("Delivery/DeliveryAgent") == "The Day of Action"
    assert b"ehearsal" not in etree.tostring(root)


def test_in_rehearsal_no_line_is_opened_even_with_a_key(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer)
    app_sqlite.config["DELIVERY_MODE"] = "rehearsal"

    with pytest.raises(ChannelUnavailable, match="rehearsal"), HOUSE.line():
        pass


def test_problems_are_told_by_the_rules_first_and_by_the_schema_after(
    app_sqlite: Flask, tmp_path: Path, shared_data: Path
) -> None:
    strict = tmp_path / "strict.rng"
    grammar = (shared_data / "cwc_schema_v2.rng").read_text()
    strict.write_text(grammar.replace("<value>2.0</value>", "<value>3.0</value>"))
    app_sqlite.config["CWC_HOUSE"] = {"schema": str(strict)}

    assert [each.field for each in HOUSE.problems(dispatch(city="LA"))] == ["city"]
    assert "CWCVersion" in HOUSE.problems(dispatch())[0].words
    assert HOUSE.problems(dispatch())[0].field == ""


def test_the_house_s_schema_serves_the_senate_too(app_sqlite: Flask, shared_data: Path) -> None:
    for chamber in ("HOUSE", "SENATE"):
        app_sqlite.config[f"CWC_{chamber}"] = {"schema": str(shared_data / "cwc_schema_v2.rng")}

    assert HOUSE.problems(dispatch()) == []
    assert SENATE.problems(dispatch("SNM02")) == []


def test_each_channel_keeps_its_chamber_s_hours(app_sqlite: Flask) -> None:
    night = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)  # a Tuesday, 03:00 in Washington

    assert HOUSE.closed_until(night) == dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)
    assert SENATE.closed_until(night) is None


def test_a_key_that_stands_in_the_address_is_told_nowhere(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer, url=f"https://user:pw@cwc.example/v2/message?apikey={KEY}#top")

    assert HOUSE.wire(dispatch()).destination == "POST https://cwc.example/v2/message"
