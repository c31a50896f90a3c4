"""The letter's shared half: what is asked of every office, and how it is filed; the ways there."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.letter_texts_form import BriefForm, too_long
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns.models import Campaign
from app.congress import queries as congress
from app.letters import desk_words, editing, fields, queries
from app.letters.editing import Asked
from app.letters.errors import LettersWritten, LetterTooLong, NoBrief, TextChanged
from app.letters.models import Brief
from app.organizers.rights import Right


@panel.get("/c/<slug>/letter/")
@needs(Right.RUN)
def letter_texts(slug: str) -> str:
    campaign = campaign_of(slug)
    said = editing.asked(_brief(campaign))
    form = BriefForm(said=said, committees=congress.list_committees())
    form.seen.data = editing.mark(said)
    return _page(campaign, form, said)


@panel.post("/c/<slug>/letter/")
@needs(Right.RUN)
def letter_texts_save(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    said = editing.asked(_brief(campaign))
    form = BriefForm(request.form, said=said, committees=congress.list_committees())
    if not form.validate():
        return _page(campaign, form, said), 422
    try:
        editing.edit_brief(campaign, form.asked(), seen=form.seen.data or "", by=who())
    except TextChanged as changed:
        return _second(campaign, form, changed), 422
    except LetterTooLong as error:
        form.demand.errors = [too_long(error.length)]
        return _page(campaign, form, said), 422
    flash(_("The letter is saved.") if said else _("Saved: letters are asked for from now on."))
    return redirect(url_for("panel.letter_texts", slug=slug), 303)


@panel.post("/c/<slug>/letter/off/")
@needs(Right.RUN)
def letter_off(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    try:
        editing.switch_off(campaign, by=who())
    except LettersWritten:
        flash(_("People have written already: the letter cannot be taken away."), "error")
    else:
        flash(_("No letters are asked for any more. Paragraphs and targets are kept."))
    return redirect(url_for("panel.letter_texts", slug=slug), 303)


@panel.get("/c/<slug>/letter/ways/")
@needs(Right.RUN)
def letter_ways(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    brief = _brief(campaign)
    if brief is None:
        return redirect(url_for("panel.letter_texts", slug=slug), 303)
    ways = [
        (name, desk_words.channel(name), desk_words.channel_means(name))
        for name in editing.channel_order(brief)
    ]
    return render_template(
        "admin/letter/ways.html", campaign=campaign, ways=ways, is_own=bool(brief.channels)
    )


@panel.post("/c/<slug>/letter/ways/")
@needs(Right.RUN)
def letter_ways_move(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    move, name = request.form.get("move", ""), request.form.get("channel", "")
    try:
        if move == "reset":
            editing.reset_channels(campaign, by=who())
        elif move in ("up", "down"):
            editing.move_channel(campaign, name, up=move == "up", by=who())
    except NoBrief:
        return redirect(url_for("panel.letter_texts", slug=slug), 303)
    return redirect(url_for("panel.letter_ways", slug=slug), 303)


def _second(campaign: Campaign, form: BriefForm, changed: TextChanged) -> str:
    """Somebody else was first: both texts, and the next press is made in their knowledge."""
    now = changed.now if isinstance(changed.now, Asked) else None
    form.seen.data = editing.mark(now)
    theirs = BriefForm(said=now, committees=congress.list_committees())
    other = [
        (mine.label.text, _shown(their))
        for mine, their in zip(form, theirs, strict=True)
        if mine.name != "seen" and (mine.data or "") != (_typed(their) or "")
    ]
    form.form_errors = [_("Somebody else has changed the letter meanwhile. Nothing is saved yet.")]
    return _page(campaign, form, now, other=other, gone=now is None)


def _typed(field: Any) -> Any:
    """As the same would have come from a form."""
    return str(field.data) if isinstance(field.data, int) else field.data


def _shown(field: Any) -> str:
    return ", ".join(field.data) if isinstance(field.data, list) else str(field.data or "")


def _page(campaign: Campaign, form: BriefForm, said: Asked | None, **more: Any) -> str:
    return render_template(
        "admin/letter/brief.html",
        campaign=campaign,
        form=form,
        begun=said is not None,
        may_end=said is not None and not editing.has_letters(campaign),
        merge=fields.FIELDS,
        **{"other": None, "gone": False, **more},
    )


def _brief(campaign: Campaign) -> Brief | None:
    try:
        return queries.get_brief(campaign)
    except NoBrief:
        return None
