"""What the campaign page shows, gathered: for the page itself and for a form that comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app import clock, filters
from app.campaigns import score, share_card, text
from app.campaigns.models import Campaign, Discipline, Phase
from app.campaigns.score import Line, Score, ScoreTexts
from app.campaigns.share_card import ShareCard
from app.letters import board, sums
from app.pledges import counts
from app.pledges import queries as pledges
from app.pledges.counts import Numbers
from app.pledges.forms import SignForm

# Enough to hear that they differ; the others are one link away.
VOICES_ON_PAGE = 4


@dataclass(frozen=True)
class Share:
    """What is passed on: absolute addresses from PUBLIC_URL, never from a Host header."""

    url: str
    title: str
    text: str
    image: str


def render(
    campaign: Campaign,
    *,
    discipline: Discipline | None,
    form: SignForm | None,
    is_preview: bool = False,
) -> str:
    """The campaign page, or the same in one discipline's words.

    `is_preview`: shown by a secret link, with the form as it will be, which cannot be sent.
    """
    numbers = counts.numbers(campaign)
    return render_template(
        "campaigns/page.html",
        campaign=campaign,
        discipline=discipline,
        headline=(discipline and discipline.headline) or campaign.headline,
        lead=(discipline and discipline.paragraph) or campaign.demand,
        demand=campaign.demand,
        phase=campaign.phase,
        numbers=numbers,
        letters=letter_lines(campaign),
        score=draw_score(campaign, numbers),
        story=text.html(campaign.story),
        organizations=campaign.organizations,
        voices=pledges.list_first_voices(campaign, limit=VOICES_ON_PAGE),
        form=form,
        days_to_go=campaign.days_to_go,
        share=share(campaign, discipline),
        is_preview=is_preview,
    )


def letter_lines(campaign: Campaign) -> list[str]:
    """What the campaign may say of its letters, one line for each kind of which there are any."""
    return sums.public(campaign, board.numbers(campaign))


def blank_form(
    campaign: Campaign, *, discipline: Discipline | None, source: str
) -> SignForm | None:
    """A fresh form, or none while nobody can sign."""
    if campaign.phase is not Phase.OPEN:
        return None
    typed = {"discipline": discipline.slug if discipline else "", "source": source}
    return SignForm(campaign=campaign, typed=typed)


def share(campaign: Campaign, discipline: Discipline | None) -> Share:
    """The page's address and card, in the campaign's own words."""
    image = "campaigns.discipline_share_card" if discipline else "campaigns.share_card"
    page = "campaigns.discipline_page" if discipline else "campaigns.page"
    where: dict[str, Any] = {
        "slug": campaign.slug,
        **({"discipline": discipline.slug} if discipline else {}),
    }
    return Share(
        url=public(page, **where),
        title=(discipline and discipline.headline) or campaign.headline,
        text=campaign.share_text,
        image=public(image, **where),
    )


def public(endpoint: str, **values: Any) -> str:
    """The absolute address of a page, whatever language this reader chose."""
    return str(current_app.config["PUBLIC_URL"]) + url_for(endpoint, **values, lang=None)


def draw_score(campaign: Campaign, numbers: Numbers) -> Score:
    """The campaign's picture, in the reader's language."""
    zone = ZoneInfo(campaign.time_zone)
    return score.draw(
        lines(campaign, numbers),
        opens=campaign.opens_at.astimezone(zone).date(),
        day=campaign.day,
        today=clock.now().astimezone(zone).date(),
        texts=_texts(campaign),
    )


def lines(campaign: Campaign, numbers: Numbers) -> list[Line]:
    """A line of the score for each discipline."""
    return [
        Line(
            id=each.discipline.id,
            slug=each.discipline.slug,
            name=each.discipline.name,
            hue=each.discipline.hue,
            count=each.count,
            days=numbers.days[each.discipline.id],
            href=url_for(
                "campaigns.discipline_page", slug=campaign.slug, discipline=each.discipline.slug
            ),
        )
        for each in numbers.disciplines
    ]


def card(campaign: Campaign, numbers: Numbers, discipline: Discipline | None) -> ShareCard:
    """What the share card of the page shows, in the campaign's language: it is made for all."""
    with force_locale(campaign.language):
        return _card(campaign, numbers, discipline)


def _card(campaign: Campaign, numbers: Numbers, discipline: Discipline | None) -> ShareCard:
    zone = ZoneInfo(campaign.time_zone)
    return ShareCard(
        title=filters.capitalised(discipline.people) if discipline else campaign.title,
        headline=(discipline and discipline.headline) or campaign.headline,
        count=_signed(numbers),
        date=filters.day_month(campaign.day),
        everyone=_("everyone plays"),
        picture=share_card.picture(
            lines(campaign, numbers),
            opens=campaign.opens_at.astimezone(zone).date(),
            day=campaign.day,
            today=clock.now().astimezone(zone).date(),
        ),
        hue=discipline.hue if discipline else None,
        language=campaign.language,
    )


def _signed(numbers: Numbers) -> str:
    if not numbers.artists:
        return str(_("Artists of every discipline: sign the pledge"))
    return str(
        ngettext(
            "%(artists)s artists of one discipline have signed",
            "%(artists)s artists of %(num)s disciplines have signed",
            sum(1 for each in numbers.disciplines if each.count),
            artists=filters.number(numbers.artists),
        )
    )


def _texts(campaign: Campaign) -> ScoreTexts:
    return ScoreTexts(
        title=_("The score"),
        description=_(
            "One line for each discipline, a note where its artists signed; the lines draw "
            "together towards %(day)s.",
            day=filters.long_date(campaign.day),
        ),
        date=filters.day_month(campaign.day),
        everyone=_("everyone plays"),
        number=filters.number,
        legend=_legend,
    )


def _legend(each: int) -> str:
    if each == 1:
        return str(
            _("One note is one signature, on the day it was made. No note is tied to a name.")
        )
    return str(
        ngettext(
            "One note stands for about %(num)s signature. No note is tied to a name.",
            "One note stands for about %(num)s signatures. No note is tied to a name.",
            each,
        )
    )
