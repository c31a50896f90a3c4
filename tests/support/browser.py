"""A real browser: the system's chromium, driven by playwright, and a strict eye on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Not even a name is looked up: a page that asks another host is found out, not served.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Chromium logs this for the document of a 404 or 422 too, which a test may want to see;
# anything else the page failed to load is found by `_Watch.answered`.
EXPECTED_LOG = "Failed to load resource: the server responded with a status of 4"


def find_chromium() -> str | None:
    """CHROMIUM, or what the system has under its usual names."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@dataclass
class _Watch:
    """Notes whatever a page of ours must never do."""

    host: str
    wrong: list[str] = field(default_factory=list)

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.wrong.append(f"asked another host: {request.url}")

    def answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.wrong.append(f"could not load {response.url}: {response.status}")

    def logged(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED_LOG):
            self.wrong.append(f"console: {message.text}")


@contextmanager
def open_page(
    browser: Browser, url: str, *, javascript: bool = True, scheme: str = "light", width: int = 1280
) -> Iterator[Page]:
    """A page in a fresh profile whose addresses start at `url`.

    At the end it raises AssertionError if the page asked another host, broke
    its Content-Security-Policy, or logged an error.
    """
    context = browser.new_context(
        base_url=url,
        java_script_enabled=javascript,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        locale="en-US",
        reduced_motion="reduce",
    )
    watch = _Watch(urlsplit(url).netloc)
    context.on("request", watch.asked)
    context.on("response", watch.answered)
    page = context.new_page()
    page.set_default_timeout(5_000)
    page.on("console", watch.logged)
    page.on("pageerror", lambda error: watch.wrong.append(f"error: {error}"))
    try:
        yield page
    finally:
        context.close()
    assert not watch.wrong, "the page misbehaved:\n  " + "\n  ".join(watch.wrong)


def unfold(page: Page) -> None:
    """Open everything that is folded."""
    page.locator("details").evaluate_all("(all) => all.forEach((each) => { each.open = true; })")


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing: WCAG 2.2 AA and its own best practice."""
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_fits(page: Page) -> None:
    """Nothing is cut off at the side, nor has to be scrolled to."""
    wide = page.evaluate(
        """() => {
            const limit = document.documentElement.clientWidth;
            const scrolls = (e) => e && (['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
                || scrolls(e.parentElement));
            const out = [...document.body.querySelectorAll('*')].filter((e) => {
                const box = e.getBoundingClientRect();
                return box.width > 1 && box.right > limit + 1 && !e.closest('svg, [hidden]')
                    && !scrolls(e.parentElement)
                    && getComputedStyle(e).visibility !== 'hidden';
            }).map((e) => e.tagName + '.' + e.className);
            return {
                scroll: document.documentElement.scrollWidth, limit: limit, out: out.slice(0, 5)
            };
        }"""
    )
    assert wide["scroll"] <= wide["limit"], f"{page.url} scrolls sideways: {wide}"
    assert not wide["out"], f"{page.url} is cut off at the side: {wide}"
