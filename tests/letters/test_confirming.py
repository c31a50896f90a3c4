"""The page with the button, when a letter waits behind it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask, request

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import queries, service
from app.letters.models import Delivery, DeliveryState, Letter
from app.pledges import known, recount
from app.pledges import queries as pledges
from app.pledges import service as pledging
from app.pledges.known import Known
from app.pledges.models import Signatory, SignatoryState
from tests.pledges.signing import assert_private, sign, totals
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    return made


def link(signatory: Signatory) -> str:
    return f"/confirm/{pledges.opened(signatory)['token']}"


def tracked(letter: Letter) -> str:
    return f"/letters/{queries.opened(letter)['token']}/"


def states(letter: Letter) -> set[str]:
    found = sa.select(Delivery.state).where(Delivery.letter_id == letter.id)
    return set(db.session.scalars(found))


def confirmed(campaign: Campaign) -> Signatory:
    return factories.signatory(campaign, confirmed=True, mail=False)


def test_it_shows_the_whole_letter_before_anything_leaves(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign)
    page = client.get(link(letter.signatory))

    assert page.one("button[value=confirm]").get_text(strip=True) == (
        "Yes, count me and send my letter"
    )
    shown = page.one("section.waits").get_text(" ")
    assert "Keep copyright human" in shown
    for delivery in letter.deliveries:
        assert delivery.addressee in shown
        assert all(line in shown for line in queries.part(delivery).text.split("\n\n"))
    assert len(page.all(".paper")) == 1, "three equal texts are one to read"
    assert page.form()["letter"] == letter.uid.hex
    assert states(letter) == {DeliveryState.WAITING}


def test_texts_that_differ_stand_apart_with_their_own_addressees(
    client: Visitor, campaign: Campaign
) -> None:
    brief = queries.get_brief(campaign)
    brief.demand = "You are my {office_title}."
    letter = letters.letter(campaign)
    page = client.get(link(letter.signatory))

    copies = [each.get_text(" ", strip=True) for each in page.all(".copy")]
    assert len(copies) == 2
    assert "HNM03" in copies[0]
    assert "Representative." in copies[0]
    assert "SNM01" in copies[1]
    assert "SNM02" in copies[1]
    assert "Senator." in copies[1]


def test_one_press_counts_the_signature_and_sends_the_letter(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign)
    path = link(letter.signatory)
    answer = client.post(path, {"answer": "confirm", **client.get(path).form()})

    assert answer.location == tracked(letter)
    assert_private(answer)
    assert totals(campaign) == (1, 0)
    assert recount.check(campaign).agrees
    assert letter.confirmed_at is not None
    assert states(letter) == {DeliveryState.QUEUED}
    assert client.follow(answer).heading == "Where your letter is"


@pytest.mark.parametrize(
    "said", [{"answer": "only"}, {"letter": "none"}, {"answer": "confirm"}, {}]
)
def test_without_a_yes_to_it_the_letter_stays(
    client: Visitor, campaign: Campaign, said: dict[str, str]
) -> None:
    letter = letters.letter(campaign)
    path = link(letter.signatory)
    chosen = {"letter": letter.uid.hex} if said == {"answer": "only"} else {}
    answer = client.post(path, said | chosen)

    assert answer.location == "/c/day/thanks/?discipline=music&confirmed=1"
    assert totals(campaign) == (1, 0)
    assert states(letter) == {DeliveryState.WAITING}
    assert client.get(path).form()["letter"] == letter.uid.hex, "it can still be sent"


def test_who_is_confirmed_is_asked_about_the_letter_alone(
    client: Visitor, campaign: Campaign
) -> None:
    signatory = confirmed(campaign)
    letter = letters.letter(campaign)
    path = link(signatory)
    page = client.get(path)

    assert letter.signatory_id == signatory.id
    assert page.one("button[value=confirm]").get_text(strip=True) == "Yes, send my letter"
    assert not page.all("dl.who, button[value=only]")
    answer = client.post(path, {"answer": "confirm", **page.form()})
    assert answer.location == tracked(letter)
    assert states(letter) == {DeliveryState.QUEUED}
    assert totals(campaign) == (1, 0)


def test_opening_the_link_sends_nothing(client: Visitor, campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    for _ in range(2):
        client.get(f"{link(letter.signatory)}?answer=confirm&letter={letter.uid.hex}")

    assert states(letter) == {DeliveryState.WAITING}
    assert totals(campaign) == (0, 0)


def test_pressing_twice_is_harmless(client: Visitor, campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    said = {"answer": "confirm", "letter": letter.uid.hex}
    first = client.post(link(letter.signatory), said)
    at = letter.confirmed_at
    second = client.post(link(letter.signatory), said)

    assert second.location == first.location
    assert letter.confirmed_at == at
    assert "already" in client.get(link(letter.signatory)).heading


def test_who_did_not_sign_declines_the_letter_with_the_signature(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign)
    page = client.post(link(letter.signatory), {"answer": "decline"}, status=200)

    assert letter.signatory.state == SignatoryState.WITHDRAWN
    assert "not counted" in page.heading
    assert "will not be" in page.one(".told").get_text()
    assert states(letter) == {DeliveryState.DROPPED}
    assert "was not sent" in client.get(tracked(letter)).heading


def test_a_strangers_letter_leaves_a_confirmed_signature_as_it_is(
    client: Visitor, campaign: Campaign
) -> None:
    signatory = confirmed(campaign)
    letter = letters.letter(campaign)
    page = client.post(link(signatory), {"answer": "decline"}, status=200)

    assert states(letter) == {DeliveryState.DROPPED}
    assert signatory.state == SignatoryState.CONFIRMED
    assert "already" in page.heading
    assert totals(campaign) == (1, 0)
    said = {"answer": "confirm", "letter": letter.uid.hex}
    page = client.post(link(signatory), said, status=422)
    assert "no longer there" in page.one(".told").get_text()
    assert states(letter) == {DeliveryState.DROPPED}


def test_it_shows_what_the_offices_are_told_of_the_sender(
    client: Visitor, campaign: Campaign
) -> None:
    letter = letters.letter(campaign, phone="505-555-0123")
    told = client.get(link(letter.signatory)).one("section.waits .from")

    assert list(told.stripped_strings) == [
        f"{letters.PREFIX} Ada Lovelace",
        "1 Canyon Road",
        "Santa Fe, NM 87501",
        "505-555-0123",
        "ada@example.org",
    ]


@pytest.mark.parametrize("name", ["ada", "ADA ", "Ａｄａ"])
def test_a_name_is_the_same_however_it_is_written(
    client: Visitor, campaign: Campaign, name: str
) -> None:
    signatory = factories.signatory(campaign)
    letters.letter(campaign, first_name=name)
    page = client.get(link(signatory))

    assert not page.all(".unlike")
    assert labels(page)[0] == "Yes, count me and send my letter"


@pytest.fixture
def strangers(campaign: Campaign) -> Letter:
    """A letter under another name, to Ada's address; she has signed herself."""
    factories.signatory(campaign)
    return letters.letter(
        campaign,
        first_name="Mallory",
        last_name="Stranger",
        street="1 Fake Street",
        city="Beverly Hills",
        state="CA",
        zip="90210",
    )


def labels(page: Page) -> list[str]:
    return [each.get_text(strip=True) for each in page.all("form[method=post] button")]


def test_under_another_name_the_letter_stands_apart_and_says_so(
    client: Visitor, strangers: Letter
) -> None:
    page = client.get(link(strangers.signatory))

    assert page.heading == "One press, and you are counted"
    assert labels(page) == ["Yes, count me", "Count me and send this letter", "This was not me"]
    assert "You did not sign, either?" in page.text, "that button takes the signature back too"
    assert [each["value"] for each in page.all("button.large")] == ["only"]
    assert page.one("section.waits h2").get_text() == "A letter waits, too"
    assert "another name than your signature: Mallory Stranger" in page.one(".unlike").get_text()
    told = page.one("section.waits .from").get_text(" ")
    assert all(word in told for word in ("Mallory Stranger", "1 Fake Street", "90210"))


def test_the_button_that_counts_releases_no_letter_of_another_name(
    client: Visitor, campaign: Campaign, strangers: Letter
) -> None:
    path = link(strangers.signatory)
    page = client.get(path)
    client.post(path, {"answer": page.one("button.large")["value"], **page.form()})

    assert totals(campaign) == (1, 0)
    assert states(strangers) == {DeliveryState.WAITING}


def test_a_letter_of_another_name_leaves_by_its_own_button(
    client: Visitor, campaign: Campaign, strangers: Letter
) -> None:
    path = link(strangers.signatory)
    answer = client.post(path, {"answer": "confirm", **client.get(path).form()})

    assert answer.location == tracked(strangers)
    assert totals(campaign) == (1, 0)
    assert states(strangers) == {DeliveryState.QUEUED}


def test_the_confirmed_are_warned_of_another_name_as_well(
    client: Visitor, strangers: Letter
) -> None:
    pledging.confirm(strangers.signatory)
    page = client.get(link(strangers.signatory))

    assert page.heading == "A letter waits for your yes"
    assert "Mallory Stranger" in page.one(".unlike").get_text()
    assert labels(page) == ["Yes, send my letter", "This was not me"]


@pytest.fixture
def several(campaign: Campaign, clock: Hands) -> tuple[Letter, Letter]:
    """The older one and the newer one, both under the name of the signature."""
    older = letters.letter(campaign, personal="The older one.")
    clock.tick(minutes=5)
    return older, letters.letter(campaign, personal="The newer one.")


def test_of_several_none_is_chosen_beforehand(
    client: Visitor, several: tuple[Letter, Letter]
) -> None:
    older, newer = several
    page = client.get(link(newer.signatory))

    assert labels(page) == [
        "Yes, count me",
        "Count me and send the letter I chose",
        "This was not me",
    ]
    assert page.form() == {}
    radios = page.all("input[type=radio]")
    assert [each["value"] for each in radios] == [newer.uid.hex, older.uid.hex, "none"]
    assert all(each.has_attr("required") for each in radios)
    assert all(
        each.has_attr("formnovalidate") for each in page.all("[value=only], [value=decline]")
    )
    assert not page.all(".unlike")


def test_of_several_only_the_newest_lies_open(
    client: Visitor, several: tuple[Letter, Letter]
) -> None:
    newer, older = client.get(link(several[0].signatory)).all("section.waits details")

    assert newer.has_attr("open")
    assert not older.has_attr("open")
    assert "The newer one." in newer.get_text()
    assert "The older one." in older.get_text()
    assert all("1 Canyon Road" in each.get_text() for each in (newer, older))


def test_of_several_the_chosen_one_leaves_alone(
    client: Visitor, campaign: Campaign, several: tuple[Letter, Letter]
) -> None:
    older, newer = several
    path = link(newer.signatory)
    answer = client.post(path, {"answer": "confirm", "letter": older.uid.hex})

    assert answer.location == tracked(older)
    assert states(older) == {DeliveryState.QUEUED}
    assert DeliveryState.QUEUED not in states(newer)
    assert not client.get(path).all("button[value=confirm]"), "no office is left for the newer"


@pytest.mark.parametrize("is_confirmed", [False, True])
@pytest.mark.parametrize("said", [{"answer": "confirm"}, {}])
def test_of_several_none_leaves_and_nobody_counts_before_one_is_chosen(
    client: Visitor,
    campaign: Campaign,
    several: tuple[Letter, Letter],
    is_confirmed: bool,
    said: dict[str, str],
) -> None:
    signatory = several[0].signatory
    if is_confirmed:
        pledging.confirm(signatory)
    before = totals(campaign)
    page = client.post(link(signatory), said, status=422)

    assert_private(page)
    assert "Please choose" in page.one(".told").get_text()
    assert page.all("input[type=radio]"), "the question is asked again"
    assert totals(campaign) == before
    assert signatory.state == (SignatoryState.CONFIRMED if is_confirmed else SignatoryState.PENDING)
    assert {*states(several[0]), *states(several[1])} == {DeliveryState.WAITING}


@pytest.mark.parametrize("said", [{"answer": "only"}, {"answer": "confirm", "letter": "none"}])
def test_of_several_none_may_be_the_choice(
    client: Visitor, campaign: Campaign, several: tuple[Letter, Letter], said: dict[str, str]
) -> None:
    client.post(link(several[0].signatory), said)

    assert totals(campaign) == (1, 0)
    assert {*states(several[0]), *states(several[1])} == {DeliveryState.WAITING}


def test_of_several_one_nobody_knows_sends_and_counts_nothing(
    client: Visitor, campaign: Campaign, several: tuple[Letter, Letter]
) -> None:
    said = {"answer": "confirm", "letter": "0" * 32}
    page = client.post(link(several[0].signatory), said, status=422)

    assert "no longer there" in page.one(".told").get_text()
    assert totals(campaign) == (0, 0)
    assert {*states(several[0]), *states(several[1])} == {DeliveryState.WAITING}


def test_it_names_only_the_offices_that_would_still_get_it(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    brief = queries.get_brief(campaign)
    brief.demand = "You are my {office_title}."
    signatory = confirmed(campaign)
    letters.letter(campaign, known=signatory, offices=letters.OFFICES[:1])
    clock.tick(minutes=5)
    letters.letter(campaign)
    shown = client.get(link(signatory)).one("section.waits").get_text(" ")

    assert letters.OFFICES[0] not in shown
    assert all(each in shown for each in letters.OFFICES[1:])


@pytest.mark.parametrize("key", ["", "x", "none-such", "0" * 32, "\0", "ñ" * 40])
def test_a_key_nobody_has_sends_and_counts_nothing(
    client: Visitor, campaign: Campaign, key: str
) -> None:
    letter = letters.letter(campaign)
    page = client.post(link(letter.signatory), {"answer": "confirm", "letter": key}, status=422)

    assert_private(page)
    assert page.one("button[value=confirm]"), "the question is asked again"
    assert "no longer there" in page.one(".told").get_text()
    assert totals(campaign) == (0, 0)
    assert states(letter) == {DeliveryState.WAITING}


def test_anothers_letter_is_not_sent_with_ones_own_link(
    client: Visitor, campaign: Campaign
) -> None:
    factories.signatory(campaign, email="grace@example.org", confirmed=True, mail=False)
    anothers = letters.letter(campaign, email="grace@example.org")
    mine = factories.signatory(campaign)
    client.post(link(mine), {"answer": "confirm", "letter": anothers.uid.hex}, status=422)

    assert states(anothers) == {DeliveryState.WAITING}


def test_who_has_written_before_is_told_so_and_counted_all_the_same(
    client: Visitor, campaign: Campaign
) -> None:
    """They came with two letters open; the other tab was quicker."""
    slower = letters.letter(campaign, personal="The slower tab.")
    quicker = letters.letter(campaign, personal="The quicker tab.")
    said = {"answer": "confirm", "letter": quicker.uid.hex}
    client.post(link(quicker.signatory), said)
    page = client.post(
        link(slower.signatory), {"answer": "confirm", "letter": slower.uid.hex}, status=200
    )

    assert "before" in page.one(".told").get_text()
    assert "already" in page.heading
    assert DeliveryState.QUEUED not in states(slower)
    assert totals(campaign) == (1, 0)


def test_a_letter_that_cannot_be_sent_leaves_the_signature_uncounted(
    client: Visitor, campaign: Campaign
) -> None:
    """The answer says that nothing was done, so nothing is."""
    letter = letters.letter(campaign)
    service.decline(letter)
    said = {"answer": "confirm", "letter": letter.uid.hex}
    page = client.post(link(letter.signatory), said, status=422)

    assert "no longer there" in page.one(".told").get_text()
    assert "One press" in page.heading, "and the page does not say otherwise"
    assert totals(campaign) == (0, 0)


def recalled(app: Flask, campaign: Campaign, page: Page) -> Known | None:
    sent = page.headers["Set-Cookie"].partition(";")[0]
    with app.test_request_context(headers={"Cookie": sent}):
        return known.recall(request, campaign)


def test_the_letter_page_knows_who_has_just_signed_but_not_that_they_own_the_address(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    told = recalled(app, campaign, sign(client, clock, credit_name="Low Tide"))

    assert told is not None
    assert (told.first_name, told.email, told.credit_name) == ("Ada", "ada@example.org", "Low Tide")
    assert told.uid == ""


def test_the_letter_page_knows_who_has_just_confirmed(
    app: Flask, client: Visitor, campaign: Campaign
) -> None:
    signatory = factories.signatory(campaign)
    told = recalled(app, campaign, client.post(link(signatory), {"answer": "confirm"}))

    assert told is not None
    assert told.uid == signatory.uid.hex
