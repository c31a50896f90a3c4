"""What an organizer may type about a discipline or a craft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, RadioField, StringField, TextAreaField

from app.campaigns import crafts, disciplines
from app.campaigns.crafts import CraftWords
from app.campaigns.disciplines import SLUG, Words
from app.campaigns.models import Campaign, Craft, Discipline
from app.letters import fields as merge_fields
from app.pledges.checks import Wrong, cleaned

LONGEST_NAME = 60
LONGEST_HEADLINE = 160
LONGEST_TEXT = 2_000
MOST_ALIASES = 30
HUES = [str(each) for each in range(0, 360, 5)]


class Lines(TextAreaField):
    """One thing a line."""

    data: Any

    def _value(self) -> str:
        return self.data if isinstance(self.data, str) else "\n".join(self.data or ())

    @property
    def lines(self) -> tuple[str, ...]:
        typed = self.data.splitlines() if isinstance(self.data, str) else self.data or ()
        return tuple(disciplines.distinct(cleaned(each) for each in typed))


def name(_form: object, field: Field) -> None:
    """Something with a letter or a digit in it, on one line."""
    field.data = _line(field, LONGEST_NAME)
    if not any(each.isalnum() for each in field.data):
        raise Wrong(_("Give a name, such as “Music”."))


def people(_form: object, field: Field) -> None:
    """Its artists, in the plural."""
    field.data = _line(field, LONGEST_NAME)
    if not field.data:
        raise Wrong(_("Say what its artists are called, in the plural: “musicians”."))


def headline(_form: object, field: Field) -> None:
    """One line, or none."""
    field.data = _line(field, LONGEST_HEADLINE)


def text(_form: object, field: Field) -> None:
    """A few lines, or none."""
    typed = (field.data or "").replace("\r\n", "\n").replace("\r", "\n")
    lines = [cleaned(each) for each in typed.split("\n")]
    field.data = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    _fits(field.data, LONGEST_TEXT)


def merged(form: object, field: Field) -> None:
    """A text whose merge fields are filled."""
    text(form, field)
    try:
        merge_fields.check(field.data)
    except merge_fields.FieldUnknown as error:
        raise Wrong(
            _(
                "There is no field {%(name)s}. You may use: %(known)s.",
                name=error.name,
                known=", ".join(f"{{{each}}}" for each in merge_fields.FIELDS),
            )
        ) from None


class NewForm(Form):
    """The least that a new discipline needs."""

    name = StringField(_l("Name"), [name])
    people = StringField(_l("Its people"), [people])
    slug = StringField(_l("Address"))
    version = HiddenField()

    def __init__(
        self, formdata: Any = None, *, campaign: Campaign, discipline: Discipline | None = None
    ) -> None:
        super().__init__(formdata, obj=discipline, version=campaign.version)
        self.campaign, self.discipline = campaign, discipline

    def renew(self) -> None:
        """Let the next press of the button be for what stands now."""
        self.version.data = str(self.campaign.version)

    @property
    def version_seen(self) -> int:
        """The campaign's version that the person had before their eyes."""
        return version_of(self.version.data)

    def words(self) -> Words:
        """What was typed, after `validate` has said yes."""
        return Words(self.name.data or "", self.slug.data or "", self.people.data or "")

    def validate_name(self, field: Field) -> None:
        self._is_free(field.data)

    def validate_slug(self, field: Field) -> None:
        typed = _line(field, LONGEST_TEXT).casefold()
        if not typed and self.name.errors:
            return  # It is made from the name, and what is wrong with that has been said.
        field.data = typed or disciplines.slug_of(self.name.data or "")
        if len(field.data) > disciplines.LONGEST_SLUG or not SLUG.fullmatch(field.data):
            raise Wrong(
                _(
                    "An address has up to 40 small letters (a to z), digits and single hyphens: "
                    "“film-and-tv”."
                )
            )
        if field.data in disciplines.reserved(current_app.url_map):
            raise Wrong(
                _("Another page of each campaign has the address “%(slug)s”.", slug=field.data)
            )
        self._is_free(field.data)

    def _is_free(self, word: str) -> None:
        found = disciplines.holder(self.campaign, word, but=self.discipline)
        if found is not None:
            raise Wrong(
                _(
                    "“%(word)s” leads to the discipline %(name)s already.",
                    word=word,
                    name=found.name,
                )
            )


class DisciplineForm(NewForm):
    """All that is said of a discipline."""

    headline = StringField(_l("Headline of its page"), [headline])
    paragraph = TextAreaField(_l("Paragraph of its page"), [text])
    call_script = TextAreaField(_l("What its people say on the telephone"), [merged])
    aliases = Lines(_l("Also known as"))
    hue = RadioField(
        _l("Colour"),
        choices=[],
        validate_choice=False,
        coerce=str,
    )

    def __init__(
        self, formdata: Any = None, *, campaign: Campaign, discipline: Discipline | None = None
    ) -> None:
        super().__init__(formdata, campaign=campaign, discipline=discipline)
        self.hue.choices = [(each, each) for each in HUES]

    def present(self) -> dict[str, str]:
        """What stands now of each field that says otherwise, by the field's name."""
        return differences(self, self.discipline)

    def words(self) -> Words:
        return Words(
            name=self.name.data or "",
            slug=self.slug.data or "",
            people=self.people.data or "",
            headline=self.headline.data or "",
            paragraph=self.paragraph.data or "",
            call_script=self.call_script.data or "",
            aliases=self.aliases.lines,
            hue=int(self.hue.data),
        )

    def validate_aliases(self, field: Lines) -> None:
        check_aliases(field)
        for each in field.lines:
            if disciplines.key(each) in disciplines.NOT_TO_BE_NAMED:
                raise Wrong(_("“%(word)s” means those who are not artists.", word=each))
            self._is_free(each)

    def validate_hue(self, field: RadioField) -> None:
        if field.data not in HUES:
            raise Wrong(_("Choose a colour."))


class CraftForm(Form):
    """A craft, new or known."""

    name = StringField(_l("Name"), [name])
    aliases = Lines(_l("Also known as"))

    def __init__(
        self, formdata: Any = None, *, discipline: Discipline, craft: Craft | None = None
    ) -> None:
        prefix = f"craft-{craft.id}-" if craft else "craft-"
        super().__init__(formdata, obj=craft, prefix=prefix)
        self.discipline, self.craft = discipline, craft

    def present(self) -> dict[str, str]:
        """What stands now of each field that says otherwise, by the field's name."""
        return differences(self, self.craft)

    def words(self) -> CraftWords:
        """What was typed, after `validate` has said yes."""
        return CraftWords(self.name.data or "", self.aliases.lines)

    def validate_name(self, field: Field) -> None:
        self._are_free([field.data])

    def validate_aliases(self, field: Lines) -> None:
        check_aliases(field)
        self._are_free(field.lines)

    def _are_free(self, words: Sequence[str]) -> None:
        for each in words:
            found = crafts.holder(self.discipline, each, but=self.craft)
            if found is not None:
                raise Wrong(
                    _("“%(word)s” is the craft %(name)s already.", word=each, name=found.name)
                )


def differences(form: Form, row: object) -> dict[str, str]:
    """What `row` says now where `form` says something else, by the field's name."""
    found = {}
    for field in form:
        if hasattr(row, field.short_name):
            now = getattr(row, field.short_name)
            said = list(field.lines) if isinstance(field, Lines) else field.data
            if said != now and str(said) != str(now):
                found[field.short_name] = ", ".join(now) if isinstance(now, list) else str(now)
    return found


def check_aliases(field: Lines) -> None:
    """Few and short enough."""
    if len(field.lines) > MOST_ALIASES:
        raise Wrong(_("Give %(most)s at the most.", most=MOST_ALIASES))
    for each in field.lines:
        _fits(each, LONGEST_NAME)


def _line(field: Field, longest: int) -> str:
    typed = cleaned(field.data)
    _fits(typed, longest)
    return typed


def _fits(typed: str, longest: int) -> None:
    if len(typed) > longest:
        raise Wrong(
            _(
                "This has %(length)s characters; %(longest)s fit.",
                length=len(typed),
                longest=longest,
            )
        )


def version_of(typed: object) -> int:
    """The version a form was made from; one that nobody has where it says none."""
    written = str(typed or "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1
