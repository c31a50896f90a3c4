"""One open line to the mail server, on which many mails leave, and what its answers mean.

In the place of Flask-Mail's own connection (whose settings it takes), which knows
no time limit, checks no certificate, tells nothing of 8-bit text and hides an
earlier error behind the one of hanging up.
"""

from __future__ import annotations

import ipaddress
import re
import smtplib
import ssl
from contextlib import suppress
from typing import Any, NamedTuple

from flask import current_app

from app.mail import pipelining
from app.mail.render import Post
from app.outbox.errors import MailServerUnavailable, NotLoopback

# Per answer of the server; a mail takes up to five, so at most 150 s in all.
TIMEOUT_SECONDS = 30
# RFC 5321 3.8 and 4.2.1: a 5xx is final, a 4xx (421: and goodbye) asks to come again.
FINAL = 500
_TOO_LONG = 552
_ADDRESS = re.compile(r"[^\s<>\"'()\[\],;:]+@[^\s<>\"'()\[\],;:]+")
# Filters quote the links they dislike, and ours hold tokens.
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_KEPT_WORDS = 300


class Answer(NamedTuple):
    """What the server said to one mail: `code` is 0 where the line broke without a word."""

    code: int
    words: str
    line_is_open: bool

    @property
    def taken(self) -> bool:
        return 0 < self.code < 400

    @property
    def final(self) -> bool:
        return self.code >= FINAL


class Line:
    """A context manager. Raises MailServerUnavailable where nobody answers or lets us in."""

    def __init__(self, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self.taken = 0
        self._timeout = timeout
        self._host: smtplib.SMTP

    def __enter__(self) -> Line:
        refuse_to_leave_in_rehearsal()
        try:
            self._host = _connect(current_app.extensions["mail"], self._timeout)
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerUnavailable(in_words(error)) from error
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._host.quit()
        self._host.close()

    def ping(self) -> None:
        """Ask whether it is still there. Raises MailServerUnavailable."""
        try:
            code, said = self._host.noop()
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerUnavailable(in_words(error)) from error
        if code != 250:
            raise MailServerUnavailable(without_addresses(f"{code} {_decoded(said)}"))

    def hand_over(self, post: Post) -> Answer:
        """Send one mail and return the server's answer to it.

        Raises MailServerUnavailable where the server refuses us as the sender,
        which would be the same for every mail.
        """
        code, words = 250, ""
        try:
            self._send(post)
            self.taken += 1
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            words = _decoded(said)
        except smtplib.SMTPSenderRefused as refused:
            if refused.smtp_code != _TOO_LONG:
                raise MailServerUnavailable(in_words(refused)) from refused
            # Said where a mail's size is told beforehand (RFC 1870): of this mail, not of us.
            code, words = refused.smtp_code, _decoded(refused.smtp_error)
        except smtplib.SMTPResponseException as refused:
            code, words = refused.smtp_code, _decoded(refused.smtp_error)
        except (smtplib.SMTPException, OSError) as broken:
            self._host.close()
            code, words = 0, in_words(broken)
        # smtplib drops its socket when the server says 421 and hangs up.
        is_open = self._host.sock is not None
        return Answer(code, without_addresses(words, post.envelope_to), is_open)

    def _send(self, post: Post) -> None:
        options = ["BODY=8BITMIME"] if self._host.has_extn("8bitmime") else []
        sender, to, content = post.envelope_from, post.envelope_to, post.as_bytes()
        self._refuse_too_long(content)
        if self._host.has_extn("pipelining"):
            pipelining.send(self._host, sender, to, content, options)
        else:
            self._host.sendmail(sender, [to], content, options)

    def _refuse_too_long(self, content: bytes) -> None:
        """Raise SMTPDataError for more than the server says it takes (RFC 1870), if it says so.

        The server itself would say it of the sender, as if it took no mail from us at all.
        """
        most = self._host.esmtp_features.get("size", "")
        if most.isdecimal() and 0 < int(most) < len(content):
            raise smtplib.SMTPDataError(552, f"5.3.4 longer than {most} bytes".encode())


def refuse_to_leave_in_rehearsal() -> None:
    """Raise NotLoopback if this is a rehearsal and the mail server is not on this machine.

    The configuration sees to it already; this is the door itself, and the last.
    """
    if current_app.config["DELIVERY_MODE"] == "live":
        return
    server = current_app.extensions["mail"].server
    try:
        here = ipaddress.ip_address(server).is_loopback
    except ValueError:  # a name: where it leads is not ours to say
        here = False
    if not here:
        raise NotLoopback("in rehearsal mail goes to the loopback address only")


def in_words(error: Exception) -> str:
    """An error's kind, code and words, in one line and without any address."""
    code = getattr(error, "smtp_code", "")
    words = _decoded(getattr(error, "smtp_error", "")) or getattr(error, "strerror", "")
    return without_addresses(f"{type(error).__name__}: {code} {words or error}")


def without_addresses(words: str, recipient: str = "") -> str:
    """The server's words in one line, every e-mail address and every link in them taken out."""
    if not words:
        return ""
    words = _ADDRESS.sub("(address)", _LINK.sub("(link)", words))
    local = recipient.rpartition("@")[0]
    if local:
        here = rf"(?<!\w){re.escape(local)}(?!\w)"
        words = re.sub(here, "(address)", words, flags=re.IGNORECASE)
    return " ".join(words.split())[:_KEPT_WORDS]


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _connect(mail: Any, timeout: float) -> smtplib.SMTP:
    """Open the connection, encrypt it and log in, as Flask-Mail's settings say."""
    host: smtplib.SMTP
    if mail.use_ssl:
        checked = ssl.create_default_context()
        host = smtplib.SMTP_SSL(mail.server, mail.port, timeout=timeout, context=checked)
    else:
        host = smtplib.SMTP(mail.server, mail.port, timeout=timeout)
    try:
        _let_us_in(host, mail)
    except BaseException:
        host.close()
        raise
    return host


def _let_us_in(host: smtplib.SMTP, mail: Any) -> None:
    host.ehlo_or_helo_if_needed()
    if mail.use_tls:
        host.starttls(context=ssl.create_default_context())
        host.ehlo_or_helo_if_needed()
    if mail.username and mail.password:
        host.login(mail.username, mail.password)
