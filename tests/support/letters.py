"""Things a test about letters begins with, each really in the database (each commits)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.campaigns.models import Campaign
from app.congress import terms
from app.congress.models import CongressLoad, Dataset, LocalOffice, Member, ZipDistrict
from app.extensions import db
from app.letters import preview, queries, service, texts
from app.letters.drafts import Constituent, Draft
from app.letters.models import Brief, Letter
from app.letters.texts import Audience
from app.pledges.models import Signatory

OFFICES = ("HNM03", "SNM01", "SNM02")
PREFIX = "Ms."


def brief(campaign: Campaign, **over: Any) -> Brief:
    """The campaign asks for letters: a demand, a paragraph for everybody and one for music."""
    words = {"subject": "Keep copyright human", "demand": "Please keep copyright for people."}
    made = texts.save_brief(campaign, **{key: over.pop(key, value) for key, value in words.items()})
    made.topics = ["Arts, Culture, Religion"]
    for name, value in over.items():
        setattr(made, name, value)
    texts.save_paragraph(campaign, Audience(), "Every work has somebody behind it.")
    for each in campaign.disciplines:
        if each.slug == "music":
            texts.save_paragraph(campaign, Audience(each), "I make music in {city}, {state}.")
    db.session.commit()
    return made


def member(code: str = "HNM03", **over: Any) -> Member:
    """Who holds an office; their telephone and sites are invented."""
    began = terms.begins(terms.current())
    values: dict[str, Any] = {
        "office": code,
        "bioguide": f"X-{code}",
        "name": f"Pat Example of {code}",
        "last_name": "Example",
        "party": "Independent",
        "phone": "202-555-0100",
        "address": "1 Example House Office Building, Washington DC 20515",
        "url": f"https://{code.lower()}.house.example",
        "contact_form": f"https://{code.lower()}.house.example/contact",
        "term_start": began,
        "term_end": terms.ends(terms.current()),
        **over,
    }
    made = Member(**values)
    db.session.add(made)
    db.session.commit()
    return made


def members(codes: Sequence[str] = OFFICES) -> None:
    """Holders of these offices; every other seat is then known to be vacant."""
    for code in codes:
        member(code)
        db.session.add(LocalOffice(office=code, position=0, city="Santa Fe", phone="505-555-0100"))
    db.session.add(
        CongressLoad(
            dataset=Dataset.MEMBERS, source="a test", rows=len(codes), congress=terms.current()
        )
    )
    db.session.commit()


def constituent(**over: Any) -> Constituent:
    """Ada Lovelace of Santa Fe, whose letter every gateway takes."""
    values: dict[str, Any] = {
        "prefix": PREFIX,
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.org",
        "street": "1 Canyon Road",
        "city": "Santa Fe",
        "state": "NM",
        "zip": "87501",
        **over,
    }
    return Constituent(**values)


def draft(campaign: Campaign, discipline: str | None = "music", **over: Any) -> Draft:
    """A whole letter; words of the constituent's (`email`, `street` …) may stand among `over`."""
    named = {each.slug: each for each in campaign.disciplines}
    own = {key: over.pop(key) for key in list(over) if key in Constituent.__dataclass_fields__}
    values: dict[str, Any] = {
        "constituent": constituent(**own),
        "offices": OFFICES,
        "subject": "Keep copyright human",
        "personal": "They trained a machine on my records.",
        "discipline": named[discipline] if discipline else None,
        **over,
    }
    return Draft(**values)


def letter(campaign: Campaign, *, known: Signatory | None = None, **over: Any) -> Letter:
    """A letter as the page would have sent it: it waits, unless `known` has proved the address."""
    written = draft(campaign, **over)
    token = service.send_letter(campaign, written, preview.plan(campaign, written), known=known)
    db.session.commit()
    return queries.get_by_token(token)


def token(letter: Letter) -> str:
    """The token of its tracking link."""
    return queries.opened(letter)["token"]


def districts(zip_code: str, *found: tuple[str, int]) -> None:
    """The table of districts knows this ZIP code: (state, district) of each candidate."""
    congress = terms.current()
    for state, district in found:
        db.session.add(
            ZipDistrict(
                zip=zip_code,
                state=state,
                district=district,
                congress=congress,
                valid_from=terms.begins(congress),
            )
        )
    db.session.commit()
