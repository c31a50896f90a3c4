"""Where a page tells that it was opened: no cookie, no address, no person."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, request

from app import database, security
from app.activity.viewing import Viewing, clean_host
from app.campaigns import queries as campaigns
from app.campaigns.queries import CampaignUnknown
from app.extensions import csrf
from app.pledges import checks

activity = Blueprint("activity", __name__)
activity.record(
    lambda state: state.app.extensions.update(viewing=Viewing(cast("Flask", state.app)))
)


@activity.post("/c/<slug>/seen")
@csrf.exempt  # type: ignore[untyped-decorator]  # it changes a sum that anybody may add to
def seen(slug: str) -> Response:
    """Count one view of the campaign's page, and where its reader came from.

    A reader whose browser asks not to be followed (Global Privacy Control, Do Not Track) is
    one view, and nothing more.
    """
    database.only_read()
    if not _is_from_our_page():
        abort(403)
    if not {"source", "host"} <= request.form.keys():
        abort(400)
    try:
        campaign_id = campaigns.get_public_id(slug)
    except CampaignUnknown:
        abort(404)
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        viewing: Viewing = current_app.extensions["viewing"]
        viewing.see(campaign_id, **({"source": "", "host": ""} if _asks_for_quiet() else _from()))
    return Response(status=204, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _from() -> dict[str, str]:
    public = urlsplit(current_app.config["PUBLIC_URL"]).hostname or ""
    ours = frozenset({public, request.host.partition(":")[0]})
    return {
        "source": checks.source_code(request.form["source"]),
        "host": clean_host(request.form["host"], ours),
    }


def _is_from_our_page() -> bool:
    """Every browser says where such a request comes from; what says nothing is none."""
    says = "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
    return says and security.is_same_origin(request)


def _asks_for_quiet() -> bool:
    return "1" in (request.headers.get("Sec-GPC"), request.headers.get("DNT"))
