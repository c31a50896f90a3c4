"""The fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.support import required
from tests.support.browser import FLAGS, assert_accessible, find_chromium, open_page
from tests.support.live import LiveServer


@pytest.fixture(scope="session")
def shared_browser() -> Iterator[Browser | str]:
    """One chromium for this test process; a sentence where there is none."""
    path = find_chromium()
    if path is None:
        yield "no chromium found (apt-get install chromium, or CHROMIUM=/path/to/it)"
        return
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Error as error:
            yield f"{path} does not start: {str(error).splitlines()[0]}"
            return
        yield browser
        browser.close()


@pytest.fixture
def browser(request: pytest.FixtureRequest, shared_browser: Browser | str) -> Browser:
    """The system's chromium. Skips (or fails, where it is required) without one."""
    if isinstance(shared_browser, str):
        required.missing("browser", shared_browser)
    required.took_part(request, "browser")
    return shared_browser


@pytest.fixture
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """A page of the live server in a fresh profile.

    The marks `javascript(enabled)` and `appearance(scheme, width)` change it.
    """
    javascript = request.node.get_closest_marker("javascript")
    appearance = request.node.get_closest_marker("appearance")
    options = dict(zip(("scheme", "width"), appearance.args, strict=False)) if appearance else {}
    enabled = javascript.args[0] if javascript else True
    with open_page(browser, live_server.url, javascript=enabled, **options) as opened:
        yield opened


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` asserts that axe-core finds nothing."""
    return assert_accessible
