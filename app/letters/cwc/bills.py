"""How bills and topics are filed: the spellings that the gateways take.

Sources: the House's schema `cwc_schema_v2.rng` (topics, bill types); the Senate's bill
types as other delivery agents report them, the missing dot of "H.Con.Res" included.
"""

from __future__ import annotations

from app.congress.offices import Chamber

TOPICS = (
    "Agriculture and Food",
    "Animals",
    "Armed Forces and National Security",
    "Arts, Culture, Religion",
    "Civil Rights and Liberties, Minority Issues",
    "Commerce",
    "Congress",
    "Crime and Law Enforcement",
    "Economics and Public Finance",
    "Education",
    "Emergency Management",
    "Energy",
    "Environmental Protection",
    "Families",
    "Finance and Financial Sector",
    "Foreign Trade and International Finance",
    "Government Operations and Politics",
    "Health",
    "Housing and Community Development",
    "Immigration",
    "International Affairs",
    "Labor and Employment",
    "Law",
    "Native Americans",
    "Public Lands and Natural Resources",
    "Science, Technology, Communications",
    "Social Sciences and History",
    "Social Welfare",
    "Sports and Recreation",
    "Taxation",
    "Transportation and Public Works",
    "Water Resources Development",
)

# The House's spelling, and the Senate's for the same.
BILL_TYPES = {
    "hamdt": "H.Amdt.",
    "hconres": "H.Con.Res",
    "hjres": "H.J.Res.",
    "hr": "H.R.",
    "hres": "H.Res.",
    "s": "S.",
    "samdt": "S.Amdt.",
    "sconres": "S.Con.Res.",
    "sjres": "S.J.Res.",
    "sres": "S.Res.",
}


def bill_type(typed: str, chamber: Chamber) -> str | None:
    """A bill's type as a chamber spells it, from "hr", "H.R." or "H. R."; None: unknown."""
    house = typed.lower().replace(".", "").replace(" ", "")
    if house not in BILL_TYPES:
        return None
    return house if chamber is Chamber.HOUSE else BILL_TYPES[house]


def topics(wanted: tuple[str, ...]) -> list[str]:
    """Those of the campaign's topics that the gateways know, each once."""
    return [each for each in dict.fromkeys(wanted) if each in TOPICS]
