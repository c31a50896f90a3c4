"""What an entry of a list may say of addresses and domains, read and written in one form. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

import idna

from app.limits.addresses import Network

LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LONGEST = 190
# The widest range that is taken: wider ones are half the world, and a slip of the finger.
WIDEST = {4: 8, 6: 16}
# Where anybody gets an address for nothing: the domain says nothing of who writes, so
# that allowing it would lift the limits for everybody who wants them lifted.
FREE_MAIL = frozenset(
    (
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com",
        "outlook.es", "hotmail.co.uk", "hotmail.fr", "hotmail.es", "hotmail.de", "hotmail.it",
        "live.co.uk", "live.fr", "yahoo.com", "ymail.com", "rocketmail.com", "yahoo.co.uk",
        "yahoo.ca", "yahoo.fr", "yahoo.es", "yahoo.de", "yahoo.it", "yahoo.com.mx",
        "yahoo.com.br", "yahoo.co.in", "yahoo.co.jp", "aol.com", "icloud.com", "me.com",
        "mac.com", "proton.me", "protonmail.com", "pm.me", "protonmail.ch", "gmx.com", "gmx.de",
        "gmx.net", "gmx.at", "gmx.ch", "web.de", "mail.com", "mail.ru", "inbox.ru", "list.ru",
        "bk.ru", "yandex.ru", "yandex.com", "ya.ru", "zoho.com", "zohomail.com", "fastmail.com",
        "fastmail.fm", "tutanota.com", "tuta.io", "tuta.com", "hey.com", "duck.com",
        "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net",
        "charter.net", "spectrum.net", "earthlink.net", "optonline.net", "frontier.com",
        "windstream.net", "rogers.com", "shaw.ca", "orange.fr", "free.fr", "laposte.net",
        "wanadoo.fr", "sfr.fr", "t-online.de", "freenet.de", "libero.it", "virgilio.it", "qq.com",
        "163.com", "126.com", "sina.com", "naver.com", "hanmail.net", "daum.net",
        "rediffmail.com",
    )
)  # fmt: skip


class NoRange(ValueError):
    """Not an address, nor a range that may stand on a list."""


class NoDomain(ValueError):
    """Not a domain, nor a pattern of domains."""


class FreeMail(NoDomain):
    """A domain, or a pattern that takes one in, where anybody gets an address."""


def read_range(typed: str) -> Network:
    """ "192.0.2.7", "192.0.2.0/24", "2001:db8::/48". Raises NoRange."""
    try:
        found = ipaddress.ip_network(typed.strip(), strict=False)
    except ValueError:
        raise NoRange from None
    if found.prefixlen < WIDEST[found.version]:
        raise NoRange
    return found


def read_domain(typed: str) -> str:
    """A domain or "*.domain" (one label more) or "**.domain" (any number of them), in ASCII.

    Raises NoDomain. A top-level domain may stand behind stars alone ("**.zip"), to be blocked.
    """
    stars, domain = _parted(typed.strip().lower().lstrip("@").rstrip("."))
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii") if domain else ""
    except idna.IDNAError:
        raise NoDomain from None
    labels = domain.split(".")
    if len(stars + domain) > LONGEST or not all(LABEL.fullmatch(each) for each in labels):
        raise NoDomain
    if len(labels) < 2 and not stars:
        raise NoDomain
    return stars + domain


def refuse_free_mail(pattern: str) -> None:
    """Raises FreeMail for an allowance that would hold for whoever wants it to."""
    if any(pattern in patterns(name) for name in FREE_MAIL):
        raise FreeMail


def patterns(domain: str) -> Iterator[str]:
    """Every entry that this domain falls under: itself, "*.parent", "**.each ancestor"."""
    yield domain
    labels = domain.split(".")
    for cut in range(1, len(labels)):
        parent = ".".join(labels[cut:])
        if cut == 1:
            yield f"*.{parent}"
        yield f"**.{parent}"


def _parted(pattern: str) -> tuple[str, str]:
    for stars in ("**.", "*."):
        if pattern.startswith(stars):
            return stars, pattern.removeprefix(stars)
    return "", pattern
