"""A thousand constituents whose letters pass our own rules: the schema takes every one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.congress import offices
from app.congress.offices import Chamber
from app.letters.channels.face import Dispatch
from app.letters.cwc import bills, message, rules, schema
from app.letters.cwc.settings import REHEARSAL_AGENT
from tests.letters.cwc.gateways import dispatch

NAMES = (
    "O’Connor",
    "D'Arcy",
    "Łukasz",
    "Νίκος",
    "Ольга",
    "محمد",
    "李",
    "さくら",
    "Zoë-Ann",
    "🎻",
    "e\u0301",
)
PIECES = (
    "]]>",
    "&amp;",
    "<script>",
    "&#0;",
    "\r\n",
    "\n\n",
    "\t",
    "{first_name}",
    '"',
    "'",
    "<!--",
    "👩🏽‍🎤",
)
letter = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
bit = st.text(letter, min_size=1, max_size=12) | st.sampled_from(NAMES)


def repeated(text: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    """Short and long texts at the price of short ones."""
    times = st.sampled_from([1, 1, 2, 5, most])
    return st.builds(lambda each, many: (each * many)[:most], text, times)


name = repeated(bit, 500)
line = repeated(st.builds("{} {}".format, bit, bit), 500)
words = repeated(
    st.builds("".join, st.lists(st.sampled_from(PIECES) | bit, min_size=2, max_size=6)), 10_000
)


@st.composite
def causes(draw: st.DrawFn) -> dict[str, object]:
    return {
        "topics": draw(st.sampled_from([bills.TOPICS, ("Law", "Copyright"), ("Commerce",)])),
        "bill_type": draw(st.sampled_from([*bills.BILL_TYPES, "H.R.", "S.Con.Res.", "", "?"])),
        "bill_number": draw(st.sampled_from([None, -1, 0, 1, 20_000])),
        "bill_congress": draw(st.sampled_from([None, -1, 0, 119])),
        "stance": draw(st.sampled_from(["", "pro", "con", "undecided"])),
        "url": draw(st.sampled_from(["", "http://127.0.0.1:8000/c/day/", "https://x/a b", "x"])),
        "organization": draw(line | st.just("EFF")),
        "organization_about": draw(line),
        "organization_contact_name": draw(bit),
        "organization_contact_email": draw(st.sampled_from(["", "grace@example.org", "nobody"])),
        "organization_contact_phone": draw(st.sampled_from(["", "(505) 555-0142", "12"])),
    }


@st.composite
def dispatches(draw: st.DrawFn) -> Dispatch:
    office = draw(st.sampled_from(offices.all_offices()))
    message, statement = draw(st.sampled_from([(True, True), (True, False), (False, True)]))
    return dispatch(
        office.code,
        uid=draw(st.uuids()),
        prefix=draw(st.sampled_from(rules.PREFIXES)),
        first_name=draw(name),
        last_name=draw(name),
        email=draw(st.sampled_from(["ada@example.org", "o'hara+x@sub.example.org"])),
        street=draw(line | st.just("12 ½ Main St., #4")),
        city=draw(line | st.just("Truth or Consequences")),
        zip=draw(st.sampled_from(["87501", "00601", "96799-0001"])),
        phone=draw(st.sampled_from(["", "505-555-0142"])),
        subject=draw(line),
        message=draw(words) if message else "",
        statement=draw(words) if statement else "",
        written_on=draw(st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31))),
        **draw(causes()),
    )


def test_every_letter_that_our_rules_let_pass_passes_the_schema(
    app_sqlite: Flask, shared_data: Path
) -> None:
    grammar = str(shared_data / "cwc_schema_v2.rng")
    passed = []

    @settings(
        max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(dispatches())
    def prove(written: Dispatch) -> None:
        assume(not rules.problems(written))
        chamber = Chamber(written.recipient.chamber)

        assert schema.errors(message.write(written, REHEARSAL_AGENT), grammar, chamber) == []
        passed.append(chamber)

    prove()

    assert len(passed) >= 1000
    assert {Chamber.HOUSE, Chamber.SENATE} == set(passed)
