"""Shoot every page of the organizers' panel into screenshots/panel/.

`python -m scripts.panel_screenshots [--only PART] [--docs]`: on a database of its own with
the demo campaign and what `scripts.staged` lets happen in it. `--docs` renews the pictures of
docs/organizing.md instead.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from app import create_app
from scripts import staged
from tests.support import organizers
from tests.support.browser import FLAGS, find_chromium
from tests.support.mailbox import free_port

WIDTHS = (375, 768, 1440)
SCHEMES = ("light", "dark")
CAMPAIGN_ROOMS = (
    "", "signatories", "voices", "deliveries", "exports", "import", "edit", "disciplines",
    "letter", "live", "history", "trends", "limits",
)  # fmt: skip
HOUSE_ROOMS = (
    "",
    "new",
    "jobs",
    "outgoing",
    "mailbox",
    "limits",
    "people",
    "site",
    "privacy",
    "account",
)
# The pictures of the guide, by the room they show.
DOCS = {
    "home": "panel-home",
    "campaign": "panel-dashboard",
    "campaign-voices": "panel-voices",
    "campaign-edit": "panel-edit",
    "campaign-letter": "panel-letter",
    "campaign-signatories": "panel-signatories",
    "campaign-live": "panel-live",
    "campaign-limits": "panel-limits",
    "campaign-trends": "panel-trends",
    "campaign-alert": "panel-alert",
    "privacy": "panel-privacy",
}


def _paths(made: staged.Staged) -> dict[str, str]:
    slug = made.slug
    house = {room or "home": f"/organize/{room}/".replace("//", "/") for room in HOUSE_ROOMS}
    own = {
        "-".join(filter(None, ("campaign", room))): f"/organize/c/{slug}/{room}/".replace("//", "/")
        for room in CAMPAIGN_ROOMS
    }
    here = f"/organize/c/{slug}"
    return (
        house
        | own
        | {
            "campaign-alert": f"{here}/trends/{made.alert}/",
            "campaign-shadow": f"{here}/signatories/?state=shadow",
            "campaign-person": f"{here}/signatories/{made.person}/",
            "campaign-shadowed": f"{here}/signatories/{made.shadowed}/",
        }
    )


def _shoot(app: Flask, browser: Browser, paths: dict[str, str], folder: Path, docs: bool) -> int:
    shot = 0
    for scheme in SCHEMES[:1] if docs else SCHEMES:
        for width in (1440,) if docs else WIDTHS:
            look = {"scheme": scheme, "width": width}
            with organizers.signed_in_page(app, browser, "owner", **look) as page:
                for name, path in paths.items():
                    page.goto(path)
                    wide = page.evaluate("document.documentElement.scrollWidth") - width
                    if wide > 0:
                        print(f"{name} at {width} px is {wide} px too wide")
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
            paths = _paths(staged.stage())
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
