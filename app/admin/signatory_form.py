"""What an organizer may correct about what a person makes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.campaigns.models import Campaign, Craft, Discipline
from app.pledges import choices
from app.pledges.correcting import Making
from app.pledges.models import Signatory
from app.pledges.search_words import ALLY


class MakingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is not typed
    """First discipline, craft, further ones. Crafts are named by their id: slugs repeat."""

    discipline = SelectField(_l("First discipline"), validate_choice=False)
    craft = SelectField(_l("Craft"), validate_choice=False)
    also = SelectMultipleField(
        _l("Also makes"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, campaign: Campaign, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._known: dict[str, Discipline] = {each.slug: each for each in campaign.disciplines}
        named = [(each.slug, each.name) for each in campaign.disciplines]
        self.discipline.choices = [*named, (ALLY, _("Ally"))]
        self.also.choices = named
        self.craft.choices = choices.crafts(campaign.disciplines, by=choices.by_number)

    @classmethod
    def of(cls, signatory: Signatory) -> MakingForm:
        """Filled in with what they make now."""
        found: MakingForm = cls(
            signatory.campaign,
            formdata=None,
            data={
                "discipline": signatory.discipline.slug if signatory.discipline else ALLY,
                "craft": str(signatory.craft_id or ""),
                "also": [each.slug for each in signatory.also],
            },
        )
        return found

    def making(self) -> Making:
        """After `validate` has said yes."""
        also = tuple(self._known[slug] for slug in dict.fromkeys(self.also.data or ()))
        return Making(self._known.get(self.discipline.data), self._craft(), also)

    def validate_discipline(self, field: SelectField) -> None:
        if field.data != ALLY and field.data not in self._known:
            raise ValidationError(_("This campaign has no such discipline: choose another."))

    def validate_also(self, field: SelectMultipleField) -> None:
        if not set(field.data or ()) <= set(self._known):
            raise ValidationError(_("This campaign has no such discipline: choose another."))
        if field.data and self.discipline.data == ALLY:
            raise ValidationError(_("An ally makes none of these: empty them, or name the first."))

    def validate_craft(self, field: SelectField) -> None:
        if field.data and self._craft() is None:
            raise ValidationError(_("Choose a craft of a discipline that is named here, or none."))

    def _craft(self) -> Craft | None:
        named = {self.discipline.data, *(self.also.data or ())}
        return choices.numbered_craft(self._known, named, self.craft.data)
