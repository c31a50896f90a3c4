"""Shoot every page of the organizers' panel into screenshots/panel/.

`python -m scripts.panel_screenshots [--only PART] [--docs]`: on a database of its own with
the demo campaign and a few more invented people. `--docs` renews the pictures of
docs/organizing.md instead.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from app import create_app, migrate
from app.campaigns.models import Campaign
from app.database import transaction
from app.demo import service as demo
from app.places import service as places
from tests.support import factories, organizers
from tests.support.browser import FLAGS, find_chromium
from tests.support.mailbox import free_port

WIDTHS = (375, 768, 1440)
SCHEMES = ("light", "dark")
CAMPAIGN_ROOMS = (
    "", "signatories", "voices", "deliveries", "exports", "import", "edit", "disciplines",
    "letter", "live", "history",
)  # fmt: skip
HOUSE_ROOMS = ("", "new", "jobs", "outgoing", "mailbox", "people", "site", "privacy", "account")
# The pictures of the guide, by the room they show.
DOCS = {
    "home": "panel-home",
    "campaign": "panel-dashboard",
    "campaign-voices": "panel-voices",
    "campaign-edit": "panel-edit",
    "campaign-letter": "panel-letter",
    "campaign-signatories": "panel-signatories",
    "campaign-live": "panel-live",
}
VOICES = (
    "I spent eleven years learning this instrument. Nobody asked me before they took it.",
    "My mother painted these. They are not material.",
    "Write to me at 12 Main Street, or see www.cheap-prints.example.",
)


def _fill(app: Flask) -> Campaign:
    """The demo, and some whose voices wait."""
    migrate.upgrade()
    with transaction():
        places.load_zips()
        campaign = demo.load()
    slugs = [each.slug for each in campaign.disciplines]
    for number, words in enumerate(VOICES * 2):
        factories.signatory(
            campaign,
            slugs[number % len(slugs)],
            confirmed=True,
            email=f"voice{number}@example.org",
            credit_name=("Low Tide", "Ana Ruiz", "The Quiet Ones")[number % 3],
            voice=words,
        )
    return campaign


def _paths(slug: str) -> dict[str, str]:
    house = {room or "home": f"/organize/{room}/".replace("//", "/") for room in HOUSE_ROOMS}
    own = {
        "-".join(filter(None, ("campaign", room))): f"/organize/c/{slug}/{room}/".replace("//", "/")
        for room in CAMPAIGN_ROOMS
    }
    return house | own


def _shoot(app: Flask, browser: Browser, paths: dict[str, str], folder: Path, docs: bool) -> int:
    shot = 0
    for scheme in SCHEMES[:1] if docs else SCHEMES:
        for width in (1440,) if docs else WIDTHS:
            look = {"scheme": scheme, "width": width}
            with organizers.signed_in_page(app, browser, "owner", **look) as page:
                for name, path in paths.items():
                    page.goto(path)
                    file = f"{DOCS[name]}.png" if docs else f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=folder / file, full_page=not docs)
                    shot += 1
    return shot


def main() -> int:
    """Shoot, and say how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="PART", help="rooms whose name holds this")
    parser.add_argument("--docs", action="store_true", help="renew the guide's pictures")
    asked = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        print("No chromium found: install it, or name one with CHROMIUM=/path.", file=sys.stderr)
        return 1
    folder = Path("docs/screenshots" if asked.docs else "screenshots/panel")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, sync_playwright() as playwright:
        settings = {"INSTANCE_DIR": instance, "PORT": str(free_port()), "CONGRESS_DATA": "off"}
        app = create_app(settings)
        with app.app_context():
            paths = _paths(_fill(app).slug)
            wanted = {
                name: path
                for name, path in paths.items()
                if asked.only in name and (not asked.docs or name in DOCS)
            }
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            shot = _shoot(app, browser, wanted, folder, asked.docs)
            browser.close()
    print(f"{shot} pictures in {folder}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
