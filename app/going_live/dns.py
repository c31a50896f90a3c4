"""What the domain name system says of the domain that our mails come from: SPF, DKIM, DMARC.

Sources: RFC 7208 (SPF), 6376 (DKIM), 7489 (DMARC). It is read as a receiver would read it;
that our mail server is among those SPF allows, only a received mail can prove.
"""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.resolver
from flask import current_app

from app.going_live.results import Result, ok, todo, unknown

# Seconds: for one question to one server, and for a question with all its repetitions.
TIMEOUT, LIFETIME = 2.0, 4.0
_NOT_ONE = (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN)
_SILENT = (dns.exception.DNSException, OSError, UnicodeError, ValueError)


def spf(domain: str) -> Result:
    """Which servers may send for the domain."""
    try:
        found = [text for text in _texts(domain) if _begins(text, "v=spf1")]
    except _SILENT as error:
        return unknown("dns", type(error).__name__)
    if not found:
        return todo("spf_none", domain)
    if len(found) > 1:
        return todo("spf_many", domain)
    if any(term in ("all", "+all") for term in found[0].lower().split()):
        return todo("spf_open", found[0])
    return ok("spf", found[0])


def dkim(domain: str, selector: str | None) -> Result:
    """The key that our mails are signed with, under the selector the mail server uses."""
    if not selector:
        return unknown("dkim_selector")
    name = f"{selector}._domainkey.{domain}"
    try:
        found = [_tags(text) for text in _texts(name)]
    except _SILENT as error:
        return unknown("dns", type(error).__name__)
    keys = [tags for tags in found if "p" in tags]
    if not keys:
        return todo("dkim_none", name)
    return ok("dkim", name) if keys[0]["p"] else todo("dkim_revoked", name)


def dmarc(domain: str) -> Result:
    """What receivers shall do with what neither SPF nor DKIM vouches for."""
    try:
        found: list[str] = []
        for each in dict.fromkeys((domain, _organizational(domain))):
            texts = _texts(f"_dmarc.{each}")
            found = found or [text for text in texts if _begins(text, "v=dmarc1")]
    except _SILENT as error:
        return unknown("dns", type(error).__name__)
    if len(found) != 1:
        return todo("dmarc_none" if not found else "dmarc_many", domain)
    policy = _tags(found[0]).get("p", "").lower()
    if policy not in ("none", "quarantine", "reject"):
        return todo("dmarc_broken", found[0])
    return ok("dmarc", found[0])


def _texts(name: str) -> Sequence[str]:
    """The TXT records of a name; none where there are none. Raises what `_SILENT` names."""
    try:
        answer = _resolver().resolve(name, "TXT", search=False)
    except _NOT_ONE:
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver() -> dns.resolver.Resolver:
    """The machine's own, or the one that DNS_SERVER names ("192.0.2.1" or "127.0.0.1:5300")."""
    named = current_app.config["DNS_SERVER"]
    resolver = dns.resolver.Resolver(configure=not named)
    if named:
        host, _colon, port = named.partition(":")
        resolver.nameservers = [host]
        resolver.port = int(port or 53)
    resolver.timeout, resolver.lifetime = TIMEOUT, LIFETIME
    return resolver


def _begins(text: str, version: str) -> bool:
    """Whether the record is of that version: the tag ends there, or at a blank or semicolon."""
    head, rest = text[: len(version)].lower(), text[len(version) :]
    return head == version and (not rest or rest[0] in " ;\t")


def _tags(text: str) -> dict[str, str]:
    """ "v=DKIM1; p=…" taken apart."""
    parts = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _equals, value in parts if name.strip()}


def _organizational(domain: str) -> str:
    """The domain above, which speaks for those below that say nothing: as a rule two labels."""
    return ".".join(domain.split(".")[-2:])
