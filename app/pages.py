"""The pages that belong to no campaign: privacy and accessibility."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from app.privacy import definition, sweep
from app.site import queries as site

pages = Blueprint("pages", __name__)


@pages.get("/privacy")
def privacy() -> str:
    return render_template(
        "pages/privacy.html",
        geocoder=bool(current_app.config["GEOCODER_URL"]),
        site=site.get(),
        kept=[(words, definition.of(whose)) for whose, words in definition.whose()],
        swept=sweep.last(),
        how=definition.HOW,
        how_long=definition.how_long,
    )


@pages.get("/accessibility")
def accessibility() -> str:
    return render_template("pages/accessibility.html")
