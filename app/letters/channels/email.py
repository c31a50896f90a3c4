"""By mail, for offices and others who have an address that takes letters.

From our domain, because the artist's would refuse us as its sender; answers go to the
artist. In rehearsal it is the same mail, marked, on a line that ends in the rehearsal mailbox.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.charset import QP, Charset
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr

from flask import current_app
from flask_babel import gettext as _

from app.campaigns import mode
from app.letters.channels.face import Answer, Dispatch, Problem, Send, Wire
from app.letters.cwc import private
from app.letters.models import ChannelName, DeliveryState
from app.letters.recipients import Recipient
from app.letters.sender import sender_lines, sender_name
from app.mail.addresses import on_the_wire
from app.mail.line import Answer as Said
from app.mail.line import Line
from app.mail.render import Post, encoded, one_line
from app.outbox.errors import MailUnsendable
from app.rehearsal.line import Folder, rehearsal_line

# Nothing that could end a header or name a second address.
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>()\[\]\\,;:\"@]+@[^\s\x00-\x1f\x7f<>()\[\]\\,;:\"@]+")
# A paragraph is one line, which may be longer than the 998 bytes a line of a mail may have.
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
_RULE = "-" * 40
_NAME_LENGTH = 60
_SUBJECT_LENGTH = 200


class LetterPost(Post):
    """A letter as a mail: plain text only, and from a person, so never `Auto-Submitted`."""

    reply_to_address: str
    recipient_name: str
    rehearsal: dict[str, str]

    def _message(self) -> MIMEText:  # type: ignore[override]
        message = MIMEText(self.body or "", "plain", _UTF8)  # type: ignore[arg-type]
        message["Subject"] = encoded(str(self.subject), "Subject")
        message["From"] = f"{encoded(self.sender_name, 'From')}\n <{self.envelope_from}>"
        message["To"] = f"{encoded(self.recipient_name, 'To')}\n <{self.envelope_to}>"
        message["Reply-To"] = self.reply_to_address
        message["Date"] = format_datetime(self.written_at)
        message["Message-ID"] = self.msgId
        for name, value in self.rehearsal.items():
            message[name] = value
        message.policy = policy.SMTP
        return message


class Email:
    """Letters by mail; many over one connection. `rehearses`: also where the site is live."""

    name = ChannelName.EMAIL
    is_direct = True
    per_second: float | None = None

    def __init__(self, *, rehearses: bool = False) -> None:
        self._always = rehearses

    @property
    def rehearses(self) -> bool:
        return self._always or not mode.is_live_site()

    def reaches(self, recipient: Recipient) -> bool:
        """Whether there is an address that mail can be sent to."""
        return _is_sendable(recipient.email)

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        """An address that no mail server takes: the office's, or the artist's for answers."""
        found = []
        if not dispatch.subject.strip():
            found.append(Problem("subject", _("The letter needs a subject.")))
        if not _is_sendable(dispatch.constituent.email):
            words = _("The office could not answer to this address.")
            found.append(Problem("email", words))
        if not _is_sendable(dispatch.recipient.email):
            office = dispatch.recipient.called
            words = _("The address we have of %(office)s takes no mail.", office=office)
            found.append(Problem("offices", words))
        return found

    def closed_until(self, now: dt.datetime) -> dt.datetime | None:
        """Never: mail servers have no hours."""
        return None

    def wire(self, dispatch: Dispatch) -> Wire:
        """The whole message. Raises MailUnsendable for an address no mail server takes."""
        post = letter_post(dispatch, rehearsed=self.rehearses)
        return Wire(
            destination=f"mailto:{post.envelope_to}",
            content=post.as_bytes(),
            content_type="message/rfc822",
            filename=f"{dispatch.recipient.code}.eml",
        )

    @contextmanager
    def line(self) -> Iterator[Send]:
        """Raises MailServerUnavailable and NotLoopback, as `app.mail.line` does."""
        with rehearsal_line() if self.rehearses else Line() as open_line:
            yield lambda dispatch: _send(open_line, dispatch, rehearsed=self.rehearses)


def letter_post(dispatch: Dispatch, *, rehearsed: bool) -> LetterPost:
    """The letter as it leaves, the same on every try but for its Date. Raises MailUnsendable."""
    who, to = dispatch.constituent, _sendable(dispatch.recipient.email)
    own_name, own_address = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])
    writer = one_line(sender_name(who), _NAME_LENGTH)
    title = one_line(dispatch.cause.title, _NAME_LENGTH) or own_name
    post = LetterPost(
        to=to,
        sender=(str(_("%(name)s via %(campaign)s", name=writer, campaign=title)), own_address),
        subject=one_line(dispatch.subject, _SUBJECT_LENGTH),
        body=_text(dispatch),
    )
    post.msgId = f"<letter.{dispatch.uid.hex}@{own_address.rpartition('@')[2]}>"
    post.reply_to_address = _sendable(who.email)
    post.recipient_name = one_line(dispatch.recipient.called, _NAME_LENGTH)
    marks = {"X-Rehearsal-Channel": "email", "X-Rehearsal-Destination": f"mailto:{to}"}
    post.rehearsal = marks if rehearsed else {}
    return post


def _text(dispatch: Dispatch) -> str:
    """The letter, and below a rule who wrote it.

    The letter's own text holds no name or address, for the gateways carry them in
    fields of their own. A mail has no such fields, and an office must see that the
    writer lives where it is responsible.
    """
    letter = dispatch.text.replace("\r\n", "\n").replace("\r", "\n")
    who = dispatch.constituent
    below = (_RULE, f"{who.prefix} {sender_name(who)}", *sender_lines(who))
    return "\n".join((letter, "", *below, ""))


def _send(line: Line | Folder, dispatch: Dispatch, *, rehearsed: bool) -> Answer:
    try:
        post = letter_post(dispatch, rehearsed=rehearsed)
    except MailUnsendable as error:
        return Answer(DeliveryState.FAILED, words=str(error), reason="invalid")
    said = line.hand_over(post)
    # Filters quote what they refuse: the letter, and whose it is.
    return _answer(said._replace(words=private.taken_out(said.words, dispatch, None)))


def _answer(said: Said) -> Answer:
    """RFC 5321 4.2.1: 2xx is taken, 5xx final; 4xx and a broken line are tried again."""
    words = f"{said.code} {said.words}".strip() if said.code else said.words
    if said.taken:
        return Answer(DeliveryState.ACCEPTED, words=said.words, line_is_open=said.line_is_open)
    if said.final:
        return Answer(DeliveryState.FAILED, words, "refused", said.line_is_open)
    reason, status = ("busy", f"SMTP {said.code}") if said.code else ("unreachable", "")
    return Answer(DeliveryState.QUEUED, words, reason, said.line_is_open, status)


def _is_sendable(address: str) -> bool:
    try:
        _sendable(address)
    except MailUnsendable:
        return False
    return True


def _sendable(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise MailUnsendable("no address that a mail can be sent to")
    return on_the_wire(address)
