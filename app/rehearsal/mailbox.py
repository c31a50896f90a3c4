"""The rehearsal mailbox: where every mail of a rehearsal ends.

While DELIVERY_MODE is rehearsal, a real SMTP server on the loopback (`server`); on a live site
the worker itself (`line`). Either keeps each message as one file under INSTANCE_DIR/mailbox,
byte for byte as it came, with its envelope in front. A file's name holds the time and
chance, and nothing about a person.
"""

from __future__ import annotations

import datetime as dt
import email
import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from heapq import nlargest
from pathlib import Path
from typing import Any

from flask import current_app

from app import clock

_LINK = re.compile(r"https?://[^\s<>\"']+")
NAME_TIME = "%Y%m%dT%H%M%S.%fZ"
# Our own lines and the headers stand within so many bytes.
_HEAD_BYTES = 16_384
# As `Mailbox.keep` names them: the moment, and chance.
NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True)
class KeptMail:
    """One message in the mailbox. `received` is read from the file's name."""

    path: Path
    received: dt.datetime
    message: EmailMessage

    @property
    def recipients(self) -> list[str]:
        """Whom the envelope named, which is who would have got it."""
        return [str(value) for value in self.message.get_all("X-Rehearsal-To", [])]

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def text(self) -> str:
        """The plain text; empty for a mail without one."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML; empty for a mail without any."""
        return self._body("html")

    def _body(self, kind: str) -> str:
        body = self.message.get_body(preferencelist=(kind,))
        if body is None:
            return ""
        try:
            return str(body.get_content())
        except (LookupError, ValueError):  # an encoding that nobody knows
            content = body.get_payload(decode=True)
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""

    @property
    def links(self) -> list[str]:
        """The links in the plain text, in order, each once."""
        return list(dict.fromkeys(link.rstrip(".,)") for link in _LINK.findall(self.text)))


@dataclass(frozen=True)
class Head:
    """What says whose a kept mail is, read without the rest of it."""

    recipients: list[str]
    message_id: str


class Mailbox:
    """The folder of kept mails; it appears with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes, *, sender: str, recipients: list[str]) -> Path:
        """Write one message, whole or not at all, for the owner's eyes only. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{clock.now().strftime(NAME_TIME)}-{secrets.token_hex(4)}"
        draft = self.folder / f".{name}.draft"
        draft.touch(mode=0o600, exist_ok=False)
        try:
            draft.write_bytes(_envelope(sender, recipients) + content)
            return draft.rename(self.folder / f"{name}.eml")
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def list_messages(self, *, limit: int | None = None, before: str = "") -> list[KeptMail]:
        """The kept mails, the newest first; those older than the one of the name `before`."""
        # Names alone: paths of a hundred thousand mails would take a second.
        names = os.listdir(self.folder) if self.folder.is_dir() else []  # noqa: PTH208
        whole = (name.removesuffix(".eml") for name in names if name.endswith(".eml"))
        ours = filter(NAME.fullmatch, whole)
        older = [name for name in ours if not before or name < before]
        chosen = sorted(older, reverse=True) if limit is None else nlargest(limit, older)
        return [self.get(name) for name in chosen]

    def forget(self, is_theirs: Callable[[Head], bool]) -> int:
        """Delete the kept mails of which this is true; return how many. Raises OSError."""
        gone = 0
        for path in self.folder.glob("*.eml"):
            with suppress(FileNotFoundError):  # another worker was quicker
                if is_theirs(_head(path)):
                    path.unlink()
                    gone += 1
        return gone

    def get(self, name: str) -> KeptMail:
        """The mail of that name, which is the file's without its ending. Raises OSError.

        A name is one that `keep` has given: none leads out of the folder.
        """
        if not NAME.fullmatch(name):
            raise FileNotFoundError
        return _read(self.folder / f"{name}.eml")


def current() -> Mailbox:
    """The application's own."""
    return Mailbox(current_app.config["INSTANCE_DIR"] / "mailbox")


def _envelope(sender: str, recipients: list[str]) -> bytes:
    lines = [f"X-Rehearsal-From: {sender}"]
    lines += [f"X-Rehearsal-To: {recipient}" for recipient in recipients]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def _head(path: Path) -> Head:
    with path.open("rb") as file:
        found = BytesHeaderParser(policy=policy.compat32).parsebytes(file.read(_HEAD_BYTES))
    recipients = [str(each).strip() for each in found.get_all("X-Rehearsal-To", [])]
    return Head(recipients, str(found.get("Message-ID", "")).strip())


def _read(path: Path) -> KeptMail:
    parsed: Any = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    time = path.name.partition("-")[0]
    received = dt.datetime.strptime(time, NAME_TIME).replace(tzinfo=dt.UTC)
    return KeptMail(path, received, parsed)
