"""What templates may do to a value before showing it: numbers, dates, languages."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time, get_timezone_name
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import format_date, get_locale
from jinja2.ext import Extension
from markupsafe import Markup, escape

from app.places import states

# Where a headline stops fitting into four lines of the largest size, in characters.
SHORT_HEADLINE = 52
MEDIUM_HEADLINE = 96
INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
# An option whose value needs no quotes.
PLAIN_VALUE = re.compile(r'(<option(?: selected)?) value="([A-Za-z0-9-]+)">')


def number(value: float) -> str:
    """16204 -> "16,204", in the reader's locale."""
    return _decimal(value, str(_locale()))


def long_date(value: dt.date) -> str:
    """The day with its month and year, in the reader's locale."""
    return str(format_date(value, "long", rebase=False))


def day_month(value: dt.date) -> str:
    """The day and its month, without the year, in the reader's locale."""
    return format_skeleton("MMMMd", value, locale=_locale())


def moment(value: dt.datetime, time_zone: str = "UTC") -> str:
    """Day, hour, minute and zone as the clocks of `time_zone` show them."""
    zone = ZoneInfo(time_zone)
    locale = _locale()
    day = format_date(value.astimezone(zone).date(), "long", rebase=False)
    hour = format_time(value, "short", tzinfo=zone, locale=locale)
    return f"{day}, {hour} {get_timezone_name(value.astimezone(zone), 'short', locale=locale)}"


def short_day(value: dt.datetime, time_zone: str = "UTC") -> str:
    """Day, short month and year as the calendar of `time_zone` shows them: for narrow columns."""
    day = value.astimezone(ZoneInfo(time_zone)).date()
    return format_skeleton("yMMMd", day, locale=_locale())


def state_name(code: str) -> str:
    """CA -> California; military mail and unknown codes stay as they are."""
    return states.NAMES.get(code, code)


def scale(headline: str) -> str:
    """The class that sets a headline as large as its length allows."""
    if len(headline) <= SHORT_HEADLINE:
        return "scale-l"
    return "scale-m" if len(headline) <= MEDIUM_HEADLINE else "scale-s"


def short_options(field: Markup) -> Markup:
    """A select without what HTML lets it leave out: end tags, quotes around plain values.

    The page holds every country; that makes 3 KB of it.
    """
    # As plain text: a Markup would escape the pieces the pattern puts together again.
    text = str(field).replace("</option>", "").replace("</optgroup>", "")
    return Markup(PLAIN_VALUE.sub(r"\1 value=\2>", text))  # noqa: S704


def in_front(staff: Markup, slug: str) -> Markup:
    """The score's staff with the line of discipline `slug` marked as the page's own."""
    line = Markup('data-line="{}"').format(slug)
    return staff.replace(line, Markup("data-own ") + line, 1) if slug else staff


def direction(language: str) -> str:
    """`rtl` for languages written from right to left, else `ltr`."""
    try:
        return Locale.parse(language.replace("-", "_")).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def lang_attribute(language: str) -> Markup:
    """` lang="…" dir="…"` where the campaign's words are in another language than the page."""
    if language.split("-", maxsplit=1)[0] == _locale().language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(escape(language), direction(language))


def capitalised(words: str) -> str:
    """The first letter large, the others untouched ("TV writers" stays "TV writers")."""
    return words[:1].upper() + words[1:]


class FlushLeft(Extension):
    """Pages are sent without the indentation their templates are written with."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        if name is None or not name.endswith(".html") or name.startswith("mail/"):
            return source
        return INDENTATION.sub("", source)


@lru_cache(maxsize=4096)
def _decimal(value: float, locale: str) -> str:
    """Babel takes a tenth of a millisecond for each number, and a table has a thousand."""
    return str(format_decimal(value, locale=locale))


def _locale() -> Locale:
    return get_locale() or Locale("en")


def init_app(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.add_extension(FlushLeft)
    for each in (
        number,
        long_date,
        day_month,
        moment,
        short_day,
        state_name,
        scale,
        in_front,
        short_options,
        direction,
        lang_attribute,
        capitalised,
    ):
        app.add_template_filter(each)
