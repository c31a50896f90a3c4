"""Mail domains made to be thrown away: the list of the package `disposable-email-domains`.

Nobody can confirm there tomorrow, or take their name back. Services that forward to a
mailbox that stays (Firefox Relay, DuckDuckGo, Apple's) are not on it.
"""

from __future__ import annotations

import sys

from disposable_email_domains import blocklist

# As one text, a tenth of what the package's set of 9,000 takes in every process; and looking
# through it takes some 10 µs.
_LIST = "\n".join(["", *blocklist, ""])
del blocklist, sys.modules["disposable_email_domains"]


def is_disposable(domain: str) -> bool:
    """Whether the domain, or one that it lies under, is on the list."""
    labels = domain.split(".")
    return any("\n" + ".".join(labels[cut:]) + "\n" in _LIST for cut in range(len(labels) - 1))
