"""The dashboard: how the campaign goes, for everybody who may see its numbers."""

from __future__ import annotations

import hashlib

from flask import Response, jsonify, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, filters
from app.activity.models import OWN, UNTOUCHED, EventKind
from app.admin import overview, overview_charts
from app.admin.overview import Now
from app.admin.panel import campaign_of, may, needs, panel
from app.charts import spark
from app.letters import desk_words, recipients, sums
from app.letters.undone import Backlog
from app.organizers.rights import Right
from app.trends import queries as trends


@panel.get("/c/<slug>/")
@needs(Right.NUMBERS)
def dashboard(slug: str) -> str:
    campaign = campaign_of(slug)
    found = overview.gather(campaign, all_names=may(Right.RUN))
    codes = [code for code, _states in found.board.offices]
    return render_template(
        "admin/dashboard/page.html",
        campaign=campaign,
        found=found,
        now=found.now,
        says=says(found.now),
        kinds=sums.kinds(found.now.letters),
        charts=overview_charts.draw(campaign, found),
        offices=recipients.gather(campaign, codes),
        desk=desk_words,
        part=spark.part,
        as_of=clock.now(),
        alerts=trends.count_open().get(campaign.id, 0) if may(Right.RUN) else 0,
        EventKind=EventKind,
    )


@panel.get("/c/<slug>/numbers-now.json")
@needs(Right.NUMBERS)
def numbers_now(slug: str) -> Response:
    campaign = campaign_of(slug)
    said = says(overview.now(campaign))
    # While this stays the same, so do the charts.
    mark = hashlib.sha256(repr(said).encode()).hexdigest()[:12]
    as_of = filters.moment(clock.now(), campaign.time_zone)
    return jsonify(says=said, mark=mark, as_of=_("As of %(moment)s.", moment=as_of))


def says(now: Now) -> dict[str, str]:
    """The moving numbers as the page writes them, by the name of the place they stand in."""
    found = {
        "artists": now.numbers.artists,
        "allies": now.numbers.allies,
        "viewed": now.happened[EventKind.VIEWED],
        "signed": now.happened[EventKind.SIGNED],
        "confirmed": now.happened[EventKind.CONFIRMED],
        "wrote": sum(now.wrote.values()),
        "own": now.wrote[OWN],
        "untouched": now.wrote[UNTOUCHED],
        "accepted": now.letters.accepted,
        "handed-off": now.letters.handed_off,
        "reported": now.letters.reported,
        "queued": now.letters.waiting,
        "failed": now.letters.failed,
    }
    for each in now.numbers.disciplines:
        found[f"d{each.discipline.id}"] = each.count
    words = {name: filters.number(n) for name, n in found.items()}
    return {**words, **waiting(now.mails), "share": share(now)}


def waiting(mails: Backlog) -> dict[str, str]:
    """How many mails wait, as far as anybody counts, and for how long the oldest."""
    depth = filters.number(mails.depth)
    if mails.is_more:
        depth = str(_("over %(many)s", many=filters.number(mails.depth - 1)))
    return {"mails": depth, "overdue": age(mails.oldest) if mails.depth else "–"}


def age(seconds: float) -> str:
    """How long something has been due, in the roundest words that are true."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return str(_("under a minute"))
    if minutes < 120:
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    hours = minutes // 60
    if hours < 48:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", hours // 24))


def share(now: Now) -> str:
    """How much of the goal is reached, in whole per cent, never rounded up."""
    return f"{100 * now.numbers.artists // max(1, now.numbers.goal)} %"
