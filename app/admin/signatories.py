"""Everybody who signed: one search box, filters, pages. What is typed stands in no address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.admin import search_memory, signatory_words
from app.admin.panel import campaign_of, needs, number, panel
from app.campaigns.models import Campaign
from app.organizers.rights import Right
from app.pledges import fingerprints, search, search_words
from app.pledges.models import SignatoryState
from app.pledges.search import Wanted
from app.pledges.search_words import ALLY, Reading, Unreadable

# Beside the states of a signature: whoever is set aside, in whatever state.
SHADOW = "shadow"
FILTERS = ("find", "as", "state", "discipline", "imported")


@dataclass(frozen=True)
class Asked:
    """A search as an address names it: `typed` are the words themselves, from the session.

    `forgotten`: the address names words that this session does not know.
    """

    wanted: Wanted
    typed: str
    readings: list[Reading]
    forgotten: bool
    trouble: str = ""

    @property
    def others(self) -> list[Reading]:
        return [each for each in self.readings if each != self.wanted.reading]


@panel.get("/c/<slug>/signatories/")
@needs(Right.RUN)
def signatories(slug: str) -> str:
    campaign = campaign_of(slug)
    return _page(campaign, asked(campaign))


@panel.post("/c/<slug>/signatories/")
@needs(Right.RUN)
def signatories_search(slug: str) -> ResponseReturnValue:
    """A POST, so that what is typed stands in no address; the results have one of their own."""
    campaign = campaign_of(slug)
    typed = search_words.clean(request.form.get("q", ""))
    try:
        search_words.read(typed, search_words.words_of(campaign))
    except Unreadable as error:
        wanted = _wanted(campaign, request.form)
        wrong = Asked(wanted, typed, [], forgotten=False, trouble=signatory_words.trouble(error))
        return _page(campaign, wrong), 422
    kept: dict[str, Any] = {n: request.form[n] for n in FILTERS[2:] if request.form.get(n)}
    if typed:
        kept["find"] = search_memory.remember(typed)
    return redirect(url_for("panel.signatories", slug=slug, **kept), 303)


def asked(campaign: Campaign) -> Asked:
    """What this address asks for."""
    key = request.args.get("find", "")
    typed = search_memory.recall(key) if key else ""
    readings: list[Reading] = []
    if typed:
        # Unreadable only where a discipline was renamed since.
        try:
            readings = search_words.read(typed, search_words.words_of(campaign))
        except Unreadable as error:
            wrong = signatory_words.trouble(error)
            return Asked(Wanted(campaign.id), typed, [], forgotten=False, trouble=wrong)
    chosen = [each for each in readings if each.field == request.args.get("as")]
    reading = next(iter([*chosen, *readings]), None)
    wanted = replace(_wanted(campaign, request.args), reading=reading)
    return Asked(wanted, typed or "", readings, forgotten=typed is None)


def here() -> dict[str, Any]:
    """The part of the address that says what is listed."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _wanted(campaign: Campaign, said: Any) -> Wanted:
    """The filters; what no filter knows is passed over."""
    state = said.get("state", "")
    ids = {each.slug: each.id for each in campaign.disciplines} | {ALLY: 0}
    imported = {"1": True, "0": False}
    return Wanted(
        campaign.id,
        state=SignatoryState(state) if state in set(SignatoryState) else None,
        shadow=True if state == SHADOW else None,
        discipline=ids.get(said.get("discipline", "")),
        imported=imported.get(said.get("imported", "")),
    )


def _page(campaign: Campaign, asked: Asked) -> str:
    kept, reading = here(), asked.wanted.reading
    before = number("before")
    lists = not (asked.trouble or asked.forgotten)
    found = search.find(asked.wanted, before=before) if lists else search.Found([])
    older = {**kept, "before": found.before}
    return render_template(
        "admin/signatories.html",
        campaign=campaign,
        asked=asked,
        found=found,
        kept=kept,
        states=list(SignatoryState),
        words=signatory_words,
        short=fingerprints.short,
        understood=signatory_words.understood(reading, campaign) if reading else "",
        remark=signatory_words.remark(reading) if reading else "",
        newer=url_for("panel.signatories", slug=campaign.slug, **kept) if before else "",
        older=url_for("panel.signatories", slug=campaign.slug, **older) if found.before else "",
    )
