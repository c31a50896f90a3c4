"""One's own account: name, language, address, the ways to sign in, and where one is signed in."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.join_form import EmailForm, SelfForm
from app.admin.panel import needs, number, panel, who
from app.organizers import people, sessions
from app.organizers.errors import AccountExists
from app.organizers.models import SignInSession
from app.organizers.rights import Right


@panel.get("/account/")
@needs(Right.ACCOUNT)
def account() -> ResponseReturnValue:
    return _page(SelfForm(name=who().name, locale=who().locale))


@panel.post("/account/")
@needs(Right.ACCOUNT)
def change_account() -> ResponseReturnValue:
    form = SelfForm(request.form)
    if not form.validate():
        return _page(form), 422
    people.rename(who(), name=form.name.data or "", locale=form.locale.data)
    flash(_("Saved."), "success")
    return redirect(url_for("panel.account"), 303)


@panel.get("/account/email/")
@needs(Right.ACCOUNT, fresh=True)
def email() -> ResponseReturnValue:
    return render_template("admin/account_email.html", form=EmailForm())


@panel.post("/account/email/")
@needs(Right.ACCOUNT, fresh=True)
def change_email() -> ResponseReturnValue:
    form = EmailForm(request.form)
    if form.validate():
        try:
            here = _here()
            people.change_email(who(), form.email.data or "", keep=here.id if here else None)
        except AccountExists:
            form.email.errors = [_("Another account has this address.")]
        else:
            flash(_("Your address is changed. Wherever else you were signed in has ended."))
            return redirect(url_for("panel.account"), 303)
    return render_template("admin/account_email.html", form=form), 422


@panel.post("/account/sessions/")
@needs(Right.ACCOUNT)
def end_sessions() -> ResponseReturnValue:
    """End one sign-in by its number, or, without a number, all but the one in hand."""
    here = _here()
    if request.form.get("session"):
        one = sessions.get_of(who(), number("session") or 0)
        sessions.end(one or abort(404))
    else:
        sessions.end_all(who(), but=here.id if here else None)
    flash(_("Ended: whoever was signed in there is so no longer."), "success")
    return redirect(url_for("panel.account"), 303)


def _page(form: SelfForm) -> str:
    here = _here()
    return render_template(
        "admin/account.html",
        form=form,
        here_id=here.id if here else None,
        open=sessions.list_open(who()),
    )


def _here() -> SignInSession | None:
    return sessions.find_open(who(), session.get(sessions.KEY, ""))
