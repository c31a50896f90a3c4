"""What a person may type to sign."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app import form_token, language
from app.campaigns import queries
from app.campaigns.disciplines import slug_of
from app.campaigns.models import Campaign
from app.limits import answers
from app.places import countries
from app.places.queries import Place
from app.pledges import checks, choices, rules
from app.pledges.models import Visibility
from app.pledges.signature import Signature
from app.quick_forms import QuickForm

ALLY = "ally"


class ManyField(SelectMultipleField):
    """Any number of checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SignForm(QuickForm):
    """The pledge. Five fields are shown; the rest is folded under one line of the page.

    `same_origin` says where the browser says the form came from. `validate` also
    judges the form as a whole: its token (renewed where it has expired) and the
    trap for machines; what it has to say then stands in `form_errors`.
    """

    first_name = StringField(_l("First name"), [checks.legal_name])
    last_name = StringField(_l("Last name"), [checks.legal_name])
    email = StringField(_l("E-mail"))
    zip = StringField(_l("ZIP code"))
    discipline = SelectField(_l("I make"), validate_choice=False)
    credit_name = StringField(_l("Credit name"), [checks.credit_name])
    craft = SelectField(_l("My craft"), validate_choice=False)
    also = ManyField(_l("I also make"), validate_choice=False)
    voice = TextAreaField(_l("A word of your own"), [checks.voice])
    visibility = RadioField(
        _l("What the public sees"),
        default=Visibility.CREDIT.value,
        validate_choice=False,
    )
    country = SelectField(_l("Country"), default=countries.HOME, validate_choice=False)
    partner_optin = ManyField(_l("Hear from those who stand behind this"), validate_choice=False)
    updates = BooleanField(_l("This campaign may write to me again"))
    source = HiddenField()
    token = HiddenField()
    altcha = HiddenField()
    website = StringField(_l("Leave this empty"))

    def __init__(
        self,
        formdata: Any = None,
        *,
        campaign: Campaign,
        typed: Mapping[str, Any] | None = None,
        same_origin: bool = True,
    ) -> None:
        super().__init__(formdata, data=typed)
        self.campaign = campaign
        self.same_origin = same_origin
        self.place: Place | None = None
        # The address as mail is sent to it, once it is known to be one.
        self.mailed = ""
        # A fresh proof of work for the page to carry, where one is asked for.
        self.challenge = ""
        self._disciplines = {each.slug: each for each in campaign.disciplines}
        self._partners = {each.code: each for each in campaign.organizations if each.consent}
        # A form can be older than a discipline's renaming.
        self.discipline.data = queries.present_slug(campaign, self.discipline.data or "")
        self.also.data = [queries.present_slug(campaign, each) for each in self.also.data or ()]
        if formdata is None:
            self.offer()
            self.token.data = form_token.mint(campaign.slug)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then the form as a whole; True where the pledge may stand."""
        fields_hold = super().validate(extra_validators)
        return self._check_whole() and fields_hold

    def signature(self) -> Signature:
        """The pledge, after `validate` has said yes."""
        place = self.place
        return Signature(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            email=self.mailed,
            country=self.country.data,
            zip=self.zip.data or "",
            state_code=place.state if place else None,
            city=place.city if place else "",
            credit_name=self.credit_name.data or "",
            discipline=self._disciplines.get(self.discipline.data),
            craft_id=self._craft_ids().get(self.craft.data),
            also=tuple(self._disciplines[slug] for slug in self._other_slugs()),
            voice=self.voice.data or "",
            visibility=Visibility(self.visibility.data),
            partners=tuple(self._partners[code] for code in set(self.partner_optin.data or ())),
            updates=bool(self.updates.data),
            source=checks.source_code(self.source.data),
            locale=language.spoken(),
            filled_seconds=form_token.seconds(self.token.data or "", self.campaign.slug),
            is_trapped=bool(self.website.data),
        )

    def validate_email(self, field: StringField) -> None:
        self.mailed = checks.email(self, field)
        answers.lasting(field, self.campaign.id)

    def validate_discipline(self, field: SelectField) -> None:
        if not field.data:
            raise checks.Wrong(_("Choose what you make, or that you sign as an ally."))
        if field.data != ALLY and field.data not in self._disciplines:
            raise checks.Wrong(_("This campaign does not know that discipline: choose another."))

    def validate_also(self, field: ManyField) -> None:
        if not set(field.data or ()) <= set(self._disciplines):
            raise checks.Wrong(_("This campaign does not know one of these disciplines."))
        if field.data and self.discipline.data == ALLY:
            raise checks.Wrong(
                _("You sign as an ally and also name a discipline. Choose what you make instead.")
            )

    def validate_craft(self, field: SelectField) -> None:
        if field.data and field.data not in self._craft_ids():
            raise checks.Wrong(_("Choose a craft of a discipline that you named, or none."))

    def validate_country(self, field: SelectField) -> None:
        if field.data not in countries.codes():
            raise checks.Wrong(_("Choose the country you live in."))
        field.data = countries.with_zip(field.data)

    def validate_zip(self, field: StringField) -> None:
        if countries.with_zip(self.country.data) == countries.HOME:
            self.place = checks.place_of(field)
        else:
            checks.postcode(field)

    def validate_visibility(self, field: RadioField) -> None:
        if field.data not in set(Visibility):
            raise checks.Wrong(_("Choose what the public sees of you."))
        if field.data == Visibility.HIDDEN and (self.voice.data or "").strip():
            raise checks.Wrong(
                _(
                    "Nothing of you is to be shown, so your own words would not be either: "
                    "empty them, or show your initials."
                )
            )

    def validate_partner_optin(self, field: ManyField) -> None:
        if not set(field.data or ()) <= set(self._partners):
            raise checks.Wrong(_("One of these organizations does not stand behind this campaign."))

    def _check_whole(self) -> bool:
        words = checks.whole_form(self.token, self.campaign.slug)
        if self.website.data and not rules.of(self.campaign).trap:
            self.website.data = ""
            words = _(
                "A field that people do not see was filled in, perhaps by your browser. "
                "We have emptied it: please press the button once more."
            )
        elif not self.same_origin:
            words = words or _(
                "This form came from another site. Please look it over and press the button here."
            )
        if words:
            self.form_errors = [words]
        return not words

    def offer(self) -> None:
        """Name what can be chosen: for a page that shows the form."""
        named = [(each.slug, each.name) for each in self.campaign.disciplines]
        ally = (ALLY, _("I am not an artist: count me as an ally"))
        self.discipline.choices = [("", _("choose …")), *named, ally]
        self.also.choices = named
        self.craft.choices = choices.crafts(self.campaign.disciplines, by=attrgetter("slug"))
        self.visibility.choices = choices.visibilities()
        self.country.choices = countries.choices(language.current())
        self.partner_optin.choices = [
            (code, each.consent) for code, each in self._partners.items() if code
        ]

    def _other_slugs(self) -> list[str]:
        chosen = set(self.also.data or ()) - {self.discipline.data}
        return [slug for slug in self._disciplines if slug in chosen]

    def _craft_ids(self) -> dict[str, int]:
        """The crafts of the disciplines this person named; the primary one's go first.

        Two disciplines may have a craft of the same name: books and films have editors.
        """
        named = [*self._other_slugs(), self.discipline.data]
        return {
            known: craft.id
            for slug in named
            if slug in self._disciplines
            for craft in self._disciplines[slug].crafts
            for known in (*map(slug_of, craft.aliases), craft.slug)
        }
