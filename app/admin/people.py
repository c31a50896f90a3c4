"""The people who may use the panel: invited, given a role, shut out, let in again."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.admin.panel import needs, panel, who
from app.admin.people_form import ROLES, InviteForm, RoleForm
from app.organizers import invitations, sessions
from app.organizers import people as service
from app.organizers.errors import AccountExists, InvitationOver, LastOwner
from app.organizers.models import Invitation, Organizer, RoleName
from app.organizers.rights import Right


@panel.get("/people/")
@needs(Right.OWN)
def people() -> ResponseReturnValue:
    return _list(InviteForm(locale=who().locale, role=RoleName.VIEWER.value))


@panel.post("/people/")
@needs(Right.OWN, fresh=True)
def invite() -> ResponseReturnValue:
    form = InviteForm(request.form)
    if not form.validate():
        return _list(form), 422
    try:
        invitations.invite(
            form.email.data or "",
            RoleName(form.role.data),
            by=who(),
            locale=form.locale.data,
            organization_id=form.organization_id,
        )
    except AccountExists:
        form.email.errors = [_("There is an account with this address already.")]
        return _list(form), 422
    flash(_("The invitation is on its way."), "success")
    return redirect(url_for("panel.people"), 303)


@panel.get("/people/<int:organizer_id>/")
@needs(Right.OWN)
def person(organizer_id: int) -> str:
    someone = _person(organizer_id)
    form = RoleForm(role=someone.role, organization=str(someone.organization_id or ""))
    return _one(someone, form)


@panel.post("/people/<int:organizer_id>/")
@needs(Right.OWN, fresh=True)
def change_person(organizer_id: int) -> ResponseReturnValue:
    """One of `_ACTS`, by the button's name."""
    someone = _person(organizer_id)
    form = RoleForm(request.form if request.form.get("act") == "role" else None, role=someone.role)
    act = _ACTS.get(request.form.get("act", ""))
    if act is None:
        abort(422)
    try:
        said = act(someone, form)
    except LastOwner:
        form.form_errors = [
            _("This is the last owner. Make somebody else an owner first, then try again.")
        ]
        return _one(someone, form), 422
    if said is None:
        return _one(someone, form), 422
    flash(said, "success")
    return redirect(url_for("panel.person", organizer_id=organizer_id), 303)


@panel.get("/people/invitations/<int:invitation_id>/")
@needs(Right.OWN)
def invitation(invitation_id: int) -> ResponseReturnValue:
    """Only where a form was sent to; it is shown among the people."""
    _invitation(invitation_id)
    return redirect(url_for("panel.people"), 303)


@panel.post("/people/invitations/<int:invitation_id>/")
@needs(Right.OWN, fresh=True)
def change_invitation(invitation_id: int) -> ResponseReturnValue:
    found = _invitation(invitation_id)
    try:
        if request.form.get("act") == "withdraw":
            invitations.withdraw(found, by=who())
            flash(_("The invitation is taken back: its link no longer works."), "success")
        else:
            invitations.resend(found, by=who())
            flash(_("The invitation is on its way once more, good for a week."), "success")
    except InvitationOver:
        flash(_("This invitation is over: it was accepted or taken back."), "error")
    return redirect(url_for("panel.people"), 303)


def _set_role(someone: Organizer, form: RoleForm) -> str | None:
    if not form.validate():
        return None
    role = RoleName(form.role.data)
    service.change_role(someone, role, by=who(), organization_id=form.organization_id)
    return str(_("The role is changed."))


def _deactivate(someone: Organizer, _form: RoleForm) -> str:
    service.deactivate(someone, by=who())
    return str(_("The account is closed, and every sign-in of theirs has ended."))


def _reactivate(someone: Organizer, _form: RoleForm) -> str:
    service.reactivate(someone, by=who())
    return str(_("The account is open again."))


def _end_sessions(someone: Organizer, _form: RoleForm) -> str:
    service.sign_out_everywhere(someone, by=who())
    return str(_("Every sign-in of theirs has ended."))


def _reset_second_step(someone: Organizer, _form: RoleForm) -> str:
    service.reset_second_step(someone, by=who())
    return str(_("App, recovery codes and passkeys are forgotten; they are told by mail."))


_ACTS: dict[str, Callable[[Organizer, RoleForm], str | None]] = {
    "role": _set_role,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "sessions": _end_sessions,
    "second-step": _reset_second_step,
}


def _list(form: InviteForm) -> str:
    return render_template(
        "admin/people.html",
        form=form,
        people=service.list_people(),
        signed_in=sessions.last_sign_ins(),
        waiting=[each for each in invitations.list_open() if each.email],
        now=clock.now(),
        roles=ROLES,
    )


def _one(someone: Organizer, form: RoleForm) -> str:
    return render_template(
        "admin/person.html", person=someone, form=form, open=sessions.list_open(someone)
    )


def _person(organizer_id: int) -> Organizer:
    return service.find(organizer_id) or abort(404)


def _invitation(invitation_id: int) -> Invitation:
    return invitations.find(invitation_id) or abort(404)
