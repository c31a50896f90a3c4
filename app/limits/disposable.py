"""Mail domains made to be thrown away: the list of the package `disposable-email-domains`.

Nobody can confirm there tomorrow, or take their name back. Services that forward to a
mailbox that stays (Firefox Relay, DuckDuckGo, Apple's) are not on it.
"""

from __future__ import annotations

from disposable_email_domains import blocklist


def is_disposable(domain: str) -> bool:
    """Whether the domain, or one that it lies under, is on the list."""
    labels = domain.split(".")
    return any(".".join(labels[cut:]) in blocklist for cut in range(len(labels) - 1))
