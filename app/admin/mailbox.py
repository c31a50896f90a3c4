"""The rehearsal mailbox: what would have left, as its reader would have seen it."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.admin.panel import may, needs, panel, who
from app.organizers.rights import Right
from app.rehearsal import reading
from app.rehearsal.reading import MailUnknown, Opened
from app.security import CONTENT_SECURITY_POLICY

# The page may show one frame of its own.
_PAGE_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
# In the frame: styles as mails carry them, and nothing else at all.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)


@panel.get("/mailbox/")
@needs(Right.RUN)
def mailbox() -> str:
    before = request.args.get("before", "")
    lines, older = reading.list_page(before)
    return render_template(
        "admin/mailbox.html",
        lines=lines,
        newer=url_for("panel.mailbox") if before else "",
        older=url_for("panel.mailbox", before=older) if older else "",
    )


@panel.get("/mailbox/<name>/")
@needs(Right.RUN)
def mail(name: str) -> ResponseReturnValue:
    answer = make_response(render_template("admin/mail.html", mail=_opened(name)))
    answer.headers["Content-Security-Policy"] = _PAGE_POLICY
    return answer


@panel.get("/mailbox/<name>/html")
@needs(Right.RUN)
def mail_html(name: str) -> Response:
    answer = make_response(_opened(name).kept.html)
    answer.headers["Content-Security-Policy"] = _MAIL_POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@panel.get("/mailbox/<name>/<int:number>")
@needs(Right.RUN)
def mail_file(name: str, number: int) -> Response:
    _opened(name)
    try:
        found = reading.get_attachment(name, number)
    except MailUnknown:
        abort(404)
    answer = make_response(found.content)
    answer.mimetype = found.content_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _opened(name: str) -> Opened:
    """One mail. A key to an account is for owners, and for whom it was mailed to."""
    try:
        found = reading.get(name)
    except MailUnknown:
        abort(404)
    if found.is_key and not may(Right.OWN) and found.kept.recipients != [who().email]:
        abort(403)
    return found
