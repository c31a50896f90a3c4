"""A letter while it is being written: how far what was typed carries, and what is missing.

Nothing is stored between the steps: each one sends everything along, and everything is
checked again at each. Not in here: what the pages show (`page`), and keeping the letter
(`service`).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from enum import StrEnum

from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.campaigns.models import Campaign
from app.letters import checks, compose, counted, district, preview, queries, recipients
from app.letters.channels.face import Problem
from app.letters.drafts import Draft, Planned
from app.letters.forms import AddressForm, WordsForm
from app.pledges import known
from app.pledges.known import Known
from app.pledges.models import Signatory


class Step(StrEnum):
    """What a button asks for, and where one then stands."""

    ADDRESS = "address"
    WRITE = "write"
    READ = "read"
    SEND = "send"
    FORGET = "forget"
    WRITTEN = "written"  # to every one of their offices, before


# What a button may ask for.
BUTTONS = frozenset(Step) - {Step.WRITTEN}


class Sheet:
    """One letter as it lies on the desk. What `reach` has found out stands in the attributes.

    `signatory` is who has proved to be its writer; `written` are the offices they have
    written to, each with the id of the letter; `planned` is what each of the others would
    get. `is_nudged`: they are asked once for words of their own. `has_changed`: what they
    have read is not what would go out now.
    """

    draft: Draft

    def __init__(
        self,
        campaign: Campaign,
        typed: MultiDict[str, str],
        *,
        who: Known | None = None,
        same_origin: bool = True,
    ) -> None:
        self.campaign = campaign
        self.known = who
        self.address = AddressForm(typed, campaign=campaign, same_origin=same_origin)
        self.words = WordsForm(typed)
        self.signatory: Signatory | None = None
        self.planned: list[Planned] = []
        self.written: dict[str, int] = {}
        self.is_nudged = False
        self.has_changed = False

    def reach(self, wanted: Step) -> Step:
        """The step that can be shown (or, for SEND, be taken): `wanted`, or one before it."""
        if wanted is Step.ADDRESS or not self._find_offices():
            return Step.ADDRESS
        if not self.planned:
            return Step.WRITTEN
        self._leave_out_untouched()
        if wanted is Step.WRITE:
            return Step.WRITE
        if not self._take_words():
            return Step.ADDRESS if self.address.errors else Step.WRITE
        if wanted is Step.READ:
            self.is_nudged = not self._has_own_words() and not self.words.nudged.data
            return Step.WRITE if self.is_nudged else Step.READ
        self.has_changed = bool(self.words.seen.data) and self.words.seen.data != self.digest()
        return Step.READ if self.has_changed else wanted

    def digest(self) -> str:
        """The mark of what each office would get now."""
        parts = [(each.recipient.code, each.part) for each in self.planned]
        return compose.digest(self.words.subject.data or "", parts)

    def neutral(self) -> str:
        """The campaign's half of the letter, for no office in particular."""
        return preview.neutral_text(self.campaign, self.draft)

    def _find_offices(self) -> bool:
        """Whose offices these are, as far as one more letter may go to them."""
        if not self.address.validate():
            return False
        found = district.find(self.address)
        if found is None:
            return False
        targets = recipients.list_targets(self.campaign)
        codes = [*found.offices, *(each.code for each in targets)]
        self.signatory = known.owner(self.known, self.campaign, self.address.email.data or "")
        if self.signatory is not None:
            all_written = queries.written_offices(self.signatory)
            self.written = {code: all_written[code] for code in codes if code in all_written}
        open_ = [code for code in codes if code not in self.written]
        draft = self.address.draft(state=found.state, city=found.city, offices=open_)
        told = counted.recall(self.words.counted.data or "", self.campaign, found.state)
        self.draft = replace(draft, counted=told or preview.count(self.campaign, found.state))
        self.words.counted.data = counted.mark(self.draft.counted, self.campaign, found.state)
        self.planned = preview.plan(self.campaign, self.draft)
        return self._take_problems(self.address)

    def _take_words(self) -> bool:
        """The words into the draft, and out again as each office would get them."""
        if not self.words.validate():
            return False
        self.draft = replace(
            self.draft,
            subject=self.words.subject.data or "",
            personal=self.words.personal.data or "",
            body=self.words.body.data or "",
        )
        self.planned = preview.plan(self.campaign, self.draft)
        return self._take_problems(self.address, self.words)

    def _take_problems(self, *forms: Form) -> bool:
        """Put what the channels would not take to its field; True where these forms are free of it.

        What belongs to no field is the campaign's own to mend, and stands above the words.
        """
        stands = True
        for problem in preview.problems(self.campaign, self.draft, self.planned):
            form = self.address if problem.field in self.address else self.words
            if form in forms:
                _tell(form, problem)
                stands = False
        return stands

    def _leave_out_untouched(self) -> None:
        """The campaign's words count as the artist's only where they differ from what was offered.

        A number in them may have changed since they were offered: hence the mark.
        """
        body = checks.folded(self.words.body.data)
        if body == checks.folded(self.neutral()) or mark(body) == self.words.offered.data:
            self.words.body.data = ""

    def _has_own_words(self) -> bool:
        return bool(self.words.personal.data or self.words.body.data)


def mark(text: str) -> str:
    """The same for texts of the same words, and short."""
    return hashlib.sha256(checks.folded(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _tell(form: Form, problem: Problem) -> None:
    if problem.field in form:
        field = form[problem.field]
        field.errors = [*field.errors, problem.words]
    else:
        form.form_errors = [*form.form_errors, problem.words]
