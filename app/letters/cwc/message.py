"""One letter as a CWC 2.0 message. Pure: no database, no clock, no configuration.

The order of the five sections is fixed; inside them only the campaign's statement has to
stand before the constituent's words. An element without content is refused, so none is
ever written. Staff read the raw XML: every tag begins a line. What is required of the
content is `rules`' business. Source: the House's schema, `cwc_schema_v2.rng`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.congress.offices import Chamber
from app.letters.channels.face import Cause, Dispatch
from app.letters.cwc import bills, text
from app.letters.cwc.phones import normalise_phone
from app.letters.cwc.rules import EMAIL
from app.letters.cwc.settings import Agent

if TYPE_CHECKING:
    from lxml import etree

VERSION = "2.0"
# The schema's limits for what the campaign says of its organization.
_ORGANIZATION = range(6, 501)
_CONTACT_NAME = range(2, 501)
_WEB_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_STANCES = {"pro": "Pro", "con": "Con"}


def write(dispatch: Dispatch, agent: Agent) -> bytes:
    """The message, UTF-8. Raises ValueError where a text holds what XML cannot carry."""
    from lxml import etree  # noqa: PLC0415 - whoever talks to no gateway does without

    root = etree.Element("CWC")
    _add(root, "CWCVersion", VERSION)
    _delivery(_part(root, "Delivery"), dispatch, agent)
    _recipient(_part(root, "Recipient"), dispatch)
    _constituent(_part(root, "Constituent"), dispatch)
    _message(_part(root, "Message"), dispatch)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _delivery(section: etree._Element, dispatch: Dispatch, agent: Agent) -> None:
    cause = dispatch.cause
    _add(section, "DeliveryId", dispatch.uid.hex)
    _add(section, "DeliveryDate", f"{dispatch.written_on:%Y%m%d}")
    _add(section, "DeliveryAgent", agent.name)
    _add(section, "DeliveryAgentAckEmailAddress", agent.ack_email)
    contact = _part(section, "DeliveryAgentContact")
    _add(contact, "DeliveryAgentContactName", agent.contact_name)
    _add(contact, "DeliveryAgentContactEmail", agent.contact_email)
    _add(contact, "DeliveryAgentContactPhone", agent.contact_phone)
    _add(section, "CampaignId", cause.ask)
    _organization(section, cause)


def _organization(section: etree._Element, cause: Cause) -> None:
    """Who stands behind the campaign, as far as the schema's limits let it be told."""
    name, about = text.line(cause.organization), text.line(cause.organization_about)
    person = text.line(cause.organization_contact_name)
    email = text.line(cause.organization_contact_email)
    contact = section.makeelement("OrganizationContact")
    _add(contact, "OrganizationContactName", person if len(person) in _CONTACT_NAME else "")
    _add(contact, "OrganizationContactEmail", email if EMAIL.fullmatch(email) else "")
    phone = normalise_phone(cause.organization_contact_phone) or ""
    _add(contact, "OrganizationContactPhone", phone)
    _add(section, "Organization", name if len(name) in _ORGANIZATION else "")
    if len(contact):
        section.append(contact)
    _add(section, "OrganizationAbout", about if len(about) in _ORGANIZATION else "")


def _recipient(section: etree._Element, dispatch: Dispatch) -> None:
    _add(section, "MemberOffice", dispatch.recipient.code)
    _add(section, "IsResponseRequested", "Y")
    _add(section, "NewsletterOptIn", "N")


def _constituent(section: etree._Element, dispatch: Dispatch) -> None:
    who = dispatch.constituent
    for name, value in (
        ("Prefix", who.prefix),
        ("FirstName", who.first_name),
        ("LastName", who.last_name),
        ("Address1", who.street),
        ("City", who.city),
        ("StateAbbreviation", who.state),
        ("Zip", who.zip),
        ("Phone", who.phone),
        ("Email", who.email),
    ):
        _add(section, name, text.line(value))


def _message(section: etree._Element, dispatch: Dispatch) -> None:
    cause = dispatch.cause
    _add(section, "Subject", text.line(dispatch.subject))
    topics = _part(section, "LibraryOfCongressTopics")
    for topic in bills.topics(cause.topics):
        _add(topics, "LibraryOfCongressTopic", topic)
    _bill(section, cause, Chamber(dispatch.recipient.chamber))
    _add(section, "MoreInfo", cause.url if _WEB_ADDRESS.fullmatch(cause.url) else "")
    _add(section, "OrganizationStatement", text.block(dispatch.statement))
    _add(section, "ConstituentMessage", text.block(dispatch.message))


def _bill(section: etree._Element, cause: Cause, chamber: Chamber) -> None:
    """The bill and whether the campaign is for it; nothing where no bill is named."""
    kind = bills.bill_type(cause.bill_type, chamber)
    if not kind or not cause.bill_number or cause.bill_number < 1:
        return
    bill = _part(_part(section, "Bills"), "Bill")
    _add(bill, "BillCongress", str(max(cause.bill_congress or 0, 0) or ""))
    _add(bill, "BillTypeAbbreviation", kind)
    _add(bill, "BillNumber", str(cause.bill_number))
    _add(section, "ProOrCon", _STANCES.get(cause.stance, ""))


def _part(parent: etree._Element, name: str) -> etree._Element:
    part = parent.makeelement(name)
    parent.append(part)
    return part


def _add(parent: etree._Element, name: str, content: str) -> None:
    if content:
        _part(parent, name).text = content
