"""A draft shown to whoever holds its secret link: the page as it will be, with nothing to send."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, abort, make_response, request

from app.campaigns import page, queries
from app.campaigns.models import Campaign
from app.campaigns.queries import DisciplineUnknown
from app.extensions import db
from app.pledges.forms import SignForm

previews = Blueprint("previews", __name__)
LONGEST_TOKEN = 64


@previews.get("/preview/<token>/")
def show(token: str) -> Response:
    """The token is the permission: in no cache, in no index, and in no referrer.

    `?discipline=` shows the page in that one's words.
    """
    campaign = None
    if len(token) <= LONGEST_TOKEN and "\0" not in token:
        campaign = db.session.scalar(sa.select(Campaign).where(Campaign.preview_token == token))
    if campaign is None:
        abort(404)
    named = request.args.get("discipline", "")
    try:
        discipline = queries.get_discipline(campaign, named) if named else None
    except DisciplineUnknown:
        abort(404)
    form = SignForm(campaign=campaign, typed={"discipline": named})
    answer = make_response(page.render(campaign, discipline=discipline, form=form, is_preview=True))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
