"""Letters on paper: that every word is there, where it belongs, and only as text."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from app.letters import pdf
from app.letters.channels.face import Answer
from app.letters.channels.print import Print
from app.letters.models import DeliveryState
from tests.letters.dispatched import dispatch, recipient
from tests.support.mailbox import Mailbox

INCH = 72


def test_the_letter_holds_everything_in_its_order(app_sqlite: Flask) -> None:
    (page,) = _pages(dispatch(phone="505-555-0100"))

    assert page.splitlines() == [
        "Ada Lovelace",
        "1 Canyon Road",
        "Santa Fe, NM 87501",
        "505-555-0100",
        "ada@example.org",
        "Senator Pat Example",
        "United States Senate",
        "709 Hart Senate Office Building",
        "Washington, DC 20510",
        "November 23, 2026",
        "Keep copyright human",
        "They trained a machine on my records.",
        "Please keep copyright for people.",
        "Respectfully,",
        "Ada Lovelace",
    ]


def test_it_is_us_letter_paper_and_the_address_shows_in_the_window(app_sqlite: Flask) -> None:
    page = PdfReader(io.BytesIO(_made(dispatch()))).pages[0]
    where = _positions(page)

    assert (page.mediabox.width, page.mediabox.height) == (8.5 * INCH, 11 * INCH)
    for line in ("Senator Pat Example", "Washington, DC 20510"):
        x, y = where[line]
        assert 0.875 * INCH < x < 4.375 * INCH
        assert 2.5 * INCH < 11 * INCH - y < 3.17 * INCH
    above = 11 * INCH - where["ada@example.org"][1]
    below = 11 * INCH - where["November 23, 2026"][1]
    assert above < 2.04 * INCH, "the sender stands above the window"
    assert below > 3.667 * INCH, "the letter begins below the fold"


def test_the_same_letter_is_the_same_file(app_sqlite: Flask) -> None:
    assert _made(dispatch()) == _made(dispatch())
    assert b"CreationDate" not in _made(dispatch())


@pytest.mark.parametrize(
    "text",
    [
        '#panic() #import "x.typ" *bold* _slanted_ `code` $x^2$ <label> @label // remark /* */',
        '= A heading\n- a point\n+ a number\n/ term: meaning\n\\ \\u{41} ~ -- --- ... "quoted"',
        '#sys.inputs #read("/etc/passwd") ]) }',
        "{first_name} %(title)s {page} of {pages}",
        "Siobhán Ó Néill, Œuvre, Łódź, Привет, Ελλάδα",
    ],
)
def test_what_is_typed_is_never_read_as_markup(app_sqlite: Flask, text: str) -> None:
    (page,) = _pages(dispatch(message=text, subject=text.split("\n", maxsplit=1)[0][:60]))

    said = "".join(page.split())
    assert "".join(text.split()) in said


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم",
        "中文字",
        "🎷🔥👩🏽‍🎤",
        "\u202etxet",
        "a\x00b\x0cc",
        "\ud83d alone",
        "x" * 9000,
    ],
)
def test_any_text_makes_a_letter(app_sqlite: Flask, text: str) -> None:
    made = _made(dispatch(message=text, first_name=text[:60], subject=text[:100] or "-"))

    assert made.startswith(b"%PDF")


def test_ten_thousand_characters_go_on_numbered_pages(app_sqlite: Flask) -> None:
    words = " ".join(f"word{number}" for number in range(1250))

    pages = _pages(dispatch(message=words, statement=""))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    said = " ".join(" ".join(pages).split())
    assert all(f"word{number}" in said for number in range(1250))
    assert len(pages[-1].split()) > 20, "no signature stands alone"


def test_blank_lines_part_paragraphs_and_lines_stay_lines(app_sqlite: Flask) -> None:
    (page,) = _pages(dispatch(message="one\r\ntwo\r\n\r\n\r\nthree", statement=""))

    assert page.splitlines()[-5:] == ["one", "two", "three", "Respectfully,", "Ada Lovelace"]


def test_several_letters_are_counted_each_for_itself(app_sqlite: Flask) -> None:
    long = dispatch(message="They trained a machine. " * 120)
    sheets = [pdf.sheet(each) for each in (long, dispatch(first_name="Grace"), long)]

    pages = [each.extract_text() for each in PdfReader(io.BytesIO(pdf.letter_pdf(sheets))).pages]

    numbered = [page.rpartition("Page ")[2] if "Page " in page else "" for page in pages]
    assert numbered == ["1 of 2", "2 of 2", "", "1 of 2", "2 of 2"]
    assert pages[2].startswith("Grace")


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        (
            {"address": "1 Example House Office Building, Washington, DC 20515-0001"},
            ("1 Example House Office Building", "Washington, DC 20515-0001"),
        ),
        ({"address": ""}, ("Washington, DC 20515",)),
        ({"address": "Somewhere else"}, ("Somewhere else", "Washington, DC 20515")),
    ],
)
def test_a_representative_is_written_to_at_the_house(
    over: dict[str, Any], expected: tuple[str, ...]
) -> None:
    lines = pdf.recipient_lines(recipient(chamber="house", title="Representative", **over))

    assert lines == ("Representative Pat Example", "U.S. House of Representatives", *expected)


def test_a_vacant_seat_and_an_agency_have_an_address_too() -> None:
    vacant = recipient(name="", vacant=True, address="")
    agency = recipient(chamber="", title="", name="The Agency", address="1 Street\nTown, NY 10001")

    assert pdf.recipient_lines(vacant)[0] == "Senator for New Mexico (class 1)"
    assert pdf.recipient_lines(agency) == ("The Agency", "1 Street", "Town, NY 10001")


def test_the_date_is_in_the_campaign_s_language(app_sqlite: Flask) -> None:
    with force_locale("es"):
        (page,) = _pages(dispatch())

    assert "23 de noviembre de 2026" in page


def test_paper_reaches_everybody_and_nothing_more_is_claimed(
    app_sqlite: Flask, mailbox: Mailbox
) -> None:
    with Print().line() as send:
        answer = send(dispatch())

    assert Print().reaches(recipient(form="", email="", phone="", address=""))
    assert answer == Answer(DeliveryState.HANDED_OFF)
    assert not Print().is_direct
    assert mailbox.mails == []
    destination = Print().wire(dispatch()).destination
    assert destination.startswith("Senator Pat Example, United States Senate, 709 Hart")


def _made(each: Any) -> bytes:
    wire = Print().wire(each)
    assert (wire.content_type, wire.filename) == ("application/pdf", "SNM01.pdf")
    return wire.content


def _pages(each: Any) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(_made(each))).pages]


def _positions(page: Any) -> dict[str, tuple[float, float]]:
    """Where each line of text begins, in points from the lower left corner."""
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, outer: list[float], inner: list[float], _font: Any, _size: Any) -> None:
        if text.strip():
            x = inner[4] * outer[0] + outer[4]
            y = inner[5] * outer[3] + outer[5]
            found[text.strip()] = (x, y)

    page.extract_text(visitor_text=note)
    return found
