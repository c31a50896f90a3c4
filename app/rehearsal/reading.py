"""Reading the rehearsal mailbox in the panel: a page of it, one mail, its parts.

Nothing in a mail is trusted: its HTML is only ever shown in a frame that may run and load
nothing, its files are only ever saved, and no name from outside becomes a path.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from app.rehearsal import mailbox
from app.rehearsal.mailbox import NAME, KeptMail

ON_A_PAGE = 50
_SHOWN = ("Subject", "From", "To", "Reply-To", "Date", "Message-ID", "Auto-Submitted")
_LINK = re.compile(r"https?://[^\s<>\"')]+")
# Whoever opens such a link makes an account, or gets somebody's.
_KEY = re.compile(r"/organize/(?:join|reset)/[^/\s]+/")
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
# What is sent as what it says it is; all else as bytes.
_KNOWN_TYPES = frozenset({"application/pdf", "application/xml", "text/plain", "message/rfc822"})


class MailUnknown(LookupError):
    """No mail, or no part of it, has this name."""


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; `number` is its place there."""

    number: int
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Opened:
    """One mail with all its parts."""

    kept: KeptMail
    attachments: list[Attachment]

    @property
    def name(self) -> str:
        return self.kept.path.stem

    @property
    def is_key(self) -> bool:
        """Whether it holds a link that lets into somebody's account."""
        return bool(_KEY.search(self.kept.text) or _KEY.search(self.kept.html))

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Those a reader wants to see, and what the rehearsal has noted."""
        found = self.kept.message.items()
        named = [(name, str(value)) for name, value in found if name in _SHOWN]
        noted = [(name, str(value)) for name, value in found if name.startswith("X-Rehearsal-")]
        return [*named, *noted]

    @property
    def links(self) -> list[str]:
        """Every address in its text, each once."""
        return list(dict.fromkeys(each.rstrip(".,") for each in _LINK.findall(self.kept.text)))


@dataclass(frozen=True)
class Line:
    """One mail in the list."""

    kept: KeptMail

    @property
    def name(self) -> str:
        return self.kept.path.stem

    @property
    def sender(self) -> str:
        name, address = parseaddr(str(self.kept.message.get("From", "")))
        return name or address

    @property
    def channel(self) -> str:
        return str(self.kept.message.get("X-Rehearsal-Channel", ""))


def list_page(before: str = "") -> tuple[Sequence[Line], str]:
    """A page of mails older than the one of this name, the newest first, and where to go on."""
    after = before if NAME.fullmatch(before) else ""
    found = mailbox.current().list_messages(before=after, limit=ON_A_PAGE + 1)
    lines = [Line(each) for each in found[:ON_A_PAGE]]
    return lines, lines[-1].name if len(found) > ON_A_PAGE else ""


def get(name: str) -> Opened:
    """Raises MailUnknown."""
    try:
        kept = mailbox.current().get(name)
    except OSError:
        raise MailUnknown from None
    return Opened(kept, _attachments(kept.message))


def get_attachment(name: str, number: int) -> Attachment:
    """Raises MailUnknown."""
    for each in get(name).attachments:
        if each.number == number:
            return each
    raise MailUnknown


def _attachments(message: EmailMessage) -> list[Attachment]:
    found = []
    for number, part in enumerate(message.iter_attachments()):
        content = part.get_payload(decode=True)
        kind = part.get_content_type()
        found.append(
            Attachment(
                number=number,
                filename=_filename(part.get_filename() or f"part-{number}"),
                content_type=kind if kind in _KNOWN_TYPES else "application/octet-stream",
                content=content if isinstance(content, bytes) else part.as_bytes(),
            )
        )
    return found


def _filename(given: str) -> str:
    """A name that means nothing to a file system, a shell or a header."""
    return _SAFE.sub("_", given).lstrip(".")[-100:] or "file"
