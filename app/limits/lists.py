"""Who is on the lists: found without a query, in a picture of them some seconds old."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app import canonical_email, keyring
from app.limits import addresses, globs
from app.limits.addresses import Address
from app.limits.models import ListEntry, ListKind, ListVerb

EMAIL = "listed email"


@dataclass(frozen=True)
class Asker:
    """Who asks, as far as limits look: the client's address, and the e-mail address they gave."""

    address: str | None
    email: str = ""

    @property
    def client(self) -> bytes:
        """The keyed hash; one for all whose address is not known."""
        return addresses.client_hash(self.address) or bytes(16)

    @property
    def domain(self) -> str:
        return canonical_email.domain_of(self.email) if self.email else ""


@dataclass(frozen=True)
class Named:
    """An entry that names somebody, by what is needed of it."""

    id: int
    verb: ListVerb
    kind: ListKind
    campaign_id: int | None
    expires_at: dt.datetime | None

    def holds(self, campaign_id: int, now: dt.datetime) -> bool:
        is_here = self.campaign_id in (None, campaign_id)
        return is_here and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True)
class Lists:
    """All entries, by what they name. A range is looked for by each length of prefix there is."""

    digests: dict[tuple[ListKind, bytes], list[Named]] = field(default_factory=dict)
    domains: dict[str, list[Named]] = field(default_factory=dict)
    ranges: dict[tuple[int, int], dict[int, list[Named]]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[ListEntry]) -> Lists:
        digests: dict[tuple[ListKind, bytes], list[Named]] = defaultdict(list)
        domains: dict[str, list[Named]] = defaultdict(list)
        ranges: dict[tuple[int, int], dict[int, list[Named]]] = defaultdict(dict)
        for each in entries:
            kind = ListKind(each.kind)
            named = Named(each.id, ListVerb(each.verb), kind, each.campaign_id, each.expires_at)
            if kind is ListKind.RANGE:
                network = ipaddress.ip_network(each.text)
                same = ranges[network.version, network.prefixlen]
                same.setdefault(int(network.network_address), []).append(named)
            elif kind is ListKind.DOMAIN:
                domains[each.text].append(named)
            elif each.digest is not None:
                digests[kind, each.digest].append(named)
        return cls(dict(digests), dict(domains), dict(ranges))

    def find(self, asker: Asker) -> Iterator[Named]:
        """Every entry that names them, whichever campaign it is for, ended ones among them."""
        address = addresses.parse(asker.address)
        if address is not None:
            yield from self._of_address(address)
        for kind, digest in self._digests(asker):
            yield from self.digests.get((kind, digest), ())
        if self.domains and asker.domain:
            for pattern in globs.patterns(asker.domain):
                yield from self.domains.get(pattern, ())

    def _of_address(self, address: Address) -> Iterator[Named]:
        for (version, length), same in self.ranges.items():
            if version == address.version:
                around = ipaddress.ip_network((address, length), strict=False)
                yield from same.get(int(around.network_address), ())

    def _digests(self, asker: Asker) -> Iterator[tuple[ListKind, bytes]]:
        kinds = {kind for kind, _digest in self.digests}
        if ListKind.CLIENT in kinds:
            yield ListKind.CLIENT, asker.client
        wide = addresses.wide_hash(asker.address) if ListKind.NETWORK in kinds else None
        if wide is not None:
            yield ListKind.NETWORK, wide
        if ListKind.EMAIL in kinds and asker.email:
            for digest in email_digests(asker.email):
                yield ListKind.EMAIL, digest


def email_digest(email: str) -> bytes:
    """What an entry keeps of an e-mail address: a keyed hash of its canonical form."""
    return keyring.current().index(EMAIL, canonical_email.canonical(email))


def email_digests(email: str) -> list[bytes]:
    """The same under every key of the ring, to find entries made with an older one."""
    return keyring.current().indexes(EMAIL, canonical_email.canonical(email))
