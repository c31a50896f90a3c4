"""The campaign's public pages. None of them sets a cookie; all may be cached."""

from __future__ import annotations

from dataclasses import asdict

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.http import generate_etag

from app import filters
from app.campaigns import calendar, kept, mode, page, queries, share_card, tile_map
from app.campaigns.models import Campaign, Discipline
from app.campaigns.queries import CampaignUnknown, DisciplineUnknown
from app.letters import board, sums
from app.letters import queries as letters
from app.pledges import counts, published
from app.pledges import queries as pledges
from app.pledges.small_cells import FEWEST

campaigns = Blueprint("campaigns", __name__)
campaigns.add_app_template_global(mode.rehearses)

VOICES_ON_A_PAGE = 30
# For caches between us and many readers; a reader's own browser asks each time, so
# that whoever has just confirmed sees the count move.
FRESH = "public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=300"
SLOW = "public, max-age=300, stale-while-revalidate=3600"


@campaigns.get("/")
def home() -> Response:
    listed = queries.list_open() or queries.list_ended()
    if len(listed) == 1:
        return _page(_campaign(listed[0].slug), None)
    return _kept(make_response(render_template("campaigns/list.html", campaigns=listed)), FRESH)


@campaigns.get("/c/<slug>/", endpoint="page")
def page_(slug: str) -> Response:
    return _page(_campaign(slug), None)


@campaigns.get("/c/<slug>/<discipline>/")
def discipline_page(slug: str, discipline: str) -> Response:
    campaign = _campaign(slug)
    found = _discipline(campaign, discipline)
    if found.slug != discipline:
        return _moved(url_for(".discipline_page", slug=slug, discipline=found.slug, lang=None))
    return _page(campaign, found)


@campaigns.get("/c/<slug>/voices/")
def voices(slug: str) -> Response:
    campaign = _campaign(slug)
    named = request.args.get("discipline", "")
    chosen = _discipline(campaign, named) if named else None
    number = min(max(request.args.get("page", 1, type=int), 1), 1000)
    found = pledges.list_voices(
        campaign,
        discipline=chosen,
        limit=VOICES_ON_A_PAGE + 1,
        offset=(number - 1) * VOICES_ON_A_PAGE,
    )
    return _fresh(
        render_template(
            "campaigns/voices.html",
            campaign=campaign,
            voices=found[:VOICES_ON_A_PAGE],
            disciplines=campaign.disciplines,
            discipline=chosen,
            next_page=number + 1 if len(found) > VOICES_ON_A_PAGE else None,
        )
    )


@campaigns.get("/c/<slug>/numbers/")
def numbers(slug: str) -> Response:
    campaign = _campaign(slug)
    found, written = counts.numbers(campaign), board.numbers(campaign)
    places = published.read(campaign)
    html = render_template(
        "campaigns/numbers.html",
        campaign=campaign,
        numbers=found,
        letters=sums.public(campaign, written),
        kinds=sums.kinds(written) if letters.has_brief(campaign) else [],
        places=places,
        names={each.id: each for each in campaign.disciplines},
        fewest=FEWEST,
        tiles=tile_map.draw(
            places.states,
            title=_("Artists by state"),
            number=filters.number,
            unknown=_("not shown") if places.left_out else "",
        ),
    )
    return _kept(make_response(html), FRESH)


@campaigns.get("/c/<slug>/numbers.json")
def numbers_json(slug: str) -> Response:
    campaign = _campaign(slug)
    found, places = counts.numbers(campaign), published.read(campaign)
    said = {
        "total": found.artists,
        "goal": found.goal,
        "allies": found.allies,
        "letters": asdict(board.numbers(campaign)),
        "disciplines": [
            {"slug": each.discipline.slug, "name": each.discipline.name, "count": each.count}
            for each in found.disciplines
        ],
        "states": [{"state": state, "count": count} for state, count in places.states],
        # States that are not in the list hold few artists, or would give such a one away.
        "states_suppressed": places.left_out,
        "states_as_of": places.as_of and places.as_of.isoformat(timespec="seconds"),
        # Whoever shows these numbers elsewhere must know that no letter has left.
        "rehearsal": mode.is_rehearsal(campaign),
    }
    answer = jsonify(**said, as_of=found.as_of.isoformat(timespec="seconds"))
    # While nobody signs, the same tag: what a reader has is then still true.
    answer.set_etag(generate_etag(repr(said).encode()), weak=True)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept(answer, FRESH)


@campaigns.get("/c/<slug>/share.png", endpoint="share_card")
def share_card_(slug: str) -> Response:
    return _card(_campaign(slug), None)


@campaigns.get("/c/<slug>/<discipline>/share.png")
def discipline_share_card(slug: str, discipline: str) -> Response:
    campaign = _campaign(slug)
    return _card(campaign, _discipline(campaign, discipline))


@campaigns.get("/c/<slug>/day.ics")
def day_ics(slug: str) -> Response:
    campaign = _campaign(slug)
    url = page.public("campaigns.page", slug=campaign.slug)
    answer = make_response(calendar.day_ics(campaign, url, campaign.demand))
    answer.mimetype = "text/calendar"
    answer.headers["Content-Disposition"] = f'attachment; filename="{campaign.slug}.ics"'
    return _cached(answer, SLOW)


def _page(campaign: Campaign, discipline: Discipline | None) -> Response:
    form = page.blank_form(campaign, discipline=discipline, source=kept.code())
    return _kept(make_response(page.render(campaign, discipline=discipline, form=form)), FRESH)


def _moved(to: str) -> Response:
    """To a discipline's present address, with whatever the link carried.

    Kept for seconds only: renamed back, the two addresses would lead to each other for ever.
    """
    query = request.query_string.decode("ascii", "replace")
    answer = make_response(redirect(f"{to}?{query}" if query else to, 301))
    return _cached(answer, FRESH)


def _card(campaign: Campaign, discipline: Discipline | None) -> Response:
    card = page.card(campaign, counts.numbers(campaign), discipline)
    answer = make_response(share_card.png(card))
    answer.mimetype = "image/png"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept(answer, SLOW)


def _campaign(slug: str) -> Campaign:
    try:
        return queries.get_public(slug)
    except CampaignUnknown:
        abort(404)


def _discipline(campaign: Campaign, slug: str) -> Discipline:
    try:
        return queries.get_discipline(campaign, slug)
    except DisciplineUnknown:
        abort(404)


def _fresh(html: str) -> Response:
    return _cached(make_response(html), FRESH)


def _kept(answer: Response, how: str) -> Response:
    """For the pages that everybody comes to: the process sends the same bytes for a second."""
    answer.headers["Cache-Control"] = how
    return kept.keep(answer)


def _cached(answer: Response, how: str) -> Response:
    answer.headers["Cache-Control"] = how
    if not answer.get_etag()[0]:
        answer.set_etag(generate_etag(answer.get_data()))
    answer.make_conditional(request)
    return answer
