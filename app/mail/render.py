"""From a mail's name and its words to a message: subject.txt, body.txt and body.html.

Which words, is `messages`' business; how they leave, the courier's.
"""

from __future__ import annotations

import re
import secrets
from email import policy
from email.charset import Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_mail import Message

from app import clock
from app.mail import moulds
from app.mail.addresses import on_the_wire
from app.outbox.models import ClaimedMail

# Nobody should answer a machine's mail with another machine's: RFC 3834, and Exchange's own word.
_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# Control characters, and the ones that turn the reading direction of what follows.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
# A name of these alone needs neither quotes nor encoding.
_PLAIN = re.compile(r"[A-Za-z0-9 '!-]{1,60}")
# Text as it is (8bit), not quoted-printable, which would break links in the file.
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = None  # type: ignore[assignment]
_SUBJECT_LENGTH = 150
_NAME_LENGTH = 70
# RFC 5322 2.1.1
_LONGEST_LINE = 78
# A bare CR too: servers differ in what they take for the end of a line, and of a mail.
_ANY_END = re.compile(r"\r\n|\r|\n")


class Post(Message):
    """A Flask-Mail message of two parts to one person, written so that people can read its source.

    Flask-Mail's own writing breaks a long sender's name beyond ASCII apart inside
    an encoded word, which no mail program can put together again.
    """

    def __init__(
        self, *, to: str, sender: tuple[str, str], subject: str, body: str, html: str | None = None
    ) -> None:
        """Without Flask-Mail's own, which asks the name servers what this machine is called.

        That is for a Message-ID; each of our mails has one since it was posted.
        """
        self.sender_name, self.envelope_from = sender
        self.envelope_to = to
        self.written_at = clock.now()
        # Where one click ends mails of this kind (RFC 8058); "" for a mail just asked for.
        self.unsubscribe = ""
        self.sender, self.recipients = self.envelope_from, [to]
        self.cc, self.bcc, self.reply_to = [], [], None
        self.subject, self.body = subject, body
        self.alts = {"html": html} if html else {}

    def as_bytes(self) -> bytes:
        """The finished message, lines ended as they travel."""
        heads = self._heads
        return bytes(super().as_bytes()) if heads is None else self._put_together(heads)

    @property
    def _heads(self) -> bytes | None:
        """The header, where no line of it needs folding and it is a mail of two parts.

        Put together by hand in a tenth of the time that `email` takes, for the many who
        confirm; what is out of the ordinary `email` still writes.
        """
        if type(self)._message is not Post._message:  # noqa: SLF001 - our own
            return None
        lines = [f"{name}: {value}" for name, value in self._headers()]
        text = "\n".join(lines)
        if not text.isascii() or max(map(len, text.split("\n"))) > _LONGEST_LINE:
            return None
        return text.replace("\n", "\r\n").encode("ascii")

    def _headers(self) -> list[tuple[str, str]]:
        unsubscribe = [
            ("List-Unsubscribe", f"<{self.unsubscribe}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
        return [
            ("Subject", encoded(str(self.subject), "Subject")),
            # The address on a line of its own: no line then needs folding again.
            ("From", f"{encoded(self.sender_name, 'From')}\n <{self.envelope_from}>"),
            ("To", self.envelope_to),
            ("Date", format_datetime(self.written_at)),
            ("Message-ID", str(self.msgId)),
            *_HEADERS.items(),
            *(unsubscribe if self.unsubscribe else ()),
        ]

    def _put_together(self, heads: bytes) -> bytes:
        # More random than `email` makes it: no text of ours holds such a line.
        boundary = f"=============={secrets.token_hex(12)}==".encode("ascii")
        whole = [b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"']
        whole += [b"MIME-Version: 1.0", heads, b""]
        for subtype, text in ((b"plain", self.body), (b"html", self.html)):
            body = _ended_for_travel(text or "")
            whole += [b"--" + boundary, b"Content-Type: text/" + subtype + b'; charset="utf-8"']
            coding = b"7bit" if body.isascii() else b"8bit"
            whole += [b"MIME-Version: 1.0", b"Content-Transfer-Encoding: " + coding, b""]
            whole.append(body.encode("utf-8"))
        return b"\r\n".join([*whole, b"--" + boundary + b"--", b""])

    def _message(self) -> MIMEMultipart:
        message = MIMEMultipart("alternative")
        for name, value in self._headers():
            message[name] = value
        for subtype, text in (("plain", self.body), ("html", self.html)):
            message.attach(MIMEText(text or "", subtype, _UTF8))  # type: ignore[arg-type]
        message.policy = policy.SMTP
        return message


def render(mail: ClaimedMail, words: dict[str, Any], *, sender_name: str) -> Post:
    """Set `mail` in its own language, with `words` for its templates.

    Raises MailUnsendable for an address no mail server understands, and Jinja's own
    errors for a template that is at fault.
    """
    texts = moulds.set_texts(mail.kind, mail.locale, words)
    own_name, address = _name_and_address(current_app.config["MAIL_DEFAULT_SENDER"])
    name = one_line(sender_name, _NAME_LENGTH) or own_name
    post = Post(
        to=on_the_wire(mail.recipient),
        sender=(name, address),
        subject=one_line(texts.subject, _SUBJECT_LENGTH),
        body=texts.body,
        html=texts.html,
    )
    post.msgId = mail.message_id
    return post


def one_line(text: str, longest: int) -> str:
    """`text` fit for a header or a line: no control characters, no line breaks, not too long."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _ended_for_travel(text: str) -> str:
    if "\r" not in text:
        return text.replace("\n", "\r\n")
    return "\r\n".join(_ANY_END.split(text))


@lru_cache(4)
def _name_and_address(sender: str) -> tuple[str, str]:
    return parseaddr(sender)


@lru_cache(64)  # the same subject and sender for all who confirm
def encoded(text: str, header: str) -> str:
    """`text` for a header, in encoded words where it is more than plain letters."""
    if _PLAIN.fullmatch(text):
        return text
    return Header(text, "utf-8", header_name=header).encode()
