"""Which language a page speaks, without a cookie.

`?lang=es` says it outright and is carried along by every link of the page;
otherwise the reader's Accept-Language decides, and Vary tells caches so.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import get_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

# What each language calls itself, for the switch in the footer.
NAMES = {"en": "English", "es": "Español"}


def choose() -> str | None:
    """The locale of this request; None outside one (Babel's default then holds)."""
    if not has_request_context():
        return None
    return (
        _asked()
        or _organizers()
        or _accepted(request.headers.get("Accept-Language", ""), current_app.config["LANGUAGES"])
    )


def current() -> str:
    """The language in use, such as "en"."""
    return str(get_locale() or current_app.config["BABEL_DEFAULT_LOCALE"])


def spoken() -> str:
    """The language of this request, such as "en", without Babel's object for it."""
    return choose() or str(current_app.config["BABEL_DEFAULT_LOCALE"])


def of(asked: str, header: str, config: Mapping[str, Any]) -> tuple[str, str]:
    """What `lang` says, where we speak it (else ""), and what is spoken then: for no request."""
    spoken = config["LANGUAGES"]
    asked = asked if asked in spoken else ""
    return asked, asked or _accepted(header, spoken) or config["BABEL_DEFAULT_LOCALE"]


def init_app(app: Flask) -> None:
    """Carry `lang` from page to page and tell caches what the page depends on."""
    app.url_defaults(_carry)
    app.after_request(_vary)
    app.context_processor(
        lambda: {
            "languages": [(code, NAMES[code]) for code in app.config["LANGUAGES"]],
            "current_locale": current(),
            "delivery_mode": app.config["DELIVERY_MODE"],
        }
    )


def _organizers() -> str | None:
    """What a signed-in organizer has chosen. Reads what is loaded already: never the database."""
    chosen = getattr(g.get("_login_user"), "locale", None)
    return chosen if chosen in current_app.config["LANGUAGES"] else None


def _asked() -> str | None:
    asked = request.args.get("lang", "")
    return asked if asked in current_app.config["LANGUAGES"] else None


# What browsers send are a few hundred different headers, over and over.
@lru_cache(maxsize=500)
def _accepted(header: str, spoken: tuple[str, ...]) -> str | None:
    """The reader's first language that we speak, whatever country's variety they asked for.

    Not werkzeug's `best_match`: it gives "en-US,es;q=0.5" Spanish, the exact match.
    """
    for tag, quality in parse_accept_header(header, LanguageAccept):
        code = tag.split("-", maxsplit=1)[0].lower()
        if quality > 0 and code in spoken:
            return code
    return None


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if not has_request_context() or "lang" in values:
        return
    asked = _asked()
    if asked:
        values["lang"] = asked


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
    return response
