"""Invented people for the demo campaign: names in several scripts, no address anybody owns."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

NAMES = tomllib.loads(Path(__file__).with_name("people.toml").read_text(encoding="utf-8"))
OTHER_SCRIPTS = (("أمينة", "حداد"), ("Олена", "Коваль"), ("美咲", "田中"), ("שירה", "לוי"))


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    credit_name: str
    email: str
    zip: str


def invent(number: int, dice: random.Random) -> Person:
    """The `number`th invented person. Mail to example.org reaches nobody (RFC 2606)."""
    names = dice.choice(NAMES["first"]), dice.choice(NAMES["last"])
    if dice.random() < 0.05:
        names = dice.choice(OTHER_SCRIPTS)
    return Person(
        first_name=names[0],
        last_name=names[1],
        credit_name=dice.choice(NAMES["stage"]) if dice.random() < 0.3 else " ".join(names),
        email=f"invented-{number}@example.org",
        zip=dice.choice(NAMES["zips"]),
    )
