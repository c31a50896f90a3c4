"""What an organizer may type for a campaign's letter: what is asked, and how it is filed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.congress import terms
from app.congress.models import Committee
from app.congress.offices import Chamber
from app.letters import checks, fields
from app.letters.cwc import bills, rules
from app.letters.editing import Asked
from app.letters.lengths import LONGEST
from app.letters.models import Stance
from app.pledges.checks import Wrong, cleaned

LONGEST_QUESTION = 200
LONGEST_SCRIPT = 4_000
MOST_COMMITTEES = 40
# The schema's limits for what the gateways are told of the organization.
_SHORTEST_FACT, _LONGEST_FACT, _SHORTEST_NAME = 6, 500, 2


class Ticks(SelectMultipleField):
    """Several of a list, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def merged(_form: object, field: Field) -> None:
    """Every field in braces must be one of the list."""
    unknown = fields.unknown(field.data or "")
    if unknown:
        raise Wrong(
            _(
                "%(unknown)s is no merge field. There are these: %(all)s.",
                unknown=", ".join(unknown),
                all=", ".join(f"{{{name}}}" for name in fields.FIELDS),
            )
        )


def text(_form: object, field: Field) -> None:
    """Lines as they will travel, never more than a whole letter may have."""
    field.data = checks.lines(field.data)
    _fits(field.data, LONGEST)


def too_long(length: int) -> str:
    """What somebody reads whose words leave no room in a letter."""
    return str(
        _(
            "The demand, the longest paragraph and the room kept for the artist’s own words make"
            " %(length)s characters together; %(longest)s fit into a letter.",
            length=length,
            longest=LONGEST,
        )
    )


class BriefForm(Form):
    """The letter's shared half, and what the gateways file it by."""

    subject = StringField(_l("Subject"), [checks.subject, merged])
    demand = TextAreaField(_l("The demand"), [text, merged])
    question = StringField(_l("The question to the artist"))
    call_script = TextAreaField(_l("What to say on the telephone"), [text, merged])
    topics = Ticks(_l("Topics"), validate_choice=False)
    committees = Ticks(_l("Committees to mark"), validate_choice=False)
    bill_congress = StringField(_l("Congress"))
    bill_type = SelectField(_l("Kind of bill"), validate_choice=False)
    bill_number = StringField(_l("Number of the bill"))
    stance = SelectField(_l("Stance"), validate_choice=False)
    name = StringField(_l("Organization"))
    about = TextAreaField(_l("About the organization"))
    contact_name = StringField(_l("Contact’s name"))
    contact_email = StringField(_l("Contact’s e-mail"))
    contact_phone = StringField(_l("Contact’s telephone"))
    seen = HiddenField()

    def __init__(
        self,
        formdata: Any = None,
        *,
        said: Asked | None = None,
        committees: Sequence[Committee] = (),
    ) -> None:
        super().__init__(formdata, data=_flat(said) if said else {})
        self.topics.choices = [(each, each) for each in bills.TOPICS]
        self.bill_type.choices = [("", _("no bill")), *bills.BILL_TYPES.items()]
        self.stance.choices = [
            ("", _("neither")),
            (Stance.PRO.value, _("for the bill")),
            (Stance.CON.value, _("against the bill")),
        ]
        named = {each.code: each.name for each in committees}
        kept = [*(said.committees if said else ()), *(self.committees.data or ())]
        missing = [code for code in dict.fromkeys(kept) if code not in named]
        listed = [*((code, code) for code in missing), *named.items()]
        # The chosen ones first: the list is long.
        chosen = set(self.committees.data or ())
        self.committees.choices = sorted(listed, key=lambda each: each[0] not in chosen)
        self._known = {*named, *(said.committees if said else ())}

    def validate_demand(self, field: Field) -> None:
        if len(field.data) < rules.SHORTEST_TEXT:
            raise Wrong(_("Say what the letters ask for."))

    def validate_question(self, field: Field) -> None:
        field.data = cleaned(field.data)
        _fits(field.data, LONGEST_QUESTION)

    def validate_call_script(self, field: Field) -> None:
        _fits(field.data, LONGEST_SCRIPT)

    def validate_topics(self, field: Field) -> None:
        if not field.data:
            raise Wrong(_("Choose at least one topic: without one no gateway takes a letter."))
        if any(each not in bills.TOPICS for each in field.data):
            raise Wrong(_("Choose among the topics of this list."))

    def validate_committees(self, field: Field) -> None:
        if any(each not in self._known for each in field.data or ()):
            raise Wrong(_("Choose among the committees of this list."))
        if len(field.data or ()) > MOST_COMMITTEES:
            raise Wrong(_("Choose at most %(most)s committees.", most=MOST_COMMITTEES))

    def validate_bill_congress(self, field: Field) -> None:
        newest = terms.current() + 1
        field.data = cleaned(field.data)
        if field.data and not _number(field.data, newest):
            raise Wrong(_("The Congress is a number, such as %(now)s.", now=terms.current()))

    def validate_bill_type(self, field: Field) -> None:
        if field.data and field.data not in bills.BILL_TYPES:
            raise Wrong(_("Choose among the kinds of this list."))
        if bool(field.data) != bool((self.bill_number.data or "").strip()):
            raise Wrong(_("A bill has both a kind and a number, such as H.R. 1234."))

    def validate_bill_number(self, field: Field) -> None:
        field.data = cleaned(field.data)
        if field.data and not _number(field.data, 99_999):
            raise Wrong(_("The number of a bill has digits alone, such as 1234."))

    def validate_stance(self, field: Field) -> None:
        if field.data and field.data not in list(Stance):
            raise Wrong(_("Choose for or against."))
        if field.data and not self.bill_type.data:
            raise Wrong(_("Name the bill that you are for or against."))

    def validate_name(self, field: Field) -> None:
        _fact(field, _SHORTEST_FACT)

    def validate_about(self, field: Field) -> None:
        _fact(field, _SHORTEST_FACT)

    def validate_contact_name(self, field: Field) -> None:
        _fact(field, _SHORTEST_NAME)

    def validate_contact_email(self, field: Field) -> None:
        field.data = cleaned(field.data)
        if field.data:
            checks.email(self, field)

    def validate_contact_phone(self, field: Field) -> None:
        checks.phone(self, field)

    def asked(self) -> Asked:
        """What was typed; after `validate` has said yes."""
        facts = ("name", "about", "contact_name", "contact_email", "contact_phone")
        told = {fact: self[fact].data or "" for fact in facts}
        return Asked(
            subject=self.subject.data or "",
            demand=self.demand.data or "",
            question=self.question.data or "",
            call_script=self.call_script.data or "",
            topics=list(dict.fromkeys(self.topics.data or ())),
            committees=list(dict.fromkeys(self.committees.data or ())),
            bill_congress=_int(self.bill_congress.data),
            bill_type=self.bill_type.data or "",
            bill_number=_int(self.bill_number.data),
            stance=self.stance.data or "",
            organization={fact: value for fact, value in told.items() if value},
        )


def _flat(said: Asked) -> dict[str, Any]:
    values = {name: getattr(said, name) for name in Asked.__dataclass_fields__}
    kind = bills.bill_type(said.bill_type, Chamber.HOUSE) if said.bill_type else ""
    return {**values, **said.organization, "bill_type": kind or ""}


def _fact(field: Field, shortest: int) -> None:
    """Of the organization: may be empty, else within the gateways' limits."""
    field.data = cleaned(field.data)
    if field.data and len(field.data) < shortest:
        raise Wrong(
            _("Write this out: %(fewest)s characters at least, or nothing.", fewest=shortest)
        )
    _fits(field.data, _LONGEST_FACT)


def _fits(typed: str, longest: int) -> None:
    if len(typed) > longest:
        raise Wrong(
            _(
                "This has %(length)s characters; %(longest)s fit.",
                length=len(typed),
                longest=longest,
            )
        )


def _number(typed: str, most: int) -> bool:
    return typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= most


def _int(typed: str | None) -> int | None:
    return int(typed) if typed else None
