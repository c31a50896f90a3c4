"""Who stands behind a campaign: names, links, partner codes, the words of their boxes."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import database
from app.admin import edit
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns import service
from app.campaigns.errors import EditedMeanwhile, StepRefused
from app.organizers.rights import Right

CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")
LONGEST = {"name": 120, "url": 300, "consent": 300}
_NAMES = ("id", "place", "name", "url", "code", "consent")


@panel.get("/c/<slug>/organizations/")
@needs(Right.RUN)
def organizations_show(slug: str) -> ResponseReturnValue:
    return redirect(url_for("panel.edit", slug=slug, _anchor="organizations"), 303)


@panel.post("/c/<slug>/organizations/")
@needs(Right.RUN)
def organizations(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    rows = _typed()
    wrong = _mistakes(rows)
    if not wrong:
        try:
            version = request.form.get("version", 0, type=int)
            service.save_organizations(campaign, rows, version=version, by=who())
        except EditedMeanwhile:
            wrong = [_("Somebody has changed the campaign meanwhile. Look at it, and press again.")]
        except StepRefused as refused:
            wrong = refused.reasons
        else:
            flash(_("Saved."))
            return redirect(url_for("panel.edit", slug=slug, _anchor="organizations"), 303)
    database.only_read()
    return edit.show(campaign_of(slug), rows=rows, organization_mistakes=wrong), 422


def _typed() -> list[dict[str, Any]]:
    """The lines that say anything, in the order of their places."""
    columns = [request.form.getlist(name) for name in _NAMES]
    gone = set(request.form.getlist("gone"))
    rows = [dict(zip(_NAMES, values, strict=False)) for values in zip(*columns, strict=False)]
    kept = [row for row in rows if row["id"] not in gone or not row["id"]]
    said = [
        row for row in kept if any(row[name].strip() for name in ("name", "url", "code", "consent"))
    ]
    typed = [{name: row[name].strip() for name in _NAMES} for row in said]
    typed.sort(key=lambda row: _whole(row["place"], len(rows)))
    return [row | {"id": _whole(row["id"], 0) or None} for row in typed]


def _whole(text: str, otherwise: int) -> int:
    """A number of a few plain digits; whatever else was sent stands for `otherwise`."""
    is_one = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_one else otherwise


def _mistakes(rows: list[dict[str, Any]]) -> list[str]:
    wrong = []
    for row in rows:
        name = row["name"] or _("an organization")
        if not row["name"]:
            wrong.append(_("Every organization needs a name."))
        if row["url"] and not row["url"].startswith(("https://", "http://")):
            wrong.append(_("The web address of %(name)s must begin with https://.", name=name))
        if row["code"] and not CODE.fullmatch(row["code"]):
            wrong.append(_("The code of %(name)s: letters, digits, points and hyphens.", name=name))
        if row["consent"] and not row["code"]:
            wrong.append(_("%(name)s asks for a yes of its own, and so needs a code.", name=name))
        if any(each < " " for field in LONGEST for each in row[field]):
            wrong.append(
                _("There is a character in %(name)s that cannot be read.", name=name.split("\0")[0])
            )
        if any(len(row[field]) > longest for field, longest in LONGEST.items()):
            wrong.append(_("What is said of %(name)s is too long.", name=name))
    codes = [row["code"] for row in rows if row["code"]]
    if len(codes) != len(set(codes)):
        wrong.append(_("Two organizations have the same code."))
    return wrong
