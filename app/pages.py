"""The pages that belong to no campaign: privacy and accessibility."""

from __future__ import annotations

from flask import Blueprint, render_template

pages = Blueprint("pages", __name__)


@pages.get("/privacy")
def privacy() -> str:
    return render_template("pages/privacy.html")


@pages.get("/accessibility")
def accessibility() -> str:
    return render_template("pages/accessibility.html")
