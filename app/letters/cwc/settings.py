"""What an installation knows of one chamber's gateway: hosts, key, and who the delivery agent is.

Default addresses: House, "CWC Advocacy Vendor" documentation (2023); Senate, as other
delivery agents use them in 2026. docs/cwc.md says which of them are official.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import current_app

from app.congress import offices
from app.congress.offices import Chamber
from app.letters.channels.face import ChannelUnavailable

URLS = {
    Chamber.HOUSE: "https://cwc.house.gov/v2/message",
    Chamber.SENATE: "https://soapbox.senate.gov/api/production-messages/",
}
OFFICES_URLS = {
    Chamber.HOUSE: "https://cwc.house.gov/v2/offices",
    Chamber.SENATE: "https://soapbox.senate.gov/api/active_offices",
}
_CONFIG = {Chamber.HOUSE: "CWC_HOUSE", Chamber.SENATE: "CWC_SENATE"}


@dataclass(frozen=True)
class Agent:
    """Who hands the messages over, in the words of the agreement with the chamber."""

    name: str
    ack_email: str
    contact_name: str
    contact_email: str
    contact_phone: str


# So that a rehearsal without an agreement runs the real code; the number is a fictitious one.
REHEARSAL_AGENT = Agent(
    name="Tutti rehearsal",
    ack_email="rehearsal@localhost.localdomain",
    contact_name="Tutti rehearsal",
    contact_email="rehearsal@localhost.localdomain",
    contact_phone="202-555-0100",
)


@dataclass(frozen=True)
class Settings:
    """One chamber's gateway. `schema` is the path of the RELAX NG schema, where one is given.

    `excepted` are the offices that nothing is sent to, whatever the chamber's list says.
    """

    chamber: Chamber
    agent: Agent
    url: str
    offices_url: str
    key: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    schema: str | None = None
    excepted: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where messages are posted, without anything secret."""
        return bare(self.url)

    @property
    def url_with_key(self) -> str:
        """For the wire only: never to be logged or told."""
        return _with_key(self.url, self.key)

    @property
    def offices_url_with_key(self) -> str:
        """For the wire only. The key goes to no other host than the one that messages go to."""
        ours = urlsplit(self.url).netloc == urlsplit(self.offices_url).netloc
        return _with_key(self.offices_url, self.key if ours else None)


def of(chamber: Chamber) -> Settings:
    """The application's settings for a chamber.

    In rehearsal what is not set of the agent is REHEARSAL_AGENT's. Raises
    ChannelUnavailable in live mode without a key.
    """
    if not is_on(chamber):
        raise ChannelUnavailable(f"{_CONFIG[chamber]}_KEY is not set")
    return known(chamber)


def known(chamber: Chamber) -> Settings:
    """The same without asking for a key: enough to read a public list of offices."""
    given = _given(chamber)
    return Settings(
        chamber=chamber,
        agent=_agent(given),
        url=given.get("url") or URLS[chamber],
        offices_url=given.get("offices_url") or OFFICES_URLS[chamber],
        key=given.get("key"),
        proxy=given.get("proxy"),
        schema=given.get("schema"),
        excepted=frozenset(map(offices.normalised, given.get("except") or ())),
    )


def is_on(chamber: Chamber) -> bool:
    """Whether messages can be made for this chamber: with a key, or to rehearse."""
    return bool(_given(chamber).get("key")) or not is_live()


def has_key(chamber: Chamber) -> bool:
    """Whether this installation has been given a key for this chamber."""
    return bool(_given(chamber).get("key"))


def is_live() -> bool:
    """Whether messages may leave the machine."""
    return bool(current_app.config["DELIVERY_MODE"] == "live")


def bare(url: str) -> str:
    """An address without whatever in it may be secret: user, password, query, fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _given(chamber: Chamber) -> dict[str, Any]:
    found: dict[str, Any] = current_app.config[_CONFIG[chamber]]
    return found


def _agent(given: dict[str, Any]) -> Agent:
    stand_in = Agent("", "", "", "", "") if is_live() else REHEARSAL_AGENT
    return Agent(
        name=given.get("agent") or stand_in.name,
        ack_email=given.get("ack_email") or stand_in.ack_email,
        contact_name=given.get("contact_name") or stand_in.contact_name,
        contact_email=given.get("contact_email") or stand_in.contact_email,
        contact_phone=given.get("contact_phone") or stand_in.contact_phone,
    )


def _with_key(url: str, key: str | None) -> str:
    if not key:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode({'apikey': key})}"
