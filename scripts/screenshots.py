"""Shoot every public page at three widths, light and dark, into screenshots/.

`make screenshots`, or `python -m scripts.screenshots [--url URL] [--campaign SLUG]
[--only PART]`. Without --url it starts a Tutti of its own, with the demo
campaign, in a temporary folder, and stops it again, and shoots what only few see, too
(`own_screenshots`). It also says where a page is wider than its window.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import own_screenshots
from tests.support.browser import FLAGS, find_chromium, unfold
from tests.support.processes import running
from tests.support.visits import UNKNOWN_TOKEN, pages

FOLDER = Path("screenshots")
WIDTHS = (375, 768, 1440)
SCHEMES = ("light", "dark")
FORM = "form:has([name=first_name])"


@contextmanager
def _tutti(url: str | None) -> Iterator[str]:
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as started:
        yield started.url


def _paths(page: Page, slug: str | None) -> dict[str, str]:
    """Every page's name and path; the first campaign and discipline that are linked."""
    page.goto("/")
    if slug is None:
        found = re.search(r"/c/([a-z0-9-]+)/", page.url + page.content())
        if found is None:
            sys.exit("No campaign is linked from the first page; name one with --campaign.")
        slug = found[1]
    page.goto(f"/c/{slug}/")
    choices = page.locator(f"{FORM} [name=discipline] option").evaluate_all(
        "(options) => options.map((option) => option.value)"
    )
    discipline = next((each for each in choices if each not in ("", "ally")), "music")
    return {
        **pages(slug, discipline),
        "letter": f"/c/{slug}/letter/",
        "spanish": f"/c/{slug}/?lang=es",
        "not-found": f"/c/{slug}/nowhere/",
        "unknown-link": f"/confirm/{UNKNOWN_TOKEN}",
        "mistakes": f"/c/{slug}/",
        "unfolded": f"/c/{slug}/",
        "numbers-unfolded": f"/c/{slug}/numbers/",
    }


def _prepare(page: Page, name: str) -> None:
    """Bring the page into the state its name says."""
    if name == "mistakes" and page.locator(FORM).count():
        page.locator(FORM).first.evaluate("(form) => { form.noValidate = true; }")
        page.locator(f"{FORM} [name=zip]").fill("00000")
        page.locator(f"{FORM} [type=submit]").click()
        page.wait_for_load_state()
    if name.endswith("unfolded"):
        unfold(page)


def _shoot(browser: Browser, url: str, slug: str | None, only: str) -> None:
    paths = _paths(browser.new_page(base_url=url), slug)
    for scheme in SCHEMES:
        for width in WIDTHS:
            context = browser.new_context(
                base_url=url,
                color_scheme=scheme,
                viewport={"width": width, "height": 900},
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, path in paths.items():
                if only not in name:
                    continue
                page.goto(path)
                _prepare(page, name)
                wide = page.evaluate("document.documentElement.scrollWidth") - width
                if wide > 0:
                    print(f"{name} at {width} px is {wide} px too wide")
                page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)
            context.close()


def _shoot_state(page: Page, name: str) -> None:
    """This page as it stands, at every width, light and dark."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth") - width
            if wide > 0:
                print(f"{name} at {width} px is {wide} px too wide")
            page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)


def main() -> int:
    """Shoot, and say how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a running Tutti (default: start one)")
    parser.add_argument("--campaign", metavar="SLUG", help="default: the first that is linked")
    parser.add_argument("--only", default="", metavar="PART", help="pages whose name holds this")
    asked = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        print("No chromium found: install it, or name one with CHROMIUM=/path.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with _tutti(asked.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        _shoot(browser, url, asked.campaign, asked.only)
        if not asked.url:
            own_screenshots.shoot_all(browser, asked.only, _shoot_state)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
