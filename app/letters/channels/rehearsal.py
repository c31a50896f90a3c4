"""A channel in rehearsal: its real code up to the wire, which ends in the rehearsal mailbox.

Whom it reaches and what it would not take, the channel itself says. Its maintenance and
its pace do not hold here: they spare the other side, and nothing goes there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from email import encoders, policy
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr

from flask import current_app
from flask_babel import gettext as _

from app.letters.channels.face import Answer, Channel, Dispatch, Problem, Send, Wire
from app.letters.models import ChannelName, DeliveryState
from app.letters.recipients import Recipient
from app.mail.line import Line
from app.mail.render import Post, encoded, one_line
from app.rehearsal.line import Folder, rehearsal_line

# A paragraph is one line, which may be longer than a line of a mail may be.
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
_SUBJECT_LENGTH = 200


class Rehearsal:
    """`channel`, but for what goes out."""

    per_second: float | None = None

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.name = channel.name
        self.is_direct = channel.is_direct

    def reaches(self, recipient: Recipient) -> bool:
        """As the channel itself."""
        return self.channel.reaches(recipient)

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        """As the channel itself."""
        return self.channel.problems(dispatch)

    def closed_until(self, now: dt.datetime) -> dt.datetime | None:
        """Never: the rehearsal mailbox has no hours."""
        return None

    def wire(self, dispatch: Dispatch) -> Wire:
        """As the channel itself."""
        return self.channel.wire(dispatch)

    @contextmanager
    def line(self) -> Iterator[Send]:
        """A line to the rehearsal mailbox. Raises MailServerUnavailable, NotLoopback."""
        with rehearsal_line() as line:
            yield lambda dispatch: self._send(line, dispatch)

    def _send(self, line: Line | Folder, dispatch: Dispatch) -> Answer:
        found = self.problems(dispatch)
        if found:
            words = "; ".join(str(each.words) for each in found)
            return Answer(DeliveryState.FAILED, words, "invalid")
        said = line.hand_over(RehearsedPost(self.channel, dispatch, self.wire(dispatch)))
        if said.taken:
            done = DeliveryState.ACCEPTED if self.is_direct else DeliveryState.HANDED_OFF
            return Answer(done, line_is_open=said.line_is_open)
        words = f"{said.code} {said.words}" if said.code else said.words
        if said.final:
            return Answer(DeliveryState.FAILED, words, "refused", said.line_is_open)
        reason, status = ("busy", f"SMTP {said.code}") if said.code else ("unreachable", "")
        return Answer(DeliveryState.QUEUED, words, reason, said.line_is_open, status)


class RehearsedPost(Post):
    """What would have left, as a mail that a person can read: the wire's content is attached."""

    def __init__(self, channel: Channel, dispatch: Dispatch, wire: Wire) -> None:
        own_name, address = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])
        domain = address.rpartition("@")[2]
        label = _label(channel.name)
        super().__init__(
            to=f"rehearsal@{domain}",
            sender=(own_name, address),
            subject=one_line(
                _(
                    "[%(channel)s, rehearsal] %(subject)s",
                    channel=label,
                    subject=dispatch.subject,
                ),
                _SUBJECT_LENGTH,
            ),
            body=_told(label, dispatch, wire),
        )
        # The same on every try, as the delivery's own number is.
        self.msgId = f"<rehearsal.{dispatch.uid.hex}@{domain}>"
        self.marks = {
            "X-Rehearsal-Channel": channel.name.value,
            "X-Rehearsal-Destination": encoded(
                one_line(wire.destination, _SUBJECT_LENGTH), "X-Rehearsal-Destination"
            ),
        }
        self.wire = wire

    def _message(self) -> MIMEMultipart:
        message = MIMEMultipart("mixed")
        message["Subject"] = encoded(str(self.subject), "Subject")
        message["From"] = f"{encoded(self.sender_name, 'From')}\n <{self.envelope_from}>"
        message["To"] = self.envelope_to
        message["Date"] = format_datetime(self.written_at)
        message["Message-ID"] = self.msgId
        for name, value in self.marks.items():
            message[name] = value
        message.attach(MIMEText(self.body or "", "plain", _UTF8))  # type: ignore[arg-type]
        message.attach(_attached(self.wire))
        message.policy = policy.SMTP
        return message


def _attached(wire: Wire) -> MIMEBase:
    # Bytes as they are: a type's parameters, such as a charset, stay with it.
    kind, _semicolon, parameters = wire.content_type.partition(";")
    part = MIMEBase(*kind.strip().split("/", 1))
    part.set_payload(wire.content)
    encoders.encode_base64(part)
    name, _equals, value = parameters.strip().partition("=")
    if value:
        part.set_param(name, value)
    part.add_header("Content-Disposition", "attachment", filename=wire.filename)
    return part


def _told(label: str, dispatch: Dispatch, wire: Wire) -> str:
    lines = [
        _("This is a rehearsal: nothing has left this machine."),
        "",
        _("Way: %(channel)s", channel=label),
        _("To: %(name)s", name=dispatch.recipient.called),
        _("Would have gone to: %(destination)s", destination=wire.destination),
        _("Delivery: %(uid)s", uid=dispatch.uid.hex),
        _("Subject: %(subject)s", subject=dispatch.subject),
    ]
    head = "\n".join(one_line(str(line), 500) for line in lines)
    return f"{head}\n\n{dispatch.text}\n"


def _label(channel: ChannelName) -> str:
    named = {
        ChannelName.HOUSE_CWC: "House CWC",
        ChannelName.SENATE_CWC: "Senate CWC",
        ChannelName.EMAIL: _("E-mail"),
        ChannelName.HAND_OFF: _("Form"),
        ChannelName.PRINT: _("Paper"),
    }
    return str(named[channel])
