"""What the demo campaign asks its people to write: its brief and its paragraphs.

Nobody in it has written: invented people send no letters, and the numbers say so.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.campaigns.models import Campaign
from app.congress.offices import Chamber
from app.extensions import db
from app.letters import fields, texts
from app.letters.texts import Audience

CONTENT = Path(__file__).with_name("letters.toml")


def load(campaign: Campaign) -> None:
    """Give the demo campaign its brief and paragraphs. Raises fields.FieldUnknown."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    said = content["brief"]
    brief = texts.save_brief(
        campaign, subject=said.pop("subject"), demand=said.pop("demand").strip()
    )
    fields.check(said["call_script"])
    for name, value in said.items():
        setattr(brief, name, value.strip() if isinstance(value, str) else value)
    for each in content["paragraphs"]:
        texts.save_paragraph(campaign, _audience(campaign, each), each["text"])
    db.session.flush()


def _audience(campaign: Campaign, text: dict[str, str]) -> Audience:
    chamber = Chamber(text["chamber"]) if "chamber" in text else None
    if "discipline" not in text:
        return Audience(chamber=chamber)
    discipline = next(d for d in campaign.disciplines if d.slug == text["discipline"])
    if "craft" not in text:
        return Audience(discipline, chamber=chamber)
    craft = next(c for c in discipline.crafts if c.slug == text["craft"])
    return Audience(discipline, craft, chamber)
