"""Pages and mistakes are set in Spanish.

What a language switch does to addresses and caches is in test_language.
"""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from flask_babel import force_locale

from app.campaigns.models import Campaign, CampaignState
from app.congress import titles
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.visits import pages
from tests.translations.catalogue import english_left


def test_no_english_of_ours_is_left_on_a_page(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog
) -> None:
    paths = {
        **pages(campaign.slug, campaign.disciplines[0].slug),
        "voices of one discipline": f"/c/{campaign.slug}/voices/?discipline=music",
    }
    for name, path in paths.items():
        page = client_sqlite.get(f"{path}{'&' if '?' in path else '?'}lang=es")

        assert page.one("html")["lang"] == "es", name
        assert english_left(page.soup, spanish) == [], name


def test_english_would_be_found(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog
) -> None:
    found = english_left(client_sqlite.get("/c/day/?lang=en").soup, spanish)

    assert {"Sign the pledge", "Skip to the content"} <= set(found)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CampaignState.CLOSED, "Terminó el plazo para firmar"),
        (CampaignState.ARCHIVED, "Esta campaña ya es historia"),
        (CampaignState.WON, "Lo ganamos en conjunto"),
    ],
)
def test_a_campaign_that_is_over_says_so(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog, state: str, said: str
) -> None:
    campaign.state = CampaignState(state)

    page = client_sqlite.get(f"/c/{campaign.slug}/?lang=es")

    assert said in page.text
    assert english_left(page.soup, spanish) == []


@pytest.mark.parametrize(
    ("allies", "days", "said"),
    [
        (1, 1, ("y 1 persona aliada", "falta 1 día")),
        (2, 40, ("y 2 personas aliadas", "faltan 40 días")),
    ],
)
def test_one_and_many(
    client_sqlite: Visitor,
    campaign: Campaign,
    clock: Hands,
    allies: int,
    days: int,
    said: tuple[str, str],
) -> None:
    for number in range(1, allies):
        factories.signatory(campaign, None, email=f"ally{number}@example.org", confirmed=True)
    clock.tick(days=40 - days)

    facts = " ".join(client_sqlite.get("/c/day/?lang=es").one(".facts").get_text(" ").split())

    assert [words for words in said if words not in facts] == []


def test_what_is_wrong_with_a_form_is_said_in_spanish(
    client_sqlite: Visitor, campaign: Campaign, spanish: Catalog, clock: Hands
) -> None:
    form = client_sqlite.get("/c/day/?lang=es").form("#sign")
    clock.tick(seconds=3)
    typed = {**form, "first_name": "=Ada", "email": "ada", "zip": "00000"}

    page = client_sqlite.post("/c/day/sign?lang=es", typed, status=422)

    assert [each.get_text() for each in page.all(".mistakes li")] == [
        "Un nombre no puede empezar con =.",
        "Escribe tus apellidos.",
        "Una dirección de correo electrónico lleva una @, como nombre@example.org.",
        "El código postal 00000 no existe. Revísalo, por favor.",
        "Elige a qué te dedicas, o firma como persona aliada.",
    ]
    assert page.title.startswith("Hay un problema · ")
    assert english_left(page.soup, spanish) == []


@pytest.mark.parametrize(("language", "named"), [("en", "Democrat"), ("es", "Partido Demócrata")])
def test_a_party_is_named_in_the_readers_language(
    app_sqlite: Flask, language: str, named: str
) -> None:
    with force_locale(language):
        assert titles.party("Democrat") == named
        assert titles.party("Working Families") == "Working Families"


def test_a_form_that_came_too_quickly_is_asked_for_in_spanish(
    client_sqlite: Visitor, campaign: Campaign
) -> None:
    form = client_sqlite.get("/c/day/?lang=es").form("#sign")

    page = client_sqlite.post("/c/day/sign?lang=es", form, status=422)

    assert "más rápido de lo que cualquiera puede leer" in page.one(".mistakes").get_text()


def test_an_address_without_a_page_is_answered_in_spanish(client_sqlite: Visitor) -> None:
    page = client_sqlite.get("/nowhere", status=404, headers={"Accept-Language": "es-MX"})

    assert page.heading == "Esta página guarda silencio"
