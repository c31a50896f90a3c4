"""Accepting an invitation: the one page under /organize/ that makes an account.

For people who have none yet, so it stands outside the panel's guard; the link is the key.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.utils import login_user

from app import language
from app.admin.join_form import JoinForm
from app.organizers import accounts, invitations
from app.organizers.errors import AccountExists, InvitationOver, InvitationUnknown
from app.organizers.models import Invitation, Organizer

joining = Blueprint("joining", __name__, url_prefix=f"{accounts.PREFIX}/join")


@joining.get("/<token>/")
def page(token: str) -> ResponseReturnValue:
    """The form; a mail scanner that follows the link changes nothing."""
    try:
        invitation = _open(token)
    except (InvitationUnknown, InvitationOver) as error:
        return _closed(error)
    form = JoinForm(with_email=not invitation.email)
    return render_template("admin/join.html", form=form, invitation=invitation, token=token)


@joining.post("/<token>/")
def accept(token: str) -> ResponseReturnValue:
    """Make the account and sign it in. Harmless twice."""
    try:
        invitation = _open(token)
        form = JoinForm(request.form, with_email=not invitation.email)
        if form.validate():
            login_user(_accepted(invitation, form), authn_via=["invitation"])
            flash(_("Welcome. Your account is ready."), "success")
            return redirect(url_for("panel.home"), 303)
    except (InvitationUnknown, InvitationOver) as error:
        return _closed(error)
    except AccountExists:
        form.form_errors = [_("There is an account with this address already. Sign in with it.")]
    page = render_template("admin/join.html", form=form, invitation=invitation, token=token)
    return page, 422


def _open(token: str) -> Invitation:
    invitation = invitations.get_by_token(token)
    invitations.check_open(invitation)
    return invitation


def _accepted(invitation: Invitation, form: JoinForm) -> Organizer:
    return invitations.accept(
        invitation,
        email="" if invitation.email else form.email.data or "",
        name=form.name.data or "",
        password=form.password.data or "",
        locale=language.current(),
    )


def _closed(error: InvitationUnknown | InvitationOver) -> ResponseReturnValue:
    reason = error.reason if isinstance(error, InvitationOver) else "unknown"
    if reason == "accepted":
        if not current_user.is_authenticated:
            flash(_("This invitation was accepted already. Sign in with your password."), "info")
            return redirect(url_for("security.login"), 303)
        return redirect(url_for("panel.home"), 303)
    return render_template(
        "admin/join_closed.html", reason=reason
    ), 404 if reason == "unknown" else 410
