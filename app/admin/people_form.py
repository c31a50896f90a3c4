"""Whom an owner invites, and as what."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import Field, Form, SelectField, StringField, ValidationError

from app.admin.join_form import languages
from app.campaigns.models import Campaign, Organization
from app.extensions import db
from app.organizers.models import RoleName
from app.pledges import checks

ROLES: dict[str, LazyString] = {
    RoleName.OWNER.value: _l("Owner: everything, people and going live too"),
    RoleName.ORGANIZER.value: _l("Organizer: campaigns, moderation, letters, exports"),
    RoleName.VIEWER.value: _l("Viewer: numbers only, nobody's personal data"),
    RoleName.PARTNER.value: _l("Partner: what their own organization brought"),
}
MOST_ORGANIZATIONS = 500


class RoleForm(Form):
    """A role, and for a partner whose."""

    role = SelectField(_l("Role"))
    organization = SelectField(_l("Organization of a partner"), default="")

    def __init__(self, formdata: Any = None, **given: Any) -> None:
        super().__init__(formdata, **given)
        self.role.choices = list(ROLES.items())
        self.organization.choices = [("", "–"), *_organizations()]

    def validate_organization(self, field: Field) -> None:
        if self.role.data == RoleName.PARTNER and not field.data:
            raise ValidationError(_("Choose the organization whose partner this is."))

    @property
    def organization_id(self) -> int | None:
        """The chosen organization; None for every role but a partner's."""
        is_partner = self.role.data == RoleName.PARTNER
        return int(self.organization.data) if is_partner and self.organization.data else None


class InviteForm(RoleForm):
    """Who is invited."""

    email = StringField(_l("E-mail"), [checks.email])
    locale = SelectField(_l("Language of the mail"))

    def __init__(self, formdata: Any = None, **given: Any) -> None:
        super().__init__(formdata, **given)
        self.locale.choices = languages()


def _organizations() -> list[tuple[str, str]]:
    """Partners, those with a code, each with its campaign."""
    wanted = (
        sa.select(Organization.id, Organization.name, Campaign.title)
        .join(Campaign, Campaign.id == Organization.campaign_id)
        .where(Organization.code.is_not(None))
        .order_by(Organization.name, Organization.id)
        .limit(MOST_ORGANIZATIONS)
    )
    return [
        (str(number), f"{name} ({title})") for number, name, title in db.session.execute(wanted)
    ]
