"""Which addresses are one mailbox: the form of an address that makes a person one person.

`validate` gives the address to write to, `canonical` the one to compare by. Mail
is never sent to a canonical address. Why providers are folded as they are, and
what a wrong fold would cost: docs/decisions/0005-one-address-one-person.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import idna
from email_validator import EmailNotValidError, validate_email

# RFC 5321 allows a path of 256 with its angle brackets (RFC 3696, erratum 1690).
LONGEST = 254
# Of a domain that is searched by: what is longer is cut.
LONGEST_DOMAIN = 190


class Reason(StrEnum):
    """Why an address cannot be used; the form says it in plain words."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_AT = "no_at"
    NO_DOMAIN = "no_domain"
    NOT_MAILABLE = "not_mailable"  # letters beyond ASCII before the @
    MALFORMED = "malformed"


class AddressError(ValueError):
    """No address we can write to. Never quotes what was typed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"not a usable e-mail address: {reason.value}")
        self.reason = reason


@dataclass(frozen=True)
class Provider:
    """How one provider reads addresses. `domain` is given where several domains are one."""

    tag: str = ""
    ignored: str = ""
    domain: str = ""


# Dots: support.google.com/mail/answer/7436150; +tag: …/answer/12096; googlemail.com
# is the same mailbox: …/answer/10313. Not for Workspace domains: dots count there.
GMAIL = Provider(tag="+", ignored=".", domain="gmail.com")
# support.microsoft.com "Add or remove an email alias in Outlook.com". The same name at
# two of these domains may be two people: the domains stay apart.
OUTLOOK = Provider(tag="+")
# support.apple.com/118230: who has @me.com or @mac.com has the same name @icloud.com.
# Apple does not document the tag; its users do.
ICLOUD = Provider(tag="+", domain="icloud.com")
# proton.me/support/change-username: "." "_" "-" are transparent; …/addresses-and-aliases:
# +tag, and the name at pm.me, protonmail.com and protonmail.ch belongs to its one account.
PROTON = Provider(tag="+", ignored="._-", domain="proton.me")
# fastmail.help/hc/en-us/articles/360060591053: +tag, and tag@name.fastmail.com.
FASTMAIL = Provider(tag="+")

# Yahoo is missing on purpose: in its nickname-keyword@yahoo.com the nickname is not the
# mailbox's own name (help.yahoo.com SLN28815), so nickname@yahoo.com may be somebody else.
PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "gmail.com": GMAIL,
        "googlemail.com": GMAIL,
        "outlook.com": OUTLOOK,
        "hotmail.com": OUTLOOK,
        "live.com": OUTLOOK,
        "msn.com": OUTLOOK,
        "icloud.com": ICLOUD,
        "me.com": ICLOUD,
        "mac.com": ICLOUD,
        "proton.me": PROTON,
        "protonmail.com": PROTON,
        "protonmail.ch": PROTON,
        "pm.me": PROTON,
        "fastmail.com": FASTMAIL,
        "fastmail.fm": FASTMAIL,
    }
)
SUBDOMAIN_IS_NAME = ("fastmail.com", "fastmail.fm")


def validate(address: str) -> str:
    """The address as mail is sent to it: its domain in ASCII (A-labels), its name as typed.

    Asks no name server. Raises AddressError. Names beyond ASCII need SMTPUTF8 on
    every server on the way and are refused: the confirmation would never arrive.
    """
    typed = address.strip()
    if not typed:
        raise AddressError(Reason.MISSING)
    try:
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        # Its words quote what was typed, and exist in one language only.
        raise AddressError(_reason(typed)) from None
    mailed = found.ascii_email
    if mailed is None or len(mailed) > LONGEST:
        raise AddressError(Reason.TOO_LONG)
    return mailed


def canonical(address: str) -> str:
    """The address by which a person is recognised, from a valid address; its own canonical form.

    Lower case everywhere. RFC 5321 lets a server tell Ann@ from ann@; none that
    people use does, and people type it either way.
    """
    name, _, typed_domain = address.strip().lower().rpartition("@")
    name, domain = _out_of_subdomain(name, _ascii(typed_domain))
    provider = PROVIDERS.get(domain)
    if provider is None:
        return f"{name}@{domain}"
    kept = name.partition(provider.tag)[0] if provider.tag else name
    kept = kept.translate(dict.fromkeys(map(ord, provider.ignored)))
    return f"{kept or name}@{provider.domain or domain}"


def domain_of(address: str) -> str:
    """The domain of an address to write to, in lower case, as it is searched by."""
    return address.rpartition("@")[2].lower()[:LONGEST_DOMAIN]


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return domain


def _out_of_subdomain(name: str, domain: str) -> tuple[str, str]:
    """anything@name.fastmail.com reaches name@fastmail.com."""
    owner, _, parent = domain.partition(".")
    return (owner, parent) if parent in SUBDOMAIN_IS_NAME else (name, domain)


def _reason(typed: str) -> Reason:
    name, at, domain = typed.rpartition("@")
    if len(typed) > LONGEST:
        return Reason.TOO_LONG
    if not at:
        return Reason.NO_AT
    if "." not in domain.strip("."):
        return Reason.NO_DOMAIN
    return Reason.MALFORMED if name.isascii() else Reason.NOT_MAILABLE
