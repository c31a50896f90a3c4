"""Who runs this site, as /privacy names them: for owners."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.panel import needs, panel, who
from app.admin.site_form import SiteForm
from app.organizers.rights import Right
from app.site import queries, service


@panel.get("/site/")
@needs(Right.OWN)
def site() -> str:
    return render_template("admin/site.html", form=SiteForm(obj=queries.get()))


@panel.post("/site/")
@needs(Right.OWN)
def site_save() -> ResponseReturnValue:
    form = SiteForm(request.form)
    if not form.validate():
        return render_template("admin/site.html", form=form), 422
    service.describe(
        operator=form.operator.data or "",
        contact=form.contact.data or "",
        address=form.address.data or "",
        by=who(),
    )
    flash(_("Saved: the privacy page says so now."))
    return redirect(url_for("panel.site"), 303)
