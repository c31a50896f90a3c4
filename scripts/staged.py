"""A campaign in which something has happened: for pictures of what few people ever see.

The demo, and invented people besides: voices that wait, a hall that signs behind one
address, somebody in the shadow, somebody stopped, somebody with a letter and a link of
their own. In the database of the app in context, which is the pictures' own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from app import clock, migrate
from app.campaigns.models import Campaign
from app.database import transaction
from app.demo import service as demo
from app.extensions import db
from app.limits import listing
from app.limits.models import Action, ListKind, ListVerb, Stopped
from app.limits.service import Answer
from app.mail import messages
from app.me import links, unsubscribing
from app.me.models import MeLink
from app.organizers.models import Organizer
from app.outbox.models import ClaimedMail
from app.places import service as places
from app.pledges import shadowing
from app.pledges.models import Signatory
from app.pledges.rules import Reason
from app.privacy import sweep
from app.trends import looking
from app.trends.models import Alert
from tests.support import factories, letters, organizers
from tests.trends.crowd import crowd

VOICES = (
    "I spent eleven years learning this instrument. Nobody asked me before they took it.",
    "My mother painted these. They are not material.",
    "Write to me at 12 Main Street, or see www.cheap-prints.example.",
)
HALL = bytes.fromhex("51d0a7b3c2e94f60a1b2c3d4e5f60718")
HOME = bytes.fromhex("0b7e66f2918d4c3aa0b1c2d3e4f50617")


@dataclass(frozen=True)
class Staged:
    """What the pictures need to know of it."""

    slug: str
    person: int
    shadowed: int
    alert: int


def stage() -> Staged:
    """Fill the database of the app in context."""
    migrate.upgrade()
    with transaction():
        places.load_zips()
        campaign = demo.load()
    by = organizers.organizer("organizer", name="Rosa Vega")
    _voices(campaign)
    shadowed = _trends(campaign)
    _limits(campaign, by)
    person = _person(campaign)
    _over()
    alert = db.session.scalars(select(Alert.id).order_by(Alert.id)).first() or 0
    return Staged(campaign.slug, person.id, shadowed.id, alert)


def own_link(person: int) -> str:
    """The path of a fresh link to this person's own page."""
    db.session.rollback()  # the server has written since: an old snapshot could not
    signatory = db.session.get_one(Signatory, person)
    for old in db.session.scalars(select(MeLink)):
        db.session.delete(old)
    links.answer(signatory.email_canonical, signatory.campaign_id, locale="en")
    db.session.commit()
    found = db.session.scalars(select(MeLink)).one()
    path = links.address(found).removeprefix(current_app.config["PUBLIC_URL"])
    db.session.rollback()
    return path


def no_mail_link(person: int) -> str:
    """The path of the link that ends reminders and updates."""
    return f"/unsubscribe/{unsubscribing.token(db.session.get_one(Signatory, person))}"


def mails(person: int, alert: int) -> dict[str, str]:
    """The HTML of the mails that are new to most."""
    signatory = db.session.get_one(Signatory, person)
    own_link(person)
    link = db.session.scalars(select(MeLink)).one()
    waiting = factories.signatory(signatory.campaign, email="waits@example.org")
    by = db.session.scalars(select(Organizer).limit(1)).one()
    told = {"organizer": by.id, "campaign": signatory.campaign_id, "alerts": [alert]}
    return {
        "mail-me": _html("me_link", signatory, link_id=link.id),
        "mail-reminder": _html("confirm_reminder", waiting),
        "mail-alert": _html("trend_alert", None, **told),
    }


def block(slug: str, network: str) -> None:
    """Let nobody from this network in, for an hour from now."""
    db.session.rollback()
    campaign = db.session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
    by = db.session.scalars(select(Organizer).limit(1)).one()
    ends = clock.now() + dt.timedelta(hours=1)
    wanted = listing.Wanted(ListVerb.BLOCK, ListKind.RANGE, text=network, expires_at=ends)
    listing.add(wanted, campaign, by=by)
    db.session.commit()


def _html(kind: str, about: Signatory | None, **context: object) -> str:
    mail = ClaimedMail(
        1, kind, "ada@example.org", "en", about.campaign_id if about else None,
        about.id if about else None, dict(context), "<1@example.org>", 1, clock.now(),
    )  # fmt: skip
    return str(messages.build(mail).html)


def _voices(campaign: Campaign) -> None:
    slugs = [each.slug for each in campaign.disciplines]
    for number, words in enumerate(VOICES * 2):
        factories.signatory(
            campaign,
            slugs[number % len(slugs)],
            confirmed=True,
            email=f"voice{number}@example.org",
            credit_name=("Low Tide", "Ana Ruiz", "The Quiet Ones")[number % 3],
            voice=words,
        )


def _trends(campaign: Campaign) -> Signatory:
    """People as they come, a hall behind one address, a script's names; two are set aside."""
    looking.look()
    before = clock.now() - dt.timedelta(minutes=2)
    slug = campaign.disciplines[0].slug
    _signed(campaign, 40, "p", slug, before)
    _signed(campaign, 18, "hall", slug, before, fingerprint=HALL, source="local-802")
    odd = {"email_domain": "burner.example", "name_shape": "a|a9999", "filled_seconds": 2}
    _signed(campaign, 44, "zx", slug, before, **odd)
    looking.look()
    odd_ones = select(Signatory).where(Signatory.email_domain == "burner.example")
    people = db.session.scalars(odd_ones.order_by(Signatory.id).limit(6)).all()
    shadowing.shadow(people[:4], reason=Reason.ORGANIZER)
    shadowing.shadow(people[4:], reason=Reason.FAST)
    db.session.commit()
    return people[0]


def _signed(
    campaign: Campaign, many: int, name: str, slug: str, at: dt.datetime, **over: object
) -> None:
    crowd(campaign, many, name=name, discipline=slug, created_at=at, **over)


def _limits(campaign: Campaign, by: Organizer) -> None:
    now = clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    for client, domain, why, count in (
        (HALL, "local802.example", Answer.WAIT, 37),
        (HOME, "burner.example", Answer.PROVE, 4),
    ):
        db.session.add(
            Stopped(
                hour=hour,
                campaign_id=campaign.id,
                action=Action.SIGN,
                client=client,
                network=client[::-1],
                domain=domain,
                why=why,
                count=count,
                last_at=now,
            )
        )
    school = listing.Wanted(
        ListVerb.ALLOW, ListKind.DOMAIN, text="**.artschool.example", note="They sign in class"
    )
    block = listing.Wanted(ListVerb.BLOCK, ListKind.RANGE, text="192.0.2.0/24", note="A script")
    for wanted in (school, block):
        listing.add(wanted, campaign, by=by)
    db.session.commit()


def _person(campaign: Campaign) -> Signatory:
    """Somebody with everything that one's own page can show."""
    letters.members()
    letters.districts("87501", ("NM", 3))
    slugs = [each.slug for each in campaign.disciplines]
    person = factories.signatory(
        campaign,
        slugs[0],
        also=tuple(slugs[1:2]),
        confirmed=True,
        email="ada@example.org",
        credit_name="Nova Reyes",
        voice=VOICES[0],
        updates=True,
    )
    letters.letter(campaign, known=person, discipline=slugs[0])
    return person


def _over() -> None:
    """A campaign that has closed, and one whose people are gone; the sweep has run."""
    now = clock.now()
    for slug, title, months in (("spring", "Spring of Song", 2), ("first", "The First Day", 14)):
        ended = now - dt.timedelta(days=30 * months)
        factories.campaign(
            slug=slug, title=title, state="closed", opens_at=ended - dt.timedelta(days=60),
            closes_at=ended, closed_at=ended, day=ended.date(),
        )  # fmt: skip
    db.session.commit()
    sweep.run()
