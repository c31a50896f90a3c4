"""Every public page, as (name, path), for what must hold on all of them."""

from __future__ import annotations

from werkzeug.routing import Map, Rule

UNKNOWN_TOKEN = "unknown-token"


def pages(slug: str, discipline: str) -> dict[str, str]:
    """The pages a visitor can open without a link from a mail."""
    return {
        "home": "/",
        "campaign": f"/c/{slug}/",
        "discipline": f"/c/{slug}/{discipline}/",
        "voices": f"/c/{slug}/voices/",
        "numbers": f"/c/{slug}/numbers/",
        "signed": f"/c/{slug}/signed/",
        "thanks": f"/c/{slug}/thanks/",
        "me": "/me/",
        "privacy": "/privacy",
        "accessibility": "/accessibility",
    }


def example(rule: Rule, urls: Map, slug: str, discipline: str) -> str:
    """A path this rule answers, for rules whose arguments we know."""
    given = {"slug": slug, "discipline": discipline, "token": UNKNOWN_TOKEN}
    values = {name: given.get(name, "unknown") for name in rule.arguments}
    return str(urls.bind("").build(rule.endpoint, values, method=_method(rule)))


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"
