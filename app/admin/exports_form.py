"""What an organizer may choose of an export."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, RadioField, SelectField, ValidationError

from app.campaigns.models import Campaign
from app.exports.cells import Format
from app.exports.columns import COLUMNS, What, chosen
from app.exports.lines import ALLY
from app.exports.service import Wanted
from app.letters.models import ChannelName, DeliveryState
from app.pledges.forms import ManyField
from app.pledges.models import SignatoryState

FILTERS = {
    What.SIGNATORIES: ("state", "discipline", "counted", "updates"),
    What.LETTERS: ("discipline", "confirmed", "own_words"),
    What.DELIVERIES: ("state", "channel", "discipline"),
}
EVERY_FILTER = sorted({name for names in FILTERS.values() for name in names})
STATES = {
    SignatoryState.CONFIRMED: _l("confirmed"),
    SignatoryState.PENDING: _l("not confirmed yet"),
    SignatoryState.WITHDRAWN: _l("withdrawn by themselves"),
    SignatoryState.INVALIDATED: _l("struck out by an organizer"),
}
DELIVERY_STATES = {
    DeliveryState.WAITING: _l("waiting for the writer’s confirmation"),
    DeliveryState.QUEUED: _l("waiting for its turn"),
    DeliveryState.SENDING: _l("being sent"),
    DeliveryState.ACCEPTED: _l("accepted"),
    DeliveryState.HANDED_OFF: _l("handed to the writer"),
    DeliveryState.REPORTED: _l("sent, as the writer reports"),
    DeliveryState.FAILED: _l("failed"),
    DeliveryState.DROPPED: _l("never sent"),
}
CHANNELS = {
    ChannelName.HOUSE_CWC: _l("House, electronically"),
    ChannelName.SENATE_CWC: _l("Senate, electronically"),
    ChannelName.EMAIL: _l("e-mail"),
    ChannelName.HAND_OFF: _l("the office’s own form"),
    ChannelName.PRINT: _l("paper"),
}


class ExportForm(Form):
    """Which rows, which columns, in which form."""

    state = SelectField(_l("State"))
    channel = SelectField(_l("Channel"))
    discipline = SelectField(_l("Discipline"))
    counted = BooleanField(_l("Only those whom the public number counts"))
    updates = BooleanField(_l("Only those who may be written to again"))
    confirmed = BooleanField(_l("Only letters that the owner of the address confirmed"))
    own_words = BooleanField(_l("Only letters with words of their own"))
    columns = ManyField(_l("Columns"))
    format = RadioField(_l("Form"), default=Format.CSV.value)
    bom = BooleanField(_l("For Excel: begin the CSV with the mark of UTF-8"), default=True)
    gzip = BooleanField(_l("Compress the file (gzip)"))

    def __init__(self, formdata: Any = None, *, campaign: Campaign, what: What) -> None:
        usual = [each.name for each in COLUMNS[what] if each.usual]
        super().__init__(formdata, data=None if formdata else {"columns": usual})
        self.what = what
        self.columns.choices = [(each.name, each.words) for each in COLUMNS[what]]
        for name in EVERY_FILTER:
            if name not in FILTERS[what]:
                del self[name]
        self._offer(campaign)

    def filters(self) -> list[Any]:
        """The fields that choose rows."""
        return [self[name] for name in FILTERS[self.what]]

    def validate_columns(self, field: ManyField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one column."))

    def wanted(self) -> Wanted:
        """What is asked for, after `validate` has said yes."""
        return Wanted(
            what=self.what,
            columns=[each.name for each in chosen(self.what, self.columns.data or [])],
            format=Format(self.format.data),
            bom=bool(self.bom.data),
            gzip=bool(self.gzip.data),
            filters={name: self[name].data for name in FILTERS[self.what]},
        )

    def _offer(self, campaign: Campaign) -> None:
        self.format.choices = [
            (Format.CSV.value, _("CSV, for a spreadsheet")),
            (Format.JSONL.value, _("JSON Lines, for a program")),
        ]
        everybody = [("", _("all"))]
        named = [(each.slug, each.name) for each in campaign.disciplines]
        self.discipline.choices = [*everybody, *named, (ALLY, _("allies"))]
        states = STATES if self.what is What.SIGNATORIES else DELIVERY_STATES
        for name, choices in (("state", states), ("channel", CHANNELS)):
            if name in FILTERS[self.what]:
                listed = [(key.value, words) for key, words in choices.items()]
                getattr(self, name).choices = [*everybody, *listed]
