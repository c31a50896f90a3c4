"""Signing the pledge: what is typed is what is kept, and the legal name is sealed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import queries
from app.pledges.models import (
    SignatoryConsent,
    SignatoryState,
    Visibility,
    VoiceState,
)
from tests.pledges.signing import assert_exact, mails, only, sign, signatories, totals
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands


def test_five_fields_are_enough(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    answer = sign(client, clock)

    assert answer.location == "/c/day/signed/"
    kept = only()
    assert (kept.email, kept.email_canonical) == ("ada@example.org", "ada@example.org")
    assert (kept.country, kept.zip, kept.city, kept.state_code) == ("US", "87501", "Santa Fe", "NM")
    assert kept.discipline is not None
    assert kept.discipline.slug == "writing"
    assert kept.also == []
    assert (kept.credit_name, kept.voice, kept.craft_id) == ("", "", None)
    assert kept.voice_state == VoiceState.NONE
    assert kept.visibility == Visibility.CREDIT
    assert kept.state == SignatoryState.PENDING
    assert not kept.counted
    assert not kept.updates
    assert kept.source == ""
    assert kept.created_at == clock.now()
    assert mails() == [("confirm", "ada@example.org")]
    assert "mail" in client.follow(answer).heading


def test_everything_that_is_typed_is_kept(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(
        client,
        clock,
        credit_name="Countess  Null",
        craft="novelist",
        also=["music", "illustration"],
        voice="A line.\r\n\r\n\r\n\r\nAnother  line.",
        visibility="initials",
        partner_optin=["guild"],
        updates="y",
        source="union",
    )

    kept = only()
    assert kept.credit_name == "Countess Null"
    assert kept.craft is not None
    assert kept.craft.slug == "novelist"
    assert [each.slug for each in kept.also] == ["music", "illustration"]
    assert kept.voice == "A line.\n\nAnother line."
    assert kept.voice_state == VoiceState.WAITING
    assert kept.visibility == Visibility.INITIALS
    assert kept.updates
    assert kept.source == "union"
    guild = next(each for each in campaign.organizations if each.code == "guild")
    consents = db.session.scalars(sa.select(SignatoryConsent.organization_id)).all()
    assert consents == [guild.id]


def test_an_ally_has_no_discipline_and_is_counted_apart(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    campaign.confirmation_required = False
    sign(client, clock, discipline="ally")

    assert only().discipline_id is None
    assert totals(campaign) == (0, 1)
    assert_exact(campaign)


def test_the_primary_discipline_is_not_named_twice(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock, discipline="music", also=["music", "writing", "writing"])

    assert [each.slug for each in only().also] == ["writing"]


def test_a_craft_of_a_further_discipline_will_do(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock, discipline="illustration", also=["music"], craft="session-player")

    kept = only()
    assert kept.craft is not None
    assert kept.craft.discipline_id == campaign.disciplines[0].id


@pytest.mark.parametrize("primary", ["music", "writing", "illustration"])
def test_a_craft_two_disciplines_share_is_that_of_the_primary_one(
    client: Visitor, campaign: Campaign, clock: Hands, primary: str
) -> None:
    """Books and films both have editors."""
    for discipline in campaign.disciplines:
        factories.craft(discipline, "editor")
    also = [each.slug for each in campaign.disciplines if each.slug != primary]
    sign(client, clock, discipline=primary, also=also, craft="editor")

    kept = only()
    assert kept.craft is not None
    assert kept.craft.discipline_id == kept.discipline_id


@pytest.mark.parametrize("typed", [" 87501-1234 ", "875011234", "87501 1234", "８７５０１"])
def test_a_zip_code_in_the_long_form_is_kept_short(
    client: Visitor, campaign: Campaign, clock: Hands, typed: str
) -> None:
    sign(client, clock, zip=typed)

    assert (only().zip, only().state_code) == ("87501", "NM")


def test_the_longest_that_may_be_typed_is_kept_whole(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    email = "a" * 64 + "@" + ".".join(["b" * 59] * 3) + ".example"
    sign(
        client,
        clock,
        first_name="É" * 100,
        last_name="田" * 100,
        credit_name="🎸" * 100,
        voice="🎷" * 600,
        email=email,
        zip="9" * 12,
        country="DE",
        source="s" * 64,
        also=["music", "illustration"],
    )

    kept = only()
    assert (kept.credit_name, kept.voice) == ("🎸" * 100, "🎷" * 600)
    assert (kept.email, kept.zip, kept.source) == (email, "9" * 12, "s" * 64)
    assert queries.opened(kept)["last_name"] == "田" * 100


def test_elsewhere_any_postcode_or_none_will_do(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock, country="CA", zip="k1a 0b1")
    sign(client, clock, country="DE", zip="", email="b@example.org")

    first, second = signatories()
    assert (first.country, first.zip, first.state_code) == ("CA", "k1a 0b1", None)
    assert (second.country, second.zip, second.state_code) == ("DE", "", None)


def test_a_territory_chosen_as_a_country_is_a_place_with_a_zip_code(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock, country="PR", zip="00901")

    assert (only().country, only().state_code) == ("US", "PR")


def test_the_language_of_the_page_is_the_language_of_the_mail(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    page = client.get("/c/day/?lang=es")
    action = str(page.one("#sign")["action"])
    clock.tick(seconds=3)
    fields = {
        **page.form("#sign"),
        "first_name": "Ada",
        "last_name": "L",
        "zip": "87501",
        "email": "ada@example.org",
        "discipline": "music",
    }
    answer = client.post(action, fields)

    assert only().locale == "es"
    assert answer.location == "/c/day/signed/?lang=es"


def test_the_browsers_language_will_do(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    sign(client, clock, headers={"Accept-Language": "es-MX,en;q=0.3"})

    assert only().locale == "es"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("union", "union"),
        ("Ref_2026.a-b", "Ref_2026.a-b"),
        ("", ""),
        ("two words", ""),
        ("<script>", ""),
        ("=1+1", ""),
        ("x" * 64, "x" * 64),
        ("x" * 65, ""),
        ("caf\u00e9", ""),
        ("a\x00b", ""),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_source_that_cannot_be_one_is_dropped(
    client: Visitor, campaign: Campaign, clock: Hands, typed: str, kept: str
) -> None:
    sign(client, clock, source=typed)

    assert only().source == kept


@pytest.mark.parametrize(
    ("typed", "sent_to", "person"),
    [
        ("Ada.Lovelace+day@GMail.com", "Ada.Lovelace+day@gmail.com", "adalovelace@gmail.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        (" ada@EXAMPLE.org ", "ada@example.org", "ada@example.org"),
    ],
)
def test_mail_goes_where_it_was_typed_and_the_person_is_the_mailbox(
    client: Visitor, campaign: Campaign, clock: Hands, typed: str, sent_to: str, person: str
) -> None:
    sign(client, clock, email=typed)

    assert only().email_canonical == person
    assert only().email == sent_to
    assert mails() == [("confirm", sent_to)]


def test_without_confirmation_a_person_counts_at_once_and_still_gets_a_mail(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    campaign.confirmation_required = False
    answer = sign(client, clock, also=["music"])

    assert answer.location == "/c/day/thanks/"
    assert totals(campaign) == (1, 0)
    assert only().counted
    assert [kind for kind, _ in mails()] == ["confirm"]
    assert client.follow(answer).one("strong[data-artists]").get_text() == "1"
    assert_exact(campaign)


def test_one_person_may_sign_two_campaigns(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    factories.campaign(slug="other")
    sign(client, clock)
    page = client.get("/c/other/").form("#sign")
    clock.tick(seconds=3)
    client.post(
        "/c/other/sign",
        {
            **page,
            "first_name": "Ada",
            "last_name": "L",
            "zip": "87501",
            "email": "ada@example.org",
            "discipline": "music",
        },
    )

    assert len(signatories()) == 2


def test_names_of_every_script_are_kept_as_they_are_written(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    names = [
        ("أمينة", "حداد"),
        ("Siobhán", "O'Neill"),
        ("D’Arcy", "van der Berg-Ōtomo"),
        ("美咲", "田中"),
        ("Zoë 🎸", "X"),
        ("می\u200cنا", "کریمی"),
    ]
    for number, (first, last) in enumerate(names):
        sign(client, clock, first_name=first, last_name=last, email=f"a{number}@example.org")

    kept = [queries.opened(each) for each in signatories()]
    assert [(each["first_name"], each["last_name"]) for each in kept] == names
