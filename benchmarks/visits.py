"""Every page of the panel that can be got, each with something on it, and what it is asked for.

The list is the map of URLs: a page that is new there and whose arguments nobody knows here ends
the measurement, and so does one that answers with an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from app import clock
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.imports import tasks as imports
from app.imports import uploads
from app.jobs import engine
from app.jobs import service as jobs
from app.jobs.models import Job, JobState
from app.letters import targets
from app.letters.models import Letter, Target
from app.me import links
from app.me.models import MeLink
from app.organizers import invitations
from app.organizers.models import Organizer, RoleName
from app.pledges import bulk
from app.pledges.models import Signatory, SignatoryState
from app.pledges.search import Wanted
from app.rehearsal import mailbox
from app.trends.models import Alert, TrendKind
from tests.support import organizers
from tests.support.page import Page
from tests.support.visits import pages

# Pages that look for something: what is typed into the search box of the signatories.
TYPED = (
    "person777777@mail.example",
    "@union.example",
    "Ada Lovelace",
    "Monk 12",
    "Олена Коваль",
    "田中",
    "10042",
    "NM",
    "NM-03",
    "code-7",
    "code-399",
    "nobody at all",
)
# Further addresses of pages that have filters or go on.
FURTHER = {
    "panel.signatories": (
        "state=pending",
        "state=withdrawn",
        "state=confirmed",
        "discipline=ally",
        "discipline=fashion",
        "state=shadow",
        "imported=1",
        "imported=0",
        "state=pending&discipline=fashion",
        "before=500000",
    ),
    "panel.ledger": (
        "state=failed",
        "state=queued",
        "channel=hand_off",
        "channel=print",
        "office=SCA01",
        "office=SCA01&state=failed",
        "words=own",
        "words=untouched&state=reported",
        "reason=refused",
        "before=500000",
    ),
    "panel.voices": ("pile=approved", "pile=declined", "after=500000"),
    "panel.history": ("before=5000",),
    "panel.outgoing": ("before=500000",),
    "panel.limits": ("before=500",),
    "panel.limits_house": ("before=500",),
    "panel.discipline_merge": ("into={other}",),
    "panel.dashboard": ("offices=all",),
}
MAIL = b"Subject: Look\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\r\n".join(
    (
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>Look.</p>",
        b"--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nA text.\r\n--b--",
    )
)
FILE = b"email,first_name,last_name\n" + b"".join(
    b"new%d@mail.example,Ada,Lovelace\n" % number for number in range(500)
)


@dataclass(frozen=True)
class Visit:
    """A page, by the name it goes by in the table, and how it is asked for, as often as wanted."""

    name: str
    ask: Callable[[], Any]

    def first(self) -> Any:
        """The answer. Raises RuntimeError where it is an error."""
        answer = self.ask()
        if answer.status_code >= 400:
            raise RuntimeError(f"{self.name} answers {answer.status_code}")
        return answer


def visits(app: Flask, slug: str) -> list[Visit]:
    """Every page of the panel, and every search, as an owner asks for it."""
    with app.app_context():
        owner = organizers.organizer(RoleName.OWNER)
        known = _make(slug, owner)
        visitor = organizers.visitor(app, owner)
    home = app.config["PUBLIC_URL"]

    def visit(address: str, name: str = "") -> Visit:
        return Visit(name or address, partial(visitor.client.get, address, base_url=home))

    found = [visit(address) for address in _addresses(app, known)]
    return found + [visit(address, name) for name, address in _searches(visitor, slug, home)]


def public(app: Flask, slug: str) -> list[Visit]:
    """The pages of everybody that ask the database, and one's own page.

    Finished bytes are kept for a second: of each page the first answer tells what it costs.
    """
    client, home = app.test_client(), app.config["PUBLIC_URL"]
    with app.app_context():
        first = db.session.scalars(sa.select(Campaign).where(Campaign.slug == slug)).one()
        discipline = first.disciplines[0].slug
        own = _own_page(first).removeprefix(home)
        db.session.rollback()
    shown = [f"/c/{slug}/{rest}" for rest in ("numbers.json", "letter/", "share.png")]
    shown += [f"/c/{slug}/voices/?discipline={discipline}", f"/c/{slug}/voices/?page=50"]
    shown += [*pages(slug, discipline).values(), own, f"{own}data.json", "/readyz"]
    return [
        Visit(each.replace(own, "/me/…/"), partial(client.get, each, base_url=home))
        for each in shown
    ]


def _own_page(campaign: Campaign) -> str:
    """The address of the newest signatory's own page."""
    newest = sa.select(Signatory).where(Signatory.campaign_id == campaign.id)
    person = db.session.scalars(newest.order_by(Signatory.id.desc()).limit(1)).one()
    with transaction():
        links.answer(person.email, campaign.id, locale="en")
    found = sa.select(MeLink).where(MeLink.signatory_id == person.id)
    return links.address(db.session.scalars(found.order_by(MeLink.id.desc()).limit(1)).one())


def _addresses(app: Flask, known: Mapping[str, list[Any]]) -> Iterator[str]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if not rule.endpoint.startswith("panel.") or "GET" not in (rule.methods or ()):
            continue
        for number, values in enumerate(_values(rule, known)):
            address = str(app.url_map.bind("").build(rule.endpoint, values, method="GET"))
            yield _behind(rule, address)
            for words in FURTHER.get(rule.endpoint, ()) if not number else ():
                yield f"{address}?{words.format(other=known['other'][0])}"


def _behind(rule: Rule, address: str) -> str:
    """Three addresses share an endpoint, which builds the first of them alone."""
    last = rule.rule.rstrip("/").rpartition("/")[2]
    if rule.endpoint == "panel.strike_again":
        return f"{address.rstrip('/').rpartition('/')[0]}/{last}/"
    return address


def _values(rule: Rule, known: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    names = sorted(rule.arguments)
    choices = [known.get(f"{rule.endpoint} {name}") or known.get(name, []) for name in names]
    for name, some in zip(names, choices, strict=True):
        if not some:
            raise RuntimeError(f"{rule.rule}: say in benchmarks/visits.py which {name} to ask for")
    for chosen in product(*choices):
        yield dict(zip(names, chosen, strict=True))


def _make(slug: str, owner: Organizer) -> dict[str, list[Any]]:
    """What the pages are about: for each argument the values it is asked for with."""
    with transaction():
        campaign = db.session.scalars(sa.select(Campaign).where(Campaign.slug == slug)).one()
        newest = db.session.scalars(
            sa.select(Signatory)
            .where(Signatory.campaign_id == campaign.id)
            .order_by(Signatory.id.desc())
            .limit(1)
        ).one()
        first, other = campaign.disciplines[:2]
        invited = invitations.invite(
            "a@mail.example", RoleName.VIEWER, by=owner, locale="en", mail=False
        )
        target = db.session.scalar(sa.select(Target).where(Target.campaign_id == campaign.id))
        target = target or targets.add(campaign, targets.Named("The Office"), by=owner)
        upload = jobs.prepare(imports.KIND, by=owner, campaign=campaign)
        uploads.take_in(upload, [FILE])
        made: dict[str, list[Any]] = {
            "slug": [slug],
            "discipline_id": [first.id],
            "other": [other.id],
            "signatory_id": [newest.id],
            "letter_id": [_newest_letter(campaign)],
            "target_id": [target.id],
            "organizer_id": [owner.id],
            "invitation_id": [invited.id],
            "what": ["signatories", "letters", "deliveries"],
            "key": ["all", f"d{first.id}"],
            "chamber": ["both"],
            "number": [0],
            "panel.import_look job_id": [upload.id],
            "alert_id": [each.id for each in _alerts(campaign, newest)],
        }
    counted = _counted(campaign, owner)
    kept = mailbox.current().keep(MAIL, sender="a@mail.example", recipients=["b@mail.example"])
    return made | {"job_id": counted, "name": [kept.stem]}


def _newest_letter(campaign: Campaign) -> int:
    newest = sa.select(sa.func.max(Letter.id)).where(Letter.campaign_id == campaign.id)
    return db.session.scalar(newest) or 0


def _counted(campaign: Campaign, owner: Organizer) -> list[int]:
    """A bulk act on those who never confirmed: its dry count, and what would be done, as jobs."""
    with transaction():
        wanted = Wanted(campaign.id, state=SignatoryState.PENDING)
        counted = bulk.begin(campaign, wanted, by=owner).id
    engine.drain()
    with transaction():
        acted = bulk.go_on(db.session.get_one(Job, counted), by=owner, act=bulk.SHADOW)
        # Nothing is done to the people that are measured.
        acted.state, acted.ended_at = JobState.CANCELLED, clock.now()
        return [counted, acted.id]


def _alerts(campaign: Campaign, newest: Signatory) -> list[Alert]:
    """One of each kind, about what the newest signatory has in common with others."""
    keys = {
        TrendKind.ADDRESS: newest.fingerprint.hex() if newest.fingerprint else "",
        TrendKind.DOMAIN: newest.email_domain,
        TrendKind.ZIP: newest.zip,
        TrendKind.SOURCE: newest.source,
        TrendKind.SHAPE: newest.name_shape,
        TrendKind.NAME: newest.legal_name_index.hex(),
        TrendKind.SPEED: "fast",
    }
    day = clock.now().date()
    made = [
        Alert(
            campaign_id=campaign.id,
            kind=kind,
            key=f"{key}",
            day=day,
            hour=clock.now(),
            count=300,
            whole=400,
            usual=1,
            first_id=1,
            last_id=newest.id,
        )
        for kind, key in keys.items()
    ]
    before = sa.select(Alert).where(Alert.campaign_id == campaign.id, Alert.count == 300)
    known = db.session.scalars(before).all()
    if not known:
        db.session.add_all(made)
        db.session.flush()
    return list(known) or made


def _searches(visitor: Any, slug: str, home: str) -> Iterator[tuple[str, str]]:
    """(name, address) of what each search leads to."""
    where = f"/organize/c/{slug}/signatories/"
    for typed in TYPED:
        token = organizers.csrf(Page(visitor.client.get(where, base_url=home)))
        answer = visitor.client.post(
            where, data={"q": typed, "csrf_token": token}, headers={"Origin": home}, base_url=home
        )
        address = answer.headers["Location"]
        yield f"search: {typed}", address
        # Words that may mean several things: the page offers the others.
        offered = re.findall(r"[?&;]as=(\w+)", visitor.client.get(address, base_url=home).text)
        for meant in dict.fromkeys(offered):
            yield f"search: {typed} as {meant}", f"{address}&as={meant}"
