"""Which language a page speaks: the address says it, else the browser; never a cookie."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.visits import pages

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def campaign(app: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


def _language(client: Visitor, path: str = "/c/day/", accepts: str | None = None) -> str:
    headers = {} if accepts is None else {"Accept-Language": accepts}
    return str(client.get(path, headers=headers).one("html")["lang"])


@pytest.mark.parametrize(
    ("accepts", "spoken"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("es", "es"),
        ("ES", "es"),
        ("es-MX,en;q=0.3", "es"),
        ("es-419", "es"),
        ("en-US,es;q=0.5", "en"),
        ("fr,es;q=0.8,en;q=0.5", "es"),
        ("fr,de", "en"),
        ("es;q=0,en;q=0.1", "en"),
        ("es;q=0", "en"),
        (";;;q=,,", "en"),
    ],
)
def test_without_a_word_in_the_address_the_browser_decides(
    client: Visitor, accepts: str | None, spoken: str
) -> None:
    assert _language(client, accepts=accepts) == spoken


def test_the_address_goes_before_the_browser(client: Visitor) -> None:
    assert _language(client, "/c/day/?lang=es", "en") == "es"
    assert _language(client, "/c/day/?lang=en", "es") == "en"


@pytest.mark.parametrize("asked", ["fr", "", "ES", "es-MX", "../es", "<script>"])
def test_a_language_nobody_offers_is_as_good_as_none(client: Visitor, asked: str) -> None:
    assert _language(client, f"/c/day/?lang={asked}", "es") == "es"
    assert _language(client, f"/c/day/?lang={asked}", "en") == "en"


def test_every_link_of_a_page_carries_the_language_on(client: Visitor, campaign: Campaign) -> None:
    for path in pages(campaign.slug, campaign.disciplines[0].slug).values():
        page = client.get(f"{path}?lang=es")
        switch = page.all("nav.languages a")
        for link in page.all("a[href^='/'], form[action^='/']"):
            address = str(link.get("href") or link["action"])
            if link not in switch:
                assert "lang=es" in address, f"{path}: {address}"


def test_no_link_names_a_language_nobody_chose(client: Visitor, campaign: Campaign) -> None:
    for path in pages(campaign.slug, campaign.disciplines[0].slug).values():
        page = client.get(path, headers={"Accept-Language": "es"})
        switch = page.all("nav.languages a")
        for link in page.all("a[href^='/']"):
            assert link in switch or "lang=" not in str(link["href"])


@pytest.mark.parametrize(
    ("here", "there", "name"), [("en", "es", "Español"), ("es", "en", "English")]
)
def test_the_switch_leads_to_the_same_page_in_the_other_language(
    client: Visitor, campaign: Campaign, here: str, there: str, name: str
) -> None:
    for path in pages(campaign.slug, campaign.disciplines[0].slug).values():
        page = client.get(f"{path}?lang={here}")
        link = page.one("nav.languages a")
        assert (link["hreflang"], link["lang"], link.get_text()) == (there, there, name)
        address = str(link["href"])
        followed = client.get(f"{path}{address}" if address.startswith("?") else address)
        assert followed.one("html")["lang"] == there
        assert followed.all("main")


def test_caches_are_told_what_a_page_depends_on(client: Visitor, campaign: Campaign) -> None:
    for path in pages(campaign.slug, campaign.disciplines[0].slug).values():
        page = client.get(path)
        assert "Accept-Language" in page.headers["Vary"], path
        assert "Cookie" not in page.headers["Vary"], path


def test_share_links_are_the_same_for_readers_of_every_language(client: Visitor) -> None:
    page = client.get("/c/day/?lang=es")

    assert page.one("link[rel=canonical]")["href"] == f"{client.public_url}/c/day/"


def test_a_page_in_another_language_marks_the_campaigns_own_words(client: Visitor) -> None:
    page = client.get("/c/day/?lang=es")

    h1 = page.one("h1")
    assert any(tag.get("lang") == "en" for tag in [h1, *h1.parents])


def test_switching_the_language_keeps_who_sent_the_reader(
    client: Visitor, campaign: Campaign
) -> None:
    page = client.get(f"/c/{campaign.slug}/?source=union")

    links = [str(link["href"]) for link in page.all(".languages a")]
    assert links == [f"/c/{campaign.slug}/?lang=es&source=union"]
