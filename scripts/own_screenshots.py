"""The public pages that only somebody sees to whom something has happened, for `screenshots`.

One's own page and its answers, no more mails, who is stopped, the page that gives back what
was typed, and mails. Each is brought about once and then shot at every width.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page

from app import create_app
from scripts import staged
from tests.support import live
from tests.support.browser import unfold
from tests.support.mailbox import free_port

FORM = "form:has([name=first_name])"
# More than one client may sign at once (`limits.numbers`).
MANY = 26
ADDRESS = {
    "first_name": "Nova", "last_name": "Reyes", "email": "nova@example.org",
    "street": "1 Canyon Road", "city": "Santa Fe", "zip": "87501",
}  # fmt: skip
Shoot = Callable[[Page, str], None]


def shoot_all(browser: Browser, only: str, shoot: Shoot) -> None:
    """Bring about every state whose group's name holds `only`, and have it shot."""
    with tempfile.TemporaryDirectory() as instance:
        settings = {"INSTANCE_DIR": instance, "PORT": str(free_port()), "CONGRESS_DATA": "off"}
        app = create_app(settings)
        with app.app_context(), live.serve(app) as server:
            made = staged.stage()
            for name, bring in (
                ("own", _own), ("unsubscribe", _unsubscribe), ("later", _later),
                ("given-back", _given_back), ("stopped", _stopped), ("mail", _mails),
                ("letter-stopped", _letter_stopped),
            ):  # fmt: skip
                if only in name or name in only:
                    context = browser.new_context(base_url=server.url, reduced_motion="reduce")
                    context.set_default_timeout(40_000)
                    for shown in bring(app, context.new_page(), made):
                        shoot(*shown)
                    context.close()


State = Iterator[tuple[Page, str]]


def _own(_app: Flask, page: Page, made: staged.Staged) -> State:
    page.goto("/me/")
    page.locator("[name=email]").fill("not an address")
    page.get_by_role("button", name="Mail me the link").click()
    yield page, "own-mistake"
    page.locator("[name=email]").fill("nobody@example.org")
    page.get_by_role("button", name="Mail me the link").click()
    yield page, "own-asked"
    page.goto(staged.own_link(made.person))
    yield page, "own"
    unfold(page)
    yield page, "own-unfolded"
    page.locator("form:has([name=credit_name]) [type=submit]").click()
    yield page, "own-changed"
    unfold(page)
    page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true })")
    page.get_by_role("button", name="Erase me").click()
    yield page, "own-not-sure"
    unfold(page)
    page.get_by_role("button", name="Take my name back").click()
    yield page, "own-unsigned"
    page.get_by_role("button", name="Close this link").click()
    yield page, "own-closed"
    page.goto("/me/unknown-token/")
    yield page, "own-unknown"
    page.goto("/me/?done=erased")
    yield page, "own-erased"


def _unsubscribe(_app: Flask, page: Page, made: staged.Staged) -> State:
    # Another person: the one above has taken their name back, and with it is mailed no more.
    page.goto(staged.no_mail_link(made.shadowed))
    yield page, "unsubscribe"
    page.get_by_role("button").last.click()
    yield page, "unsubscribed"


def _later(_app: Flask, page: Page, made: staged.Staged) -> State:
    page.goto(f"/c/{made.slug}/signed/?later=10")
    yield page, "later"


def _given_back(app: Flask, page: Page, made: staged.Staged) -> State:
    with _locked(Path(app.config["INSTANCE_DIR"]) / "tutti.sqlite3"):
        _sign(page, made.slug, 0)
    yield page, "given-back"


def _stopped(_app: Flask, page: Page, made: staged.Staged) -> State:
    """A script that solves nothing, then somebody who comes from the same address."""
    with page.context.browser.new_context(java_script_enabled=False) as plain:  # type: ignore[union-attr]
        other = plain.new_page()
        page.goto(f"/c/{made.slug}/")
        base = page.url.split("/c/")[0]
        for each in range(MANY):
            _sign(other, made.slug, each, base)
            if other.locator("[name=altcha]").count():
                break
        yield other, "stopped-proof"
        other.get_by_role("button").first.click()
        yield other, "signed-later"


def _letter_stopped(_app: Flask, page: Page, made: staged.Staged) -> State:
    """A letter by somebody who is blocked meanwhile: as they wrote it, and why it does not go."""
    page.goto(f"/c/{made.slug}/letter/")
    page.locator("[name=prefix]").select_option(index=1)
    for name, value in ADDRESS.items():
        page.locator(f"[name={name}]").first.fill(value)
    page.locator("[name=discipline]").select_option(index=1)
    page.wait_for_timeout(3_100)
    page.locator("[name=step][value=write]").first.click()
    page.locator("[name=personal]").fill("They trained a machine on my records.")
    page.locator("[name=step][value=read]").first.click()
    staged.block(made.slug, "127.0.0.0/24")
    page.locator("[name=step][value=send]").first.click()
    page.wait_for_load_state()
    yield page, "letter-stopped"


def _mails(_app: Flask, page: Page, made: staged.Staged) -> State:
    for name, html in staged.mails(made.person, made.alert).items():
        page.set_content(html)
        yield page, name


def _sign(page: Page, slug: str, number: int, base: str = "") -> None:
    page.goto(f"{base}/c/{slug}/")
    form = page.locator(FORM).first
    form.locator("[name=first_name]").fill("Nova")
    form.locator("[name=last_name]").fill("Reyes")
    form.locator("[name=email]").fill(f"nova{number}@example.org")
    form.locator("[name=zip]").fill("87501")
    form.locator("[name=discipline]").select_option(index=1)
    page.wait_for_timeout(3_100)  # nobody fills in a form in less
    form.locator("[type=submit]").click()
    page.wait_for_load_state()


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    """Somebody else writes, and does not stop."""
    with closing(sqlite3.connect(database, isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        yield
        held.execute("ROLLBACK")
