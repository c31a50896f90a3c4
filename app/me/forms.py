"""What a person may type about their own signature, and to ask for the link to it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, StringField

from app import canonical_email
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign, Craft, Discipline
from app.me import service
from app.me.record import Record
from app.me.service import Consents, Edit
from app.pledges import checks, choices
from app.pledges.correcting import Making
from app.pledges.forms import ALLY, ManyField
from app.pledges.models import Visibility


class AskForm(Form):
    """An address, and one campaign or all."""

    email = StringField(_l("E-mail"), [checks.email])
    campaign = SelectField(_l("Campaign"), validate_choice=False)

    def __init__(
        self, formdata: Any = None, *, known: list[Campaign], same_origin: bool = True
    ) -> None:
        super().__init__(formdata)
        self._known: dict[str, Campaign] = {each.slug: each for each in known}
        self._same_origin = same_origin
        named = [(slug, each.title) for slug, each in self._known.items()]
        self.campaign.choices = [("", _("every campaign I signed")), *named]

    def validate(self, extra_validators: Any = None) -> bool:
        fields_hold = super().validate(extra_validators)
        if not self._same_origin:
            words = _("This form came from another site. Please press the button here.")
            self.form_errors = [words]
        return fields_hold and self._same_origin

    def validate_campaign(self, field: SelectField) -> None:
        if field.data and field.data not in self._known:
            raise checks.Wrong(_("There is no such campaign here: choose another, or every one."))

    def address(self) -> str:
        """After `validate` has said yes."""
        return canonical_email.validate(self.email.data or "")

    def chosen(self) -> Campaign | None:
        """None for every campaign."""
        return self._known.get(self.campaign.data or "")


class EditForm(Form):
    """What they make and what the public sees. Crafts are named by their id: slugs repeat."""

    discipline = SelectField(_l("I make"), validate_choice=False)
    craft = SelectField(_l("My craft"), validate_choice=False)
    also = ManyField(_l("I also make"), validate_choice=False)
    credit_name = StringField(_l("Credit name"), [checks.credit_name])
    visibility = RadioField(_l("What the public sees"), validate_choice=False)
    seen = HiddenField()

    def __init__(self, formdata: Any = None, *, record: Record) -> None:
        signatory, campaign = record.signatory, record.campaign
        super().__init__(
            formdata,
            data={
                "discipline": signatory.discipline.slug if signatory.discipline else ALLY,
                "craft": str(signatory.craft_id or ""),
                "also": [each.slug for each in signatory.also],
                "credit_name": signatory.credit_name,
                "visibility": signatory.visibility,
                "seen": service.mark(signatory),
            },
        )
        self._known: dict[str, Discipline] = {each.slug: each for each in campaign.disciplines}
        self._offer()
        # A form, and a row too, can be older than a discipline's merging.
        self.discipline.data = campaigns.present_slug(campaign, self.discipline.data or "")
        self.also.data = [campaigns.present_slug(campaign, each) for each in self.also.data or ()]

    def edit(self) -> Edit:
        """After `validate` has said yes."""
        chosen = dict.fromkeys(self.also.data or ())
        also = tuple(self._known[slug] for slug in chosen if slug != self.discipline.data)
        making = Making(self._known.get(self.discipline.data), self._craft(), also)
        visibility = Visibility(self.visibility.data)
        return Edit(making, self.credit_name.data or "", visibility, self.seen.data or "")

    def validate_discipline(self, field: SelectField) -> None:
        if field.data != ALLY and field.data not in self._known:
            raise checks.Wrong(_("This campaign does not know that discipline: choose another."))

    def validate_also(self, field: ManyField) -> None:
        if not set(field.data or ()) <= set(self._known):
            raise checks.Wrong(_("This campaign does not know one of these disciplines."))
        if field.data and self.discipline.data == ALLY:
            raise checks.Wrong(
                _("You sign as an ally and also name a discipline. Choose what you make instead.")
            )

    def validate_craft(self, field: SelectField) -> None:
        if field.data and self._craft() is None:
            raise checks.Wrong(_("Choose a craft of a discipline that you named, or none."))

    def validate_visibility(self, field: RadioField) -> None:
        if field.data not in set(Visibility):
            raise checks.Wrong(_("Choose what the public sees of you."))

    def _craft(self) -> Craft | None:
        named = {self.discipline.data, *(self.also.data or ())}
        return choices.numbered_craft(self._known, named, self.craft.data)

    def _offer(self) -> None:
        named = [(each.slug, each.name) for each in self._known.values()]
        self.discipline.choices = [
            *named,
            (ALLY, _("I am not an artist: count me as an ally")),
        ]
        self.also.choices = named
        self.craft.choices = choices.crafts(self._known.values(), by=choices.by_number)
        self.visibility.choices = choices.visibilities()


class ConsentsForm(Form):
    """Who may write to them. What was said yes to can be taken back, whatever is asked today."""

    updates = BooleanField(_l("This campaign may write to me again"))
    partner_optin = ManyField(_l("Hear from those who stand behind this"), validate_choice=False)
    seen = HiddenField()

    def __init__(self, formdata: Any = None, *, record: Record) -> None:
        said_yes = {each.id for each in record.consents}
        super().__init__(
            formdata,
            data={
                "updates": record.signatory.updates,
                "partner_optin": [str(each) for each in said_yes],
                "seen": service.mark(record.signatory),
            },
        )
        self._partners = {
            str(each.id): each
            for each in record.campaign.organizations
            if (each.consent and each.code) or each.id in said_yes
        }
        self.partner_optin.choices = [
            (number, each.consent or each.name) for number, each in self._partners.items()
        ]

    def consents(self) -> Consents:
        """After `validate` has said yes."""
        chosen = set(self.partner_optin.data or ())
        partners = tuple(each for number, each in self._partners.items() if number in chosen)
        return Consents(bool(self.updates.data), partners, self.seen.data or "")

    def validate_partner_optin(self, field: ManyField) -> None:
        if not set(field.data or ()) <= set(self._partners):
            raise checks.Wrong(_("One of these organizations does not stand behind this campaign."))
