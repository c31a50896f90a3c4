"""The client's address as limits see it: a network rather than a machine, hashed with the week.

An address comes from `request.remote_addr` alone, which believes TRUSTED_PROXIES proxies
and no header that anybody can send (see `security`). It is never kept: what is kept are
keyed hashes that nobody, the site included, can tie to an address once the week is over.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from app import clock, keyring

# An IPv6 customer has at least so much of a network to themselves.
IPV6_PREFIX = 64
# What one organization usually has: the range that is allowed together.
WIDE = {4: 24, 6: 48}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse(address: str | None) -> Address | None:
    """The address; IPv4 written as IPv6 is IPv4. None for what is none."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found


def network(address: str) -> str:
    """The address as it is counted: IPv4 as it is, IPv6 by its network of 64 bits."""
    found = parse(address)
    if found is None:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


def client_hash(address: str | None) -> bytes | None:
    """The keyed hash of this client in this week; None where the address is not known."""
    return _hashed("client", network(address)) if address else None


def wide_hash(address: str | None) -> bytes | None:
    """The keyed hash of the client's neighbourhood (/24, or /48 of IPv6) in this week."""
    found = parse(address)
    if found is None:
        return None
    around = ipaddress.ip_network((found, WIDE[found.version]), strict=False)
    return _hashed("network", str(around))


def key_ends_at(moment: dt.datetime) -> dt.datetime:
    """When the hashes made at that moment end: the next Monday, 0:00 UTC."""
    today = moment.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + dt.timedelta(days=7 - today.weekday())


def _hashed(purpose: str, text: str) -> bytes:
    year, week, _day = clock.now().isocalendar()
    return keyring.current().index(f"{purpose} {year}-W{week:02}", text)
