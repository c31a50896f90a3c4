"""What the dashboard knows: every number of a campaign, gathered in a dozen short queries.

All of them read sums and indexes: nothing here grows with the number of signatories.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app import clock
from app.activity import queries as activity
from app.activity.models import OWN, UNTOUCHED, EventKind
from app.activity.queries import Ranked
from app.activity.viewing import OTHER
from app.campaigns.models import Campaign
from app.letters import board
from app.letters.board import Board
from app.letters.queries import LetterNumbers
from app.letters.undone import Backlog
from app.outbox import queries as outbox
from app.pledges import counts, published
from app.pledges.counts import Numbers
from app.pledges.models import TallyKind
from app.pledges.published import Places

HOURS = 48
GAP_DAYS = 14
# Who may see numbers alone is shown no code or site that fewer people came with.
FEW = 5
MOST_SOURCES = 12
# A mail takes a while: who signed within the last hours may still confirm.
GRACE = dt.timedelta(hours=3)
# Fewer than so many signatures in a day say nothing about the mails.
LEAST_SIGNED = 20
LEAST_SHARE = 0.4


@dataclass(frozen=True)
class Source:
    """A link's code: the partner it belongs to ("" for none), its views and its artists."""

    code: str
    partner: str
    views: int
    artists: int


@dataclass(frozen=True)
class Now:
    """The numbers that move while somebody looks: small enough to ask for every few seconds."""

    numbers: Numbers
    happened: Mapping[EventKind, int]
    wrote: Mapping[str, int]
    letters: LetterNumbers
    mails: Backlog


@dataclass(frozen=True)
class Overview:
    """Everything. `hours`: the beginnings of the last 48 on the campaign's clock, oldest first;
    `by_hour`: discipline id (or `counts.ALLY`) -> one number for each of them.
    `gap`: day, how many signed, how many confirmed. `states`: artists by state, the most
    first; `hides`: whether states that are not among them may hold artists too.
    """

    now: Now
    since: dt.datetime | None
    today: dt.date
    hours: list[dt.datetime]
    by_hour: dict[str, list[int]]
    sources: list[Source]
    other_sources: Source | None
    hosts: Ranked
    gap: list[tuple[dt.date, int, int]]
    lost: tuple[int, int] | None
    board: Board
    states: list[tuple[str, int]]
    hides: bool


def now(campaign: Campaign) -> Now:
    """The moving numbers."""
    wrote = dict(activity.by_key(campaign.id, EventKind.WROTE).top)
    return Now(
        numbers=counts.numbers(campaign),
        happened=activity.totals(campaign.id),
        wrote={each: wrote.get(each, 0) for each in (OWN, UNTOUCHED)},
        letters=board.numbers(campaign),
        mails=outbox.backlog(),
    )


def gather(campaign: Campaign, *, all_names: bool) -> Overview:
    """Everything the dashboard shows; without `all_names` no code or site that few came with.

    Nor a place where few are: of places, then, what the public sees.
    """
    zone = ZoneInfo(campaign.time_zone)
    hours = _last_hours(zone)
    sources, others = _sources(campaign, all_names)
    events = activity.by_hour(
        campaign.id,
        (EventKind.SIGNED, EventKind.CONFIRMED),
        since=first_midnight(zone),
    )
    hosts = activity.by_key(campaign.id, EventKind.HOST, most=MOST_SOURCES)
    moving, letters = now(campaign), board.read(campaign)
    places = Places(moving.numbers.states) if all_names else published.read(campaign)
    return Overview(
        now=moving,
        since=activity.first_hour(campaign.id),
        today=clock.now().astimezone(zone).date(),
        hours=hours,
        by_hour=_by_hour(campaign, hours),
        sources=sources,
        other_sources=others,
        hosts=hosts if all_names else _without_few(hosts),
        gap=_gap(events, zone),
        lost=lost_mails(events) if campaign.confirmation_required else None,
        board=letters if all_names else _without_few_letters(letters),
        states=places.states,
        hides=places.left_out,
    )


def first_midnight(zone: dt.tzinfo) -> dt.datetime:
    """The midnight with which the days of created against confirmed begin."""
    first = clock.now().astimezone(zone).date() - dt.timedelta(days=GAP_DAYS - 1)
    return dt.datetime.combine(first, dt.time(), zone)


def lost_mails(
    events: Mapping[tuple[EventKind, dt.datetime], int],
) -> tuple[int, int] | None:
    """(signed, confirmed) of the last day where so few confirmed that mails seem to be lost."""
    until = clock.now() - GRACE
    begin = until - dt.timedelta(days=1)
    signed = _sum(events, EventKind.SIGNED, lambda hour: begin <= hour < until)
    confirmed = _sum(events, EventKind.CONFIRMED, lambda hour: hour >= begin)
    if signed < LEAST_SIGNED or confirmed >= LEAST_SHARE * signed:
        return None
    return signed, confirmed


def _sum(
    events: Mapping[tuple[EventKind, dt.datetime], int],
    kind: EventKind,
    within: Callable[[dt.datetime], bool],
) -> int:
    return sum(n for (each, hour), n in events.items() if each is kind and within(hour))


def _last_hours(zone: dt.tzinfo) -> list[dt.datetime]:
    this = clock.now().replace(minute=0, second=0, microsecond=0)
    return [(this - dt.timedelta(hours=n)).astimezone(zone) for n in range(HOURS - 1, -1, -1)]


def _by_hour(campaign: Campaign, hours: list[dt.datetime]) -> dict[str, list[int]]:
    names = [*(str(each.id) for each in campaign.disciplines), counts.ALLY]
    # Where the clocks are set back, two hours have one key: the second shows both.
    keys = {name: [counts.hour_key(name, h.date(), h.hour) for h in hours] for name in names}
    found = counts.hours(campaign.id, {key for each in keys.values() for key in each})
    return {
        name: [found[key] if key not in mine[i + 1 :] else 0 for i, key in enumerate(mine)]
        for name, mine in keys.items()
    }


def _sources(campaign: Campaign, all_names: bool) -> tuple[list[Source], Source | None]:
    """The codes most artists and views came with, and all others as one."""
    partners = {each.code: each.name for each in campaign.organizations if each.code}
    artists = counts.sums(campaign.id, (TallyKind.SOURCE,))
    signed = Counter({code: n for (_, code), n in artists.items() if code and n > 0})
    ranked = activity.by_key(campaign.id, EventKind.SOURCE, most=2_000)
    views = Counter(dict(ranked.top))
    named: list[Source] = []
    others = Source("", "", ranked.others, 0)
    order = sorted(signed | views, key=lambda code: (-signed[code], -views[code], code))
    for code in order:
        each = Source(code, partners.get(code, ""), views[code], signed[code])
        # However many looked: the few artists behind a code must not stand alone.
        may_be_shown = all_names or each.partner or (each.artists or each.views) >= FEW
        if code != OTHER and may_be_shown and len(named) < MOST_SOURCES:
            named.append(each)
        else:
            others = Source("", "", others.views + each.views, others.artists + each.artists)
    return named, others if others.views or others.artists else None


def _without_few(ranked: Ranked) -> Ranked:
    few = [(name, n) for name, n in ranked.top if n < FEW]
    return Ranked([each for each in ranked.top if each not in few], ranked.others + _total(few))


def _without_few_letters(found: Board) -> Board:
    """An office is a place: one letter to it is one person there."""
    offices = [each for each in found.offices if sum(each[1].values()) >= FEW]
    others = found.others + len(found.offices) - len(offices)
    return replace(found, offices=offices, others=others)


def _total(pairs: list[tuple[str, int]]) -> int:
    return sum(n for _, n in pairs)


def _gap(
    events: Mapping[tuple[EventKind, dt.datetime], int], zone: dt.tzinfo
) -> list[tuple[dt.date, int, int]]:
    """An hour belongs to the day in which it begins: in zones of half hours that is near enough."""
    days: Counter[tuple[EventKind, dt.date]] = Counter()
    for (kind, hour), n in events.items():
        days[kind, hour.astimezone(zone).date()] += n
    first = first_midnight(zone).date()
    run = [first + dt.timedelta(days=n) for n in range(GAP_DAYS)]
    return [(day, days[EventKind.SIGNED, day], days[EventKind.CONFIRMED, day]) for day in run]
