"""Files in a real browser: people come in from one, and go out into another."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.jobs import engine
from tests.imports.files import ADA, GRACE, csv
from tests.support import factories, organizers
from tests.support.browser import assert_accessible, assert_fits
from tests.support.organizers import signed_in_page

PHONE, DESK = 375, 1440


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    """The journey is the same on every database."""
    return app_sqlite


def _look_closely(page: Page) -> None:
    """The page at both widths."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        assert_accessible(page)


def test_people_come_in_from_a_file(app: Flask, browser: Browser, tmp_path: Path) -> None:
    factories.campaign()
    file = tmp_path / "people.csv"
    file.write_text(csv(ADA, GRACE, "bad row").replace(",", ";"), encoding="utf-16")
    me = organizers.organizer("organizer")
    with signed_in_page(app, browser, me, width=DESK) as page:
        page.goto("/organize/c/day/import/")
        _look_closely(page)
        page.set_input_files("#file", file)
        page.get_by_role("button", name="Upload and look at it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Look at the file")
        expect(page.locator("#rows")).to_contain_text("Cells in this row: 1")
        _look_closely(page)

        page.get_by_role("button", name="Check the whole file").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Checking a file")
        _look_closely(page)
        engine.drain()
        # The page finds out by itself that it is done.
        page.get_by_role("link", name="Go on with this import").click()
        page.get_by_role("button", name="Import 2 people").click()
        engine.drain()
        expect(page.locator("main")).to_contain_text("2 people imported.", timeout=10_000)
        _look_closely(page)


def test_people_go_out_into_a_file(app: Flask, browser: Browser) -> None:
    factories.signatory(factories.campaign(), confirmed=True)
    me = organizers.organizer("organizer")
    with signed_in_page(app, browser, me, width=DESK) as page:
        page.goto("/organize/c/day/exports/")
        _look_closely(page)
        page.get_by_label("Compress the file (gzip)").check()
        page.get_by_role("button", name="Make the export").click()
        engine.drain()
        expect(page.locator("main")).to_contain_text("1 row.", timeout=10_000)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        assert download.value.suggested_filename.endswith(".csv.gz")
        lines = gzip.decompress(Path(download.value.path()).read_bytes()).decode("utf-8-sig")
        assert lines.splitlines()[1].startswith("Ada Lovelace,")
        page.goto("/organize/jobs/")
        _look_closely(page)
