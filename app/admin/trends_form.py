"""A campaign's rules against fraud and its thresholds: what an organizer may type."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from app.campaigns.models import Campaign
from app.pledges import rules
from app.pledges.checks import cleaned
from app.pledges.rules import Rules
from app.trends import thresholds
from app.trends.thresholds import Thresholds


def _number(words: Any, most: int = thresholds.MOST, least: int = 2) -> IntegerField:
    given = InputRequired(_l("Write a number."))
    return IntegerField(words, [given, NumberRange(least, most)])


class TrendsForm(Form):
    """Every number is one of signatures in one hour, but `times`, `fast` and `rule_fast`."""

    rule_trap = BooleanField(_l("Whoever fills in the field that nobody sees"))
    rule_fast = _number(_l("Whoever is quicker than so many seconds (0: nobody)"), 30, 0)
    rule_names = TextAreaField(_l("Names like these, one a line"), render_kw={"rows": 4})
    address = _number(_l("From one network address"))
    domain = _number(_l("Of one mail domain"))
    zip = _number(_l("Of one ZIP code"))
    source = _number(_l("By one code"))
    shape = _number(_l("Of one shape"))
    name = _number(_l("Of one legal name"))
    speed = _number(_l("Filled in within seconds"))
    times = _number(_l("Times as much as usual"), 100)
    fast = _number(_l("“Within seconds” means so many"), 60, 1)

    @classmethod
    def of(cls, campaign: Campaign) -> TrendsForm:
        """As the campaign has them."""
        ruled, limits = rules.of(campaign), thresholds.of(campaign)
        typed = {
            "rule_trap": ruled.trap,
            "rule_fast": ruled.fast,
            "rule_names": "\n".join(ruled.names),
        }
        return cls(data=typed | limits.held())

    def validate_rule_names(self, field: Field) -> None:
        """Lines, each with letters or digits besides its wildcards."""
        lines = [cleaned(line) for line in (field.data or "").splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        field.data = "\n".join(lines)
        if len(lines) > rules.MOST_PATTERNS:
            raise ValidationError(_("Write %(most)s lines at most.", most=rules.MOST_PATTERNS))
        for line in lines:
            if len(line) > rules.LONGEST_PATTERN:
                raise ValidationError(_("A line has 60 characters at most."))
            if sum(each.isalnum() for each in line.removeprefix(rules.SHAPE)) < rules.LEAST_LETTERS:
                raise ValidationError(
                    _("“%(line)s” would mean nearly everybody: write three letters.", line=line)
                )

    def rules(self) -> Rules:
        """After `validate` has said yes."""
        lines = tuple((self.rule_names.data or "").splitlines())
        return Rules(bool(self.rule_trap.data), self.rule_fast.data or 0, lines)

    def thresholds(self) -> Thresholds:
        """After `validate` has said yes."""
        return Thresholds(**{name: self[name].data for name in Thresholds().held()})
