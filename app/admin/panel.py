"""The panel's blueprint, and the guard in front of every page of it.

A page says whom it is for with `@needs(Right.RUN)`. One that forgot to say so is for
nobody: the guard fails closed, and a test walks every route as every role.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, Response, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.campaigns.queries import CampaignUnknown
from app.organizers import accounts
from app.organizers.models import Organizer
from app.organizers.rights import Right, holds

panel = Blueprint("panel", __name__, url_prefix=accounts.PREFIX)

# The largest number a row can have: either database fails over a larger one.
MOST_ID = 2**63 - 1

View = TypeVar("View", bound=Callable[..., Any])


def needs(right: Right, *, fresh: bool = False) -> Callable[[View], View]:
    """Say whom a page is for; `fresh`: only within minutes of having signed in or verified.

    Stands below the route: `@panel.get(...)`, then `@needs(...)`.
    """

    def mark(view: View) -> View:
        view.needs = right  # type: ignore[attr-defined]
        view.fresh = fresh  # type: ignore[attr-defined]
        return view

    return mark


def who() -> Organizer:
    """Who is signed in. Behind the guard alone."""
    return cast("Organizer", current_user._get_current_object())  # noqa: SLF001


def may(right: Right) -> bool:
    """Whether who is signed in has this right: for what a page shows, never instead of `needs`."""
    return bool(current_user.is_authenticated) and holds(current_user.role, right)


def is_fresh() -> bool:
    """Whether they signed in, or proved anew who they are, within `accounts.FRESH`."""
    # Flask-Security's own mark, in seconds since 1970.
    proved_at = float(session.get("fs_paa", 0))
    return clock.timestamp() - proved_at <= accounts.FRESH.total_seconds()


def campaign_of(slug: str) -> Campaign:
    """The campaign in hand, in whatever state; answers 404 where there is none."""
    try:
        return campaigns.get_any(slug)
    except CampaignUnknown:
        abort(404)


def number(name: str) -> int | None:
    """A row's number, of the form or the address; None for what no row can be called."""
    found = request.values.get(name, type=int)
    return found if found is not None and 0 < found <= MOST_ID else None


@panel.before_request
def guard() -> ResponseReturnValue | None:
    view = current_app.view_functions[cast("str", request.endpoint)]
    right: Right | None = getattr(view, "needs", None)
    if not current_user.is_authenticated:
        return _to_sign_in()
    if right is None or not holds(current_user.role, right):
        abort(403)
    if any(isinstance(each, int) and each > MOST_ID for each in (request.view_args or {}).values()):
        abort(404)
    if getattr(view, "fresh", False) and not is_fresh():
        return _to_verify()
    return None


@panel.after_request
def keep_private(response: Response) -> Response:
    """Nothing of the panel stays in a cache, in an index or in a referrer."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _to_sign_in() -> ResponseReturnValue:
    if _wants_json():
        abort(401)
    return redirect(url_for("security.login", next=_here()), 303)


def _to_verify() -> ResponseReturnValue:
    if _wants_json():
        abort(401)
    return redirect(url_for("security.verify", next=_here()), 303)


def _here() -> str:
    """Where they wanted to be: the page itself, or where the form that they sent stands."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    return request.path


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json" or request.path.endswith(".json")
