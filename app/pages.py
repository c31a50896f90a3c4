"""The pages that belong to no campaign: privacy and accessibility."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from app.site import queries as site

pages = Blueprint("pages", __name__)


@pages.get("/privacy")
def privacy() -> str:
    geocoder = bool(current_app.config["GEOCODER_URL"])
    return render_template("pages/privacy.html", geocoder=geocoder, site=site.get())


@pages.get("/accessibility")
def accessibility() -> str:
    return render_template("pages/accessibility.html")
