"""The link that ends reminders and updates: a page with one button, and the mail program's click.

RFC 8058: the program posts `List-Unsubscribe=One-Click` without cookie, session or any token
but the address's own, and wants no redirect. `views` puts these two onto its blueprint.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import csrf
from app.me import unsubscribing
from app.pledges.models import Signatory


def show(token: str) -> str:
    """Mail scanners follow links, so nothing happens here."""
    return _page(unsubscribing.get(token), token)


@csrf.exempt  # type: ignore[untyped-decorator]  # the token in the address is the permission
def press(token: str) -> ResponseReturnValue:
    """Harmless twice."""
    signatory = unsubscribing.get(token)
    unsubscribing.unsubscribe(signatory)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return _page(signatory, token)
    return redirect(url_for("me.unsubscribe", token=token), 303)


def _page(signatory: Signatory, token: str) -> str:
    done = signatory.unsubscribed_at is not None and not signatory.updates
    return render_template(
        "me/unsubscribe.html", campaign=signatory.campaign, done=done, token=token
    )
