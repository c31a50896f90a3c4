"""What deliveries may be looked for by. It stands in the address: nothing private is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, SelectField, StringField

from app.campaigns.models import Campaign
from app.congress import offices
from app.congress import queries as congress
from app.letters import desk_words, recipients
from app.letters.deliveries import Filters
from app.letters.models import ChannelName, DeliveryState
from app.pledges.checks import Wrong

# More offices than a search can walk through quickly.
MOST_OFFICES = 10


class LedgerForm(Form):
    """Every field may be empty; what is no choice at all counts as empty."""

    state = SelectField(_l("State"), validate_choice=False)
    channel = SelectField(_l("Channel"), validate_choice=False)
    office = StringField(_l("Office"))
    reason = SelectField(_l("Reason"), validate_choice=False)
    mode = SelectField(_l("Mode"), validate_choice=False)
    words = SelectField(_l("Words"), validate_choice=False)

    def __init__(self, formdata: Any, *, campaign: Campaign, reasons: Sequence[str]) -> None:
        super().__init__(formdata)
        self.campaign = campaign
        self._offices: tuple[str, ...] = ()
        listed = dict.fromkeys([*reasons, *desk_words.dropped_reasons()])
        self.state.choices = [("", _("all")), *_named(DeliveryState, desk_words.state)]
        self.channel.choices = [("", _("all")), *_named(ChannelName, desk_words.channel)]
        self.reason.choices = [
            ("", _("all")),
            *((each, desk_words.reason(each)) for each in listed),
        ]
        self.mode.choices = [("", _("all")), ("live", _("live")), ("rehearsed", _("rehearsed"))]
        self.words.choices = [
            ("", _("all")),
            ("own", _("own words")),
            ("untouched", _("the campaign’s alone")),
        ]
        for field in (self.state, self.channel, self.reason, self.mode, self.words):
            if field.data not in [value for value, *_rest in field.iter_choices()]:
                field.data = ""

    def validate_office(self, field: Field) -> None:
        typed = (field.data or "").strip()[:80]
        field.data = typed.replace("\0", "")
        if not field.data:
            return
        self._offices = tuple(self._find(field.data))
        if not self._offices:
            raise Wrong(_("No office and no target has that code or name."))
        if len(self._offices) > MOST_OFFICES:
            raise Wrong(_("More than %(most)s offices fit: write more of it.", most=MOST_OFFICES))

    def filters(self) -> Filters:
        """What is looked for; after `validate` has said yes."""
        return Filters(
            state=self.state.data or "",
            channel=self.channel.data or "",
            offices=self._offices,
            reason=self.reason.data or "",
            rehearsed={"live": False, "rehearsed": True}.get(self.mode.data or ""),
            own_words={"own": True, "untouched": False}.get(self.words.data or ""),
        )

    def _find(self, typed: str) -> list[str]:
        """Codes: the one that was typed, else of those whose name has it in it."""
        targets = recipients.list_targets(self.campaign)
        codes = {each.code for each in offices.all_offices()} | {each.code for each in targets}
        code = offices.normalised(typed)
        if code in codes:
            return [code]
        named = [each.code for each in targets if typed.lower() in each.name.lower()]
        return [*congress.find_by_name(typed, limit=MOST_OFFICES + 1), *named]


def _named(states: Any, name: Any) -> list[tuple[str, str]]:
    return [(each.value, name(each.value)) for each in states]
