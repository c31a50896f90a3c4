"""What a refusal is in HTTP: the status, and when to come again. For views and forms."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from flask import request
from werkzeug.wrappers import Response
from wtforms import Field, ValidationError

from app import canonical_email
from app.limits import challenge, disposable, service, snapshot, words
from app.limits.lists import Asker
from app.limits.models import Action
from app.limits.service import Answer, Verdict

Answered = TypeVar("Answered", bound=Response)


class Asking(Protocol):
    """A form that may have to bring a proof of work."""

    form_errors: Any
    challenge: str
    altcha: Any


def ask(action: Action, campaign_id: int | None, email: str, **more: object) -> Verdict:
    """`service.check` for whoever sent the present request."""
    return service.check(action, campaign_id, asker(email), **more)  # type: ignore[arg-type]


def asker(email: str = "") -> Asker:
    """Who sent the present request."""
    return Asker(request.remote_addr, email)


def tell(form: Asking, action: Action, campaign_id: int, verdict: Verdict) -> None:
    """Put into the form what is asked of its sender: a challenge, or patience in plain words."""
    if verdict.answer is Answer.PROVE:
        form.challenge = challenge.mint(action, campaign_id)
        form.altcha.data = ""
    else:
        form.form_errors = words.stopped(action, verdict)


def mark(response: Answered, verdict: Verdict) -> Answered:
    """Give the answer its status: 422 for a challenge, 429 with Retry-After, 403 without end."""
    if verdict.answer is Answer.PROVE:
        response.status_code = 422
    elif verdict.seconds:
        response.status_code = 429
        response.headers["Retry-After"] = str(verdict.seconds)
    else:
        response.status_code = 403
    return response


def lasting(field: Field, campaign_id: int) -> None:
    """Raise ValidationError for an address made to be thrown away that no list allows."""
    domain = canonical_email.domain_of(field.data or "")
    if not disposable.is_disposable(domain):
        return
    _block, allow = snapshot.current().named(Asker(None, field.data), campaign_id)
    if allow is None:
        raise ValidationError(words.disposable())
