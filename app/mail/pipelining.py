"""One mail in two ways to the server and back instead of four (RFC 2920, "PIPELINING").

Envelope and DATA go in one write; their three answers are read one after the other. What
smtplib's `sendmail` raises is raised here, for the same answers.
"""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress

from app.mail.addresses import in_brackets

_OK, _GO_ON, _GOODBYE = 250, 354, 421
_BARE = re.compile(rb"\r?\n|\r(?!\n)")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_END = b".\r\n"
Reply = tuple[int, bytes]


def send(
    host: smtplib.SMTP, sender: str, recipient: str, content: bytes, options: list[str]
) -> None:
    """Hand one message to a server that offers PIPELINING.

    Raises SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError, SMTPServerDisconnected;
    afterwards the line is ready for the next mail, or closed where the server said 421.
    """
    content = _framed(content)
    if host.has_extn("size"):
        # Dots that were doubled count too: the server may take it for an estimate (RFC 1870, 6.3).
        options = [*options, f"SIZE={len(content) - len(_END)}"]
    mail = " ".join([f"MAIL FROM:{in_brackets(sender)}", *options])
    host.send(f"{mail}\r\nRCPT TO:{in_brackets(recipient)}\r\nDATA\r\n")
    answers = []
    for _ in range(3):
        answers.append(host.getreply())
        if answers[-1][0] == _GOODBYE:
            break
    taken, data = _refusal(answers, sender, recipient), answers[-1]
    if taken is None and data[0] == _GO_ON:
        host.send(content)
        answers.append(host.getreply())
        if answers[-1][0] == _OK:
            return
        taken = smtplib.SMTPDataError(*answers[-1])
    elif data[0] == _GO_ON and len(answers) == 3:
        # It waits for a message that nobody is to get: an empty one ends that (RFC 2920, 3.1).
        host.send(_END)
        host.getreply()
    _tidy(host, answers)
    raise taken or smtplib.SMTPDataError(*data)


def _refusal(answers: list[Reply], sender: str, recipient: str) -> smtplib.SMTPException | None:
    """The first of the envelope that was refused."""
    if answers[0][0] != _OK:
        return smtplib.SMTPSenderRefused(*answers[0], sender)
    if len(answers) > 1 and answers[1][0] not in (_OK, 251):
        return smtplib.SMTPRecipientsRefused({recipient: answers[1]})
    return None


def _tidy(host: smtplib.SMTP, answers: list[Reply]) -> None:
    if any(code == _GOODBYE for code, _words in answers):
        host.close()
        return
    with suppress(smtplib.SMTPServerDisconnected):
        host.rset()


def _framed(content: bytes) -> bytes:
    """Lines ended with CRLF, a dot doubled where a line begins with it, and the end."""
    ends = content.count(b"\r\n")
    # Of ours nearly every message is so already, and counting takes a tenth of rewriting.
    if not ends == content.count(b"\n") == content.count(b"\r"):
        content = _BARE.sub(b"\r\n", content)
    if content.startswith(b".") or b"\n." in content:
        content = _LEADING_DOT.sub(b"..", content)
    return content + (b"" if content.endswith(b"\r\n") else b"\r\n") + _END
