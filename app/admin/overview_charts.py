"""The dashboard's charts: which numbers go into which picture, in the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app import filters
from app.admin.overview import Overview
from app.campaigns import tile_map
from app.campaigns.models import Campaign
from app.campaigns.tile_map import TileMap
from app.charts import bars, spark
from app.charts.bars import Columns, Series, Words
from app.pledges import counts

MOST_DAYS = 90
# How far beyond today the days are drawn, so that the day of action is in sight.
AHEAD = 45
EVERY_HOURS = 6


@dataclass(frozen=True)
class Small:
    """One of the small multiples: a discipline, its sum, today's and its run of days."""

    name: str
    css_class: str
    count: int
    today: int
    id: int
    run: Markup


@dataclass(frozen=True)
class Charts:
    smalls: list[Small]
    days: Markup
    day_rows: list[tuple[str, list[int]]]
    hours: Markup
    hour_rows: list[tuple[str, list[int]]]
    allies_hours: Markup
    gap: Markup
    tiles: TileMap


def draw(campaign: Campaign, overview: Overview) -> Charts:
    """All of them."""
    run = _days(campaign, overview.today)
    hours, series = overview.hours, _day_series(overview, run)
    return Charts(
        smalls=_smalls(campaign, overview, [day for day in run if day <= overview.today]),
        days=_by_day(campaign, series, run),
        day_rows=[
            (filters.day_month(day), [each.values[i] for each in series])
            for i, day in enumerate(run)
            if day <= overview.today
        ][::-1],
        hours=_by_hour(campaign, overview),
        hour_rows=[
            (_hour_label(hour), [each[i] for each in overview.by_hour.values()])
            for i, hour in enumerate(hours)
        ][::-1],
        allies_hours=spark.run(
            overview.by_hour[counts.ALLY], most=max(overview.by_hour[counts.ALLY])
        ),
        gap=_gap(overview),
        tiles=tile_map.draw(
            overview.states,
            title=_("Artists by state"),
            number=filters.number,
            unknown=_("not shown") if overview.hides else "",
        ),
    )


def _days(campaign: Campaign, today: dt.date) -> list[dt.date]:
    """From the opening (or 90 days back) to today, or to the day of action if it is near."""
    opened = campaign.opens_at.astimezone(ZoneInfo(campaign.time_zone)).date()
    first = max(min(opened, today), today - dt.timedelta(days=MOST_DAYS - 1))
    last = max(today, min(campaign.day, today + dt.timedelta(days=AHEAD)))
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _smalls(campaign: Campaign, overview: Overview, run: list[dt.date]) -> list[Small]:
    numbers = overview.now.numbers
    most = max((max(days.values(), default=0) for days in numbers.days.values()), default=0)
    return [
        Small(
            name=each.discipline.name,
            css_class=f"hue-{each.discipline.hue}",
            count=each.count,
            today=numbers.days[each.discipline.id].get(overview.today, 0),
            id=each.discipline.id,
            run=spark.run([numbers.days[each.discipline.id].get(day, 0) for day in run], most=most),
        )
        for each in numbers.disciplines
    ]


def _day_series(overview: Overview, run: list[dt.date]) -> list[Series]:
    days = overview.now.numbers.days
    return [
        Series(
            name=each.discipline.name,
            css_class=f"hue-{each.discipline.hue}",
            values=[days[each.discipline.id].get(day, 0) for day in run],
        )
        for each in overview.now.numbers.disciplines
    ]


def _by_day(campaign: Campaign, series: list[Series], run: list[dt.date]) -> Markup:
    columns = Columns(
        count=len(run),
        ticks=[(i, _short_day(day)) for i, day in enumerate(run) if (run[-1] - day).days % 7 == 0],
        mark=_mark(campaign, [i for i, day in enumerate(run) if day == campaign.day]),
    )
    words = _words(
        "days",
        _("Signatures per day, by discipline"),
        _(
            "From %(first)s to %(last)s. The table below has the numbers.",
            first=filters.long_date(run[0]),
            last=filters.long_date(run[-1]),
        ),
    )
    return bars.stacked(series, columns, words)


def _by_hour(campaign: Campaign, overview: Overview) -> Markup:
    hours = overview.hours
    series = [
        Series(each.name, f"hue-{each.hue}", overview.by_hour[str(each.id)])
        for each in campaign.disciplines
    ]
    columns = Columns(
        count=len(hours),
        ticks=[(i, _tick(h)) for i, h in enumerate(hours) if h.hour % EVERY_HOURS == 0],
        mark=_mark(campaign, [i for i, hour in enumerate(hours) if hour.date() == campaign.day]),
    )
    words = _words(
        "hours",
        _("Signatures per hour, by discipline"),
        _("The last 48 hours on the campaign’s own clock. The table below has the numbers."),
    )
    return bars.stacked(series, columns, words)


def _gap(overview: Overview) -> Markup:
    series = [
        Series(_("Signed"), "pale", [signed for _day, signed, _n in overview.gap]),
        Series(_("Confirmed"), "ink", [confirmed for _day, _n, confirmed in overview.gap]),
    ]
    ticks = [(i, _short_day(day)) for i, (day, _s, _c) in enumerate(overview.gap)]
    words = _words(
        "gap",
        _("Signed and confirmed, day by day"),
        _("The last 14 days, two bars a day. The table below has the numbers."),
    )
    return bars.beside(series, Columns(count=len(overview.gap), ticks=ticks), words)


def _mark(campaign: Campaign, columns: list[int]) -> tuple[int, int, str] | None:
    if not columns:
        return None
    return columns[0], columns[-1], _("the day, %(day)s", day=filters.day_month(campaign.day))


def _words(name: str, title: str, description: str) -> Words:
    return Words(id=name, title=title, description=description, number=filters.number)


def _tick(hour: dt.datetime) -> str:
    return _short_day(hour.date()) if hour.hour == 0 else _clock(hour)


def _hour_label(hour: dt.datetime) -> str:
    return f"{_short_day(hour.date())}, {_clock(hour)}"


def _clock(hour: dt.datetime) -> str:
    return format_time(hour, "short", tzinfo=hour.tzinfo, locale=get_locale() or "en")


def _short_day(day: dt.date) -> str:
    return str(format_skeleton("MMMd", day, locale=get_locale() or "en"))
