"""What a person may type to write to their offices: who they are and where, and their words.

Two forms on one page, shown one after the other; the one that is not shown is carried
along in hidden fields, so that nothing has to be kept here between the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, RadioField, SelectField, StringField, TextAreaField

from app import canonical_email, form_token, language
from app.campaigns import queries
from app.campaigns.disciplines import slug_of
from app.campaigns.models import Campaign, Discipline
from app.letters import checks
from app.letters.cwc import rules
from app.letters.drafts import Constituent, Draft
from app.limits import answers
from app.places import queries as places
from app.places import states
from app.places.queries import Place
from app.pledges import checks as pledges
from app.pledges.checks import Wrong
from app.pledges.known import ALLY, Known


class AddressForm(Form):
    """Who writes, and from where.

    `same_origin` says where the browser says the form came from. `validate` also judges
    the form as a whole, as the sign form does; what it has to say stands in `form_errors`.
    `district` gets choices only where there is something to choose; `located` is the mark
    of an address that was looked up before (see `district`).
    """

    prefix = SelectField(_l("Addressed as"), [checks.prefix], validate_choice=False)
    first_name = StringField(_l("First name"), [checks.legal_name])
    last_name = StringField(_l("Last name"), [checks.legal_name])
    email = StringField(_l("E-mail"), [checks.email])
    discipline = SelectField(_l("I make"), validate_choice=False)
    craft = SelectField(_l("My craft"), validate_choice=False)
    credit_name = StringField(_l("Credit name"), [checks.credit_name])
    street = StringField(_l("Street and number"), [checks.street])
    zip = StringField(_l("ZIP code"), [checks.zip_code])
    city = StringField(_l("City"), [checks.city])
    state = SelectField(_l("State"), [checks.state], validate_choice=False)
    phone = StringField(_l("Telephone"), [checks.phone])
    district = RadioField(_l("Your district"), choices=[], validate_choice=False)
    located = HiddenField()
    source = HiddenField()
    token = HiddenField()
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
        self._disciplines = {each.slug: each for each in campaign.disciplines}
        self._offer()
        # A form can be older than a discipline's renaming.
        self.discipline.data = queries.present_slug(campaign, self.discipline.data or "")
        if formdata is None:
            self.token.data = form_token.mint(_salt(campaign))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then the form as a whole; True where the address can be looked up."""
        fields_hold = super().validate(extra_validators)
        return self._check_whole() and fields_hold

    def validate_email(self, field: StringField) -> None:
        answers.lasting(field, self.campaign.id)

    def validate_discipline(self, field: SelectField) -> None:
        if not field.data:
            raise Wrong(_("Choose what you make, or that you write as an ally."))
        if field.data != ALLY and field.data not in self._disciplines:
            raise Wrong(_("This campaign does not know that discipline: choose another."))

    def validate_craft(self, field: SelectField) -> None:
        if field.data and field.data not in self._crafts():
            raise Wrong(_("Choose a craft of your discipline, or none."))

    @property
    def chosen(self) -> Discipline | None:
        """The discipline named; None for an ally, and before one is named."""
        return self._disciplines.get(self.discipline.data)

    def place(self) -> Place | None:
        """Where the ZIP code lies; None where no such code is in use."""
        return places.find_place(self.zip.data or "")

    def draft(self, *, state: str, city: str, offices: Sequence[str]) -> Draft:
        """A letter to these offices, without a word in it yet; after `validate` has said yes.

        `state` and `city` are where the address was found to be.
        """
        return Draft(
            constituent=Constituent(
                prefix=self.prefix.data,
                first_name=self.first_name.data or "",
                last_name=self.last_name.data or "",
                email=canonical_email.validate(self.email.data or ""),
                street=self.street.data or "",
                city=city,
                state=state,
                zip=self.zip.data or "",
                phone=self.phone.data or "",
            ),
            offices=tuple(offices),
            subject="",
            personal="",
            discipline=self.chosen,
            craft_id=self._crafts().get(self.craft.data),
            credit_name=self.credit_name.data or "",
            source=pledges.source_code(self.source.data),
            locale=language.current(),
            form=self.token.data or "",
        )

    def is_known(self, known: Known | None) -> bool:
        """Whether all that `known` holds is here, unchanged and right, and need not be asked."""
        if known is None:
            return False
        asked = (self.first_name, self.last_name, self.email, self.discipline)
        return not any(
            each.errors or not each.data or each.data != getattr(known, each.name) for each in asked
        ) and not (self.craft.errors or self.credit_name.errors)

    def _check_whole(self) -> bool:
        words = pledges.whole_form(self.token, _salt(self.campaign))
        if self.website.data:
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

    def _offer(self) -> None:
        named = [(each.slug, each.name) for each in self.campaign.disciplines]
        ally = (ALLY, _("I am not an artist: I write as an ally"))
        self.prefix.choices = [("", _("choose …")), *((each, each) for each in rules.PREFIXES)]
        self.discipline.choices = [("", _("choose …")), *named, ally]
        self.state.choices = [("", _("as the ZIP code says")), *states.NAMES.items()]
        self.craft.choices = {
            "": [("", _("none in particular"))],
            **{
                each.name: [(craft.slug, craft.name) for craft in each.crafts]
                for each in self.campaign.disciplines
                if each.crafts
            },
        }

    def _crafts(self) -> dict[str, int]:
        crafts = self.chosen.crafts if self.chosen else ()
        return {
            known: each.id for each in crafts for known in (*map(slug_of, each.aliases), each.slug)
        }


class WordsForm(Form):
    """What the letter says.

    `body` is the campaign's text where the artist has touched it; `offered` is the mark of
    what it was offered as, `seen` that of the texts the artist has read, `nudged` that
    they have been asked for words of their own. `counted` are the numbers in them (see
    `counted`).
    """

    subject = StringField(_l("Subject"), [checks.subject])
    personal = TextAreaField(_l("In your own words"), [checks.words])
    body = TextAreaField(_l("The campaign’s words"), [checks.words])
    offered = HiddenField()
    nudged = HiddenField()
    seen = HiddenField()
    counted = HiddenField()
    altcha = HiddenField()
    # A fresh proof of work for the page to carry, where one is asked for.
    challenge = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that the two texts fit together into one message."""
        if not super().validate(extra_validators):
            return False
        own = [each for each in (self.personal.data, self.body.data) if each]
        length = len("\n\n".join(own))
        if length > checks.LONGEST_WORDS:
            self.personal.errors = [
                _(
                    "Your own words and the changed words of the campaign have %(length)s "
                    "characters together; %(longest)s fit.",
                    length=length,
                    longest=checks.LONGEST_WORDS,
                )
            ]
            return False
        return True


def typed_before(known: Known | None, **asked: str) -> dict[str, str]:
    """What a fresh form begins with: what the person has told us, and what the link says."""
    told = asdict(known) if known else {}
    told.pop("uid", None)
    return {**{name: value for name, value in asked.items() if value}, **told}


def _salt(campaign: Campaign) -> str:
    return f"{campaign.slug}/letter"
