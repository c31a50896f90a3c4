"""What templates do to values before they show them."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from markupsafe import Markup

from app import filters


@pytest.fixture
def page() -> Flask:
    """An application with nothing but the filters, inside a request."""
    app = Flask("page")
    Babel(app)
    filters.init_app(app)
    return app


@pytest.mark.parametrize(("locale", "shown"), [("en", "16,204"), ("es", "16.204")])
def test_number_follows_the_reader(page: Flask, locale: str, shown: str) -> None:
    with page.test_request_context(), force_locale(locale):
        assert filters.number(16204) == shown


@pytest.mark.parametrize(("locale", "shown"), [("en", "October 4"), ("es", "4 de octubre")])
def test_day_month_follows_the_reader(page: Flask, locale: str, shown: str) -> None:
    with page.test_request_context(), force_locale(locale):
        assert filters.day_month(dt.date(2026, 10, 4)) == shown


def test_moment_is_told_by_the_clocks_of_the_campaign(page: Flask) -> None:
    noon_utc = dt.datetime(2026, 7, 4, 16, 30, tzinfo=dt.UTC)
    with page.test_request_context(), force_locale("en"):
        told = filters.moment(noon_utc, "America/New_York")
    assert told.replace("\u202f", " ") == "July 4, 2026, 12:30 PM EDT"


def test_moment_names_the_day_of_its_own_zone(page: Flask) -> None:
    with page.test_request_context(), force_locale("en"):
        told = filters.moment(dt.datetime(2026, 7, 5, 2, tzinfo=dt.UTC), "America/New_York")
    assert told.startswith("July 4, 2026")


def test_words_in_the_language_of_the_page_carry_no_lang(page: Flask) -> None:
    with page.test_request_context(), force_locale("en"):
        assert filters.lang_attribute("en-US") == ""


def test_words_in_another_language_are_marked(page: Flask) -> None:
    with page.test_request_context(), force_locale("es"):
        assert filters.lang_attribute("ar") == ' lang="ar" dir="rtl"'


def test_a_language_cannot_break_out_of_its_attribute(page: Flask) -> None:
    with page.test_request_context(), force_locale("en"):
        assert '"><' not in filters.lang_attribute('x"><b>')


def test_short_options_keep_every_value_and_label() -> None:
    field = Markup(
        '<select name="a"><option selected value="US">United States</option>'
        '<option value="">A &amp; &lt;b&gt;</option></select>'
    )
    assert filters.short_options(field) == (
        '<select name="a"><option selected value=US>United States'
        '<option value="">A &amp; &lt;b&gt;</select>'
    )


def test_short_options_leave_a_typed_value_alone() -> None:
    field = Markup('<input value="Ana">')
    assert filters.short_options(field) == field


def test_one_line_of_the_score_comes_to_the_front() -> None:
    staff = Markup('<g data-line="music"></g><g data-line="games"></g>')
    assert filters.in_front(staff, "games") == (
        '<g data-line="music"></g><g data-own data-line="games"></g>'
    )


def test_no_line_comes_to_the_front_on_the_page_of_all() -> None:
    staff = Markup('<g data-line="music"></g>')
    assert filters.in_front(staff, "") == staff


def test_military_mail_keeps_its_code() -> None:
    assert (filters.state_name("CA"), filters.state_name("AE")) == ("California", "AE")


def test_pages_are_sent_without_indentation(page: Flask) -> None:
    flush = filters.FlushLeft(page.jinja_env)
    assert flush.preprocess("<p>\n  a b\n</p>", "pages/privacy.html") == "<p>\na b\n</p>"


@pytest.mark.parametrize("name", ["mail/confirm/body.txt", "mail/layout.html"])
def test_mails_keep_their_indentation(page: Flask, name: str) -> None:
    assert filters.FlushLeft(page.jinja_env).preprocess("  a", name) == "  a"
