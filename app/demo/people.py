"""Invented people for the demo campaign: names in several scripts, no address anybody owns."""

from __future__ import annotations

import random
from dataclasses import dataclass

FIRST = (
    "Ana Ben Chen Dalia Emeka Fatima Greta Hiro Imani Jonas Keiko Lucía Mateo Nadia Omar Priya "
    "Quentin Rosa Sven Thandi Uma Victor Wren Ximena Yusuf Zoë Łukasz Søren Aoife D’Arcy"
).split()
LAST = (
    "Alvarez Brown Cohen Diaz Ellis Fischer García Hughes Ito Jackson Kim López Müller Nguyễn "
    "O’Neill Patel Quiñones Ross Singh Turner Usman Vega Wilson Xu Young Zamora Ångström Ōtomo"
).split()
OTHER_SCRIPTS = (("أمينة", "حداد"), ("Олена", "Коваль"), ("美咲", "田中"), ("שירה", "לוי"))
STAGE = (
    "Night Ferry|Paper Lantern|Low Tide|Ms. Marrow|Kid Cathode|The Understudies|Velvet Ledger|"
    "Ink & Ember|Halcyon Jane|Small Hours|Otis Fell|Moth Parade|Second Draft|Luz Baldía"
).split("|")
# Populous places, so that the map has peaks; every one is a ZIP code in use.
ZIPS = (
    "10001 10025 11201 11215 14604 90012 90026 94110 94607 95814 92101 60614 60647 78702 75208 "
    "77006 37206 37203 38104 30307 30316 98103 98122 97202 97214 80205 87501 87106 70117 70119 "
    "19125 15206 02139 01002 04101 05401 06511 20009 20910 21218 23220 27701 28801 33137 33701 "
    "35203 39201 40204 43202 44113 46201 48202 48104 50309 53703 55406 55104 57501 58102 59801 "
    "63118 64110 66044 68102 72202 73102 82001 83702 84101 85004 89101 96813 99501 00901 96910 "
    "29201 25301 26505 03101 19801 02903 07302 59101"
).split()


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    credit_name: str
    email: str
    zip: str


def invent(number: int, dice: random.Random) -> Person:
    """The `number`th invented person. example.org is reserved: mail to it reaches nobody (RFC 2606)."""
    names = dice.choice(FIRST), dice.choice(LAST)
    if dice.random() < 0.05:
        names = dice.choice(OTHER_SCRIPTS)
    return Person(
        first_name=names[0],
        last_name=names[1],
        credit_name=dice.choice(STAGE) if dice.random() < 0.3 else " ".join(names),
        email=f"invented-{number}@example.org",
        zip=dice.choice(ZIPS),
    )
