"""The coverage grid, and the page behind each of its cells: a paragraph and the letter with it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import database
from app.admin.letter_grid_form import ParagraphForm
from app.admin.letter_texts_form import too_long
from app.admin.panel import campaign_of, needs, panel, who
from app.campaigns.models import Campaign
from app.letters import coverage, editing, fields, lengths, queries, recipients, specimen
from app.letters.coverage import AudienceUnknown
from app.letters.errors import LetterTooLong, TextChanged
from app.letters.texts import Audience
from app.organizers.rights import Right

CELL = "/c/<slug>/letter/words/<key>/<chamber>/"


@panel.get("/c/<slug>/letter/words/")
@needs(Right.RUN)
def letter_grid(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    if not queries.has_brief(campaign):
        return redirect(url_for("panel.letter_texts", slug=slug), 303)
    rows = coverage.grid(campaign)
    return render_template(
        "admin/letter/grid.html",
        campaign=campaign,
        rows=rows,
        sums=coverage.sums(rows),
        unfolded=set(request.args.getlist("crafts")),
        has_targets=bool(recipients.list_targets(campaign)),
    )


@panel.get(CELL)
@needs(Right.RUN)
def letter_words(slug: str, key: str, chamber: str) -> str:
    campaign = campaign_of(slug)
    where = _where(campaign, key, chamber)
    text = editing.find_paragraph(campaign, where)
    form = ParagraphForm(data={"text": text, "seen": editing.mark(text)})
    return _page(campaign, where, form)


@panel.post(CELL)
@needs(Right.RUN)
def letter_words_save(slug: str, key: str, chamber: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    where, form = _where(campaign, key, chamber), ParagraphForm(request.form)
    if not form.validate():
        return _page(campaign, where, form), 422
    try:
        editing.edit_paragraph(
            campaign, where, form.text.data or "", seen=form.seen.data or "", by=who()
        )
    except TextChanged as changed:
        form.seen.data = editing.mark(str(changed.now))
        form.form_errors = [
            _("Somebody else has changed this paragraph meanwhile. Nothing is saved yet.")
        ]
        return _page(campaign, where, form, other=str(changed.now)), 422
    except LetterTooLong as error:
        form.text.errors = [too_long(error.length)]
        return _page(campaign, where, form), 422
    flash(_("The paragraph is saved.") if form.text.data else _("It falls back from now on."))
    return redirect(url_for("panel.letter_grid", slug=slug, _anchor=_anchor(where)), 303)


@panel.post(f"{CELL}preview/")
@needs(Right.RUN)
def letter_words_preview(slug: str, key: str, chamber: str) -> str:
    """The same page with what is typed, read as an office would; nothing is kept."""
    database.only_read()
    campaign = campaign_of(slug)
    where, form = _where(campaign, key, chamber), ParagraphForm(request.form)
    form.validate()
    return _page(campaign, where, form)


def _page(
    campaign: Campaign, where: Audience, form: ParagraphForm, *, other: str | None = None
) -> str:
    without = coverage.without_own(campaign, where)
    typed = (form.text.data or "").strip()
    return render_template(
        "admin/letter/words.html",
        campaign=campaign,
        where=where,
        key=where.key or coverage.EVERYBODY,
        chamber=where.chamber.value if where.chamber else coverage.BOTH,
        form=form,
        without=without,
        other=other,
        merge=fields.FIELDS,
        room=lengths.ROOM,
        specimen=specimen.make(campaign, where, typed or without.text),
        is_own=bool(typed),
    )


def _where(campaign: Campaign, key: str, chamber: str) -> Audience:
    try:
        where = coverage.audience(campaign, key, chamber)
    except AudienceUnknown:
        abort(404)
    if not queries.has_brief(campaign):
        abort(404)
    return where


def _anchor(where: Audience) -> str:
    return f"row-{where.key or coverage.EVERYBODY}"
