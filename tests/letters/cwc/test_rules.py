"""Our own rules, which hold without the schema; and that they and the message keep to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from app.congress.offices import Chamber
from app.letters.cwc import message, rules, schema
from app.letters.cwc.phones import normalise_phone
from app.letters.cwc.settings import REHEARSAL_AGENT
from tests.letters.cwc.gateways import cause, dispatch

LONG = "a" * 10_001

# What the schema refuses (docs/cwc.md), and the field our own rules name for it.
REFUSED = {
    "no prefix": ({"prefix": ""}, "prefix"),
    "no first name": ({"first_name": " "}, "first_name"),
    "no last name": ({"last_name": ""}, "last_name"),
    "a name beyond 500": ({"last_name": "a" * 501}, "last_name"),
    "street #4": ({"street": "#4"}, "street"),
    "street 4B": ({"street": "4B"}, "street"),
    "no street": ({"street": ""}, "street"),
    "city LA": ({"city": "LA"}, "city"),
    "no city": ({"city": ""}, "city"),
    "a military state": ({"state": "AE"}, "state"),
    "ZIP+4 without its dash": ({"zip": "875010001"}, "zip"),
    "ZIP of four": ({"zip": "8750"}, "zip"),
    "phone with brackets": ({"phone": "(510) 555-0142"}, "phone"),
    "phone in other digits": ({"phone": "٥١٠-٥٥٥-٠١٤٢"}, "phone"),
    "no address": ({"email": ""}, "email"),
    "half an address": ({"email": "ada@example"}, "email"),
    "no subject": ({"subject": "\n"}, "subject"),
    "a short subject": ({"subject": "Hello"}, "subject"),
    "a long subject": ({"subject": LONG[:501]}, "subject"),
    "no topic": ({"topics": ()}, ""),
    "an unknown topic": ({"topics": ("Copyright",)}, ""),
    "no words at all": ({"message": " ", "statement": ""}, "personal"),
    "five characters": ({"message": "Stop."}, "personal"),
    "10,001 characters": ({"message": LONG}, "personal"),
    "10,001 of body and own words": ({"message": LONG, "statement": ""}, "body"),
    "10,001 of the campaign's": ({"statement": LONG}, "body"),
}  # fmt: skip

# What our own rules refuse beyond the schema.
REFUSED_BY_US = {
    "a prefix of the House's alone": ({"prefix": "Mx."}, "prefix"),
    "only an apartment": ({"street": "Apt. #12"}, "street"),
    "only a suite": ({"street": "# 1204"}, "street"),
    "an office of another state": ({"state": "TX"}, "state"),
}

Change = Callable[[etree._Element], None]


def swap(path: str, first: str, second: str) -> Change:
    def change(root: etree._Element) -> None:
        section = root if path == "." else root.find(path)
        assert section is not None
        one, other = section.find(first), section.find(second)
        assert one is not None
        assert other is not None
        other.addnext(one)

    return change


def add(path: str, name: str, content: str = "") -> Change:
    def change(root: etree._Element) -> None:
        section = root.find(path)
        assert section is not None
        etree.SubElement(section, name).text = content or None

    return change


def put(path: str, content: str) -> Change:
    def change(root: etree._Element) -> None:
        found = root.find(path)
        assert found is not None
        found.text = content

    return change


def unwrap(root: etree._Element) -> None:
    bills, bill = root.find(".//Bills"), root.find(".//Bill")
    assert bills is not None
    assert bill is not None
    bills.addnext(bill)
    section = root.find("Message")
    assert section is not None
    section.remove(bills)


# What the schema refuses and no letter of ours can hold: a change that would make it so, and
# the letter in which it might be looked for.
IMPOSSIBLE: dict[str, tuple[Change, dict[str, object]]] = {
    "an empty element": (add("Delivery", "Organization"), {"organization": ""}),
    "an organization of three letters": (
        put("Delivery/Organization", "EFF"),
        {"organization": "EFF"},
    ),
    "a second address line": (add("Constituent", "Address2", "#4"), {}),
    "an id with dashes": (put("Delivery/DeliveryId", "6f1d0b3a-0d3c-4c43-9a59-0f4b6f9f0a11"), {}),
    "a date with dashes": (put("Delivery/DeliveryDate", "2026-03-02"), {}),
    "one topic of two unknown": (
        put(".//LibraryOfCongressTopic", "Copyright"),
        {"topics": ("Copyright", "Law")},
    ),
    "own words first": (swap("Message", "OrganizationStatement", "ConstituentMessage"), {}),
    "the message first": (swap(".", "Constituent", "Message"), {}),
    "a bill without its wrapper": (unwrap, {}),
    "the Senate's bill type": (put(".//BillTypeAbbreviation", "H.R."), {"bill_type": "H.R."}),
    "a bill of number 0": (put(".//BillNumber", "0"), {"bill_number": 0}),
    "no stance": (put(".//ProOrCon", "Undecided"), {"stance": "undecided"}),
    "a constituent's organization": (add("Constituent", "Organization", "The Guild"), {}),
    "a country": (add("Constituent", "Country", "USA"), {}),
    "an office without its H": (put("Recipient/MemberOffice", "MP00"), {}),
    "an address that is none": (
        put("Message/MoreInfo", "http://x/a b%"),
        {"url": "http://x/a b%"},
    ),
}


@pytest.fixture
def grammar(app_sqlite: Flask, shared_data: Path) -> str:
    return str(shared_data / "cwc_schema_v2.rng")


def fields(**over: object) -> list[str]:
    return [each.field for each in rules.problems(dispatch(**over))]


def refused(root: etree._Element, grammar: str, chamber: Chamber = Chamber.HOUSE) -> list[str]:
    return schema.errors(etree.tostring(root), grammar, chamber)


def written(office: str = "HNM03", **over: object) -> etree._Element:
    return etree.fromstring(message.write(dispatch(office, **over), REHEARSAL_AGENT))


@pytest.mark.parametrize(("over", "field"), REFUSED.values(), ids=REFUSED)
def test_what_the_schema_refuses_our_rules_find_first(
    over: dict[str, object], field: str, grammar: str
) -> None:
    assert fields(**over) == [field]
    assert refused(written(**over), grammar)


@pytest.mark.parametrize(("change", "over"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_else_the_schema_refuses_cannot_be_written(
    change: Change, over: dict[str, object], grammar: str
) -> None:
    spoilt = written()
    change(spoilt)

    assert refused(spoilt, grammar)
    assert fields(**over) == []
    assert refused(written(**over), grammar) == []


@pytest.mark.parametrize(("over", "field"), REFUSED_BY_US.values(), ids=REFUSED_BY_US)
def test_what_we_refuse_beyond_the_schema(
    over: dict[str, object], field: str, app_sqlite: Flask
) -> None:
    assert fields(**over) == [field]


@pytest.mark.parametrize("office", ["HNM03", "HAQ00", "HPR00", "SNM01", "SNM02"])
def test_a_letter_that_is_well_passes_rules_and_schema(office: str, grammar: str) -> None:
    chamber = Chamber.SENATE if office.startswith("S") else Chamber.HOUSE

    assert rules.problems(dispatch(office)) == []
    assert refused(written(office), grammar, chamber) == []


def test_the_senate_s_schema_is_no_looser(grammar: str) -> None:
    spoilt = written("SNM02")
    put(".//BillTypeAbbreviation", "hr")(spoilt)

    assert refused(spoilt, grammar, Chamber.SENATE)
    assert refused(written("HNM03"), grammar, Chamber.SENATE)


@pytest.mark.parametrize("street", ["12 Canyon Road, Apt 4", "#4 12th Ave", "Unit Road 5", "1 A"])
def test_streets_that_are_streets(street: str, app_sqlite: Flask) -> None:
    assert fields(street=street) == []


@pytest.mark.parametrize(
    ("field", "over"),
    [
        ("personal", {"message": "They took\nmy rec\x00ords."}),
        ("body", {"message": "They took my rec\ufffeords.", "statement": ""}),
        ("subject", {"subject": "Keep it \x1bhuman"}),
        ("first_name", {"first_name": "Ad\x08a"}),
        ("street", {"street": "1 Canyon\ud83c Road"}),
    ],
)
def test_characters_that_xml_cannot_carry(
    field: str, over: dict[str, str], app_sqlite: Flask
) -> None:
    assert fields(**over) == [field]
    with pytest.raises(ValueError, match=r"XML|surrogate"):
        written(**over)


def test_the_line_of_an_invisible_character_is_told(app_sqlite: Flask) -> None:
    found = rules.problems(dispatch(message="One.\r\nTwo.\rThr\x07ee."))

    assert "line 3" in found[0].words


@pytest.mark.parametrize("over", [over for over, _field in REFUSED.values()], ids=REFUSED)
def test_no_words_of_ours_quote_what_was_typed(over: dict[str, str], app_sqlite: Flask) -> None:
    typed = [each for each in over.values() if isinstance(each, str) and len(each) > 4]
    told = " ".join(each.words for each in rules.problems(dispatch(**over)))

    assert [each for each in typed if each in told] == []


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("(510) 555-0142", "510-555-0142"),
        ("510.555.0142", "510-555-0142"),
        ("+1 510 555 0142", "510-555-0142"),
        ("1-510-555-0142", "510-555-0142"),
        (" 5105550142 ", "510-555-0142"),
        ("510\u00a0555\u20110142", "510-555-0142"),
        ("５１０ ５５５ ０１４２", "510-555-0142"),
        ("", None),
        ("555-0142", None),
        ("510-555-0142 x3", None),
        ("+44 20 7946 0018", None),
        ("110-555-0142", None),
    ],
)
def test_phone_numbers_as_people_write_them(typed: str, normal: str | None) -> None:
    assert normalise_phone(typed) == normal


def test_an_organizer_hears_what_the_messages_would_leave_out(app_sqlite: Flask) -> None:
    told = rules.cause_problems(
        cause(topics=("Copyright", "Law"), bill_type="resolution", organization="EFF")
    )

    assert [each.field for each in told] == ["topics", "bill_type", "organization"]
    assert [each.field for each in rules.cause_problems(cause(topics=()))] == ["topics"]
    assert rules.cause_problems(cause()) == []


def test_the_topics_and_bill_types_are_the_schema_s(grammar: str) -> None:
    from app.letters.cwc.bills import BILL_TYPES, TOPICS

    rng = {"r": "http://relaxng.org/ns/structure/1.0"}
    tree = etree.parse(grammar)

    topics = tree.xpath(
        "//r:element[@name='LibraryOfCongressTopic']//r:value/text()", namespaces=rng
    )
    kinds = tree.xpath("//r:element[@name='BillTypeAbbreviation']//r:param/text()", namespaces=rng)
    places = tree.xpath("//r:element[@name='StateAbbreviation']//r:param/text()", namespaces=rng)
    assert tuple(topics) == TOPICS
    assert kinds[0].split("|") == list(BILL_TYPES)
    assert set(places[0].split("|")) == rules.STATES


def test_a_schema_that_cannot_be_read_stops_no_letter(tmp_path: Path) -> None:
    broken = tmp_path / "broken.rng"
    broken.write_text("<grammar")
    empty = tmp_path / "empty.rng"
    empty.write_text("<CWC/>")

    for path in (broken, empty, tmp_path / "gone.rng"):
        assert refused(written(), str(path)) == []
