"""Every route under /organize/, walked as nobody and as each role.

A route that somebody adds is walked by itself: whom it answers is what its view says with
`needs`, and what `rights.HOLDERS` make of it. What is open to nobody in particular is the
list `PUBLIC`, and Flask-Security's own pages behind a sign-in are the list `OWN`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.admin.panel import panel
from app.campaigns.models import Campaign
from app.organizers.models import RoleName
from app.organizers.rights import HOLDERS, Right, holds
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.page import Page

# For people who are not signed in, or not yet: endpoint by endpoint, on purpose.
PUBLIC = {
    "security.login",
    "security.logout",
    "security.forgot_password",
    "security.reset_password",
    "security.static",
    "security.two_factor_token_validation",
    "security.two_factor_rescue",
    "security.two_factor_setup",  # within a sign-in; sends strangers to sign in
    "security.tf_select",
    "security.mf_recovery",
    "security.wan_signin",
    "security.wan_signin_response",
    "joining.page",
    "joining.accept",
}
# Flask-Security's pages of one's own account: for everybody who is signed in.
OWN = {
    "security.verify",
    "security.change_password",
    "security.two_factor_setup_validate",
    "security.mf_recovery_codes",
    "security.wan_register",
    "security.wan_register_response",
    "security.wan_delete",
    "security.wan_verify",
    "security.wan_verify_response",
}
# A view that answers may have found nothing, or nothing it could use.
ALLOWED = {200, 301, 302, 303, 308, 304, 400, 404, 409, 410, 415, 422}
UNKNOWN = 999_999
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def campaign(app_sqlite: Flask) -> Campaign:
    return factories.campaign()


def _rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/organize")]


def _walk(app: Flask, campaign: Campaign) -> Iterator[tuple[Rule, str, str]]:
    """(rule, method, path) of everything behind the guard."""
    for rule in _rules(app):
        for method in sorted((rule.methods or set()) & set(METHODS)):
            yield rule, method, _path(rule, campaign)


def _path(rule: Rule, campaign: Campaign) -> str:
    values = {name: _example(rule, name, campaign) for name in rule.arguments}
    with_host = rule.map.bind("") if rule.map else None
    assert with_host is not None
    method = "GET" if "GET" in (rule.methods or ()) else None
    return str(with_host.build(rule.endpoint, values, method=method))


def _example(rule: Rule, name: str, campaign: Campaign) -> Any:
    if name == "slug":
        return campaign.slug
    converter = type(rule._converters[name]).__name__
    if converter in ("IntegerConverter", "FloatConverter"):
        return UNKNOWN
    if converter == "UUIDConverter":
        return "00000000-0000-4000-8000-000000000000"
    return "unknown"


def _visit(visitor: Visitor, method: str, path: str, token: str, **headers: str) -> Page:
    """Any answer at all, sent as a browser would with the token it was given."""
    sent = {"Origin": visitor.public_url, "Sec-Fetch-Site": "same-origin", **headers}
    options: dict[str, Any] = {"headers": sent}
    if method != "GET":
        options["data"] = {"csrf_token": token}
    return visitor.open(method, path, status=range(100, 600), **options)


class _Doors:
    """Somebody who tries every door: each time with the same session, in a new browser.

    A session that a page has ended shows at the next door, which then sends to sign in.
    """

    def __init__(self, visitor: Visitor, page_with_form: str) -> None:
        self.visitor = visitor
        self.token = organizers.csrf(visitor.get(page_with_form))
        cookie = visitor.client.get_cookie("tutti", "127.0.0.1", "/organize/")
        assert cookie is not None
        self.cookie = cookie.value

    def open(self, method: str, path: str) -> Page:
        again = Visitor(self.visitor.app, private=True)
        again.client.set_cookie("tutti", self.cookie, path="/organize/", domain="127.0.0.1")
        return _visit(again, method, path, self.token)


def test_every_route_is_public_on_purpose_or_says_whom_it_is_for(app_sqlite: Flask) -> None:
    unsaid = []
    for rule in _rules(app_sqlite):
        view = app_sqlite.view_functions[rule.endpoint]
        if rule.endpoint in PUBLIC | OWN:
            continue
        if not isinstance(getattr(view, "needs", None), Right):
            unsaid.append(f"{rule.endpoint} {rule.rule}")

    assert unsaid == []
    assert len(_rules(app_sqlite)) > 20


def test_every_view_of_the_panel_stands_behind_its_guard(app_sqlite: Flask) -> None:
    behind = {rule.endpoint for rule in _rules(app_sqlite)} - PUBLIC - OWN

    assert {each for each in behind if not each.startswith(f"{panel.name}.")} == set()


def test_nobody_is_let_in_anywhere(app_sqlite: Flask, campaign: Campaign) -> None:
    """A redirect to sign in and no content, with a good form token too."""
    let_in = []
    nobody = _Doors(Visitor(app_sqlite, private=True), "/organize/sign-in/")
    for rule, method, path in _walk(app_sqlite, campaign):
        if rule.endpoint in PUBLIC:
            continue
        page = nobody.open(method, path)
        if path.endswith(".json") and page.status == 401:
            continue
        if page.status != 303 or not str(page.location).startswith("/organize/sign-in/"):
            let_in.append(f"{method} {path}: {page.status} {page.location}")

    assert not let_in, "\n".join(let_in)


def test_nobody_who_asks_for_json_gets_any(app_sqlite: Flask, campaign: Campaign) -> None:
    wrong = []
    for rule, method, path in _walk(app_sqlite, campaign):
        if rule.endpoint in PUBLIC:
            continue
        visitor = Visitor(app_sqlite, private=True)
        page = _visit(visitor, method, path, "", Accept="application/json")
        if page.status not in (303, 401, 422):
            wrong.append(f"{method} {path}: {page.status}")

    assert not wrong, "\n".join(wrong)


def test_what_is_public_holds_no_content_either(app_sqlite: Flask, campaign: Campaign) -> None:
    """Pages to sign in, and nothing of a campaign or a person on them."""
    for rule, method, path in _walk(app_sqlite, campaign):
        if rule.endpoint in PUBLIC and method == "GET":
            page = _visit(Visitor(app_sqlite, private=True), "GET", path, "")
            assert page.status in (200, 302, 303, 404, 410), path
            assert campaign.title not in page.text, path


@pytest.mark.parametrize("role", list(RoleName))
def test_each_role_gets_what_its_rights_say(
    app_sqlite: Flask, campaign: Campaign, role: RoleName
) -> None:
    """Everything else answers 403, in words, whatever its method."""
    someone = _Doors(organizers.visitor(app_sqlite, role), "/organize/account/")
    wrong = []
    for rule, method, path in _walk(app_sqlite, campaign):
        if rule.endpoint in PUBLIC:
            continue
        page = someone.open(method, path)
        right = getattr(app_sqlite.view_functions[rule.endpoint], "needs", Right.ACCOUNT)
        fits = page.status in ALLOWED if holds(role, right) else page.status == 403
        to_sign_in = str(page.location).startswith("/organize/sign-in/")
        if not fits or (to_sign_in and rule.endpoint not in OWN):
            wrong.append(f"{method} {path} needs {right}: {page.status} {page.location}")

    assert not wrong, "\n".join(wrong)


def test_a_form_without_its_token_changes_nothing(app_sqlite: Flask, campaign: Campaign) -> None:
    wrong = []
    owner = _Doors(organizers.visitor(app_sqlite, "owner"), "/organize/account/")
    owner.token = ""
    for rule, method, path in _walk(app_sqlite, campaign):
        if method == "GET":
            continue
        page = owner.open(method, path)
        if page.status != 422:
            wrong.append(f"{method} {rule.rule}: {page.status}")

    assert not wrong, "\n".join(wrong)


def test_a_dangerous_act_asks_for_a_fresh_sign_in(app_sqlite: Flask, campaign: Campaign) -> None:
    """And leads back to a page of the same path."""
    owner = _Doors(organizers.visitor(app_sqlite, "owner", fresh=False), "/organize/account/")
    asked = 0
    for rule, method, path in _walk(app_sqlite, campaign):
        if not getattr(app_sqlite.view_functions[rule.endpoint], "fresh", False):
            continue
        page = owner.open(method, path)
        if path.endswith(".json"):
            assert page.status == 401, path
            continue
        assert page.status == 303, (method, path, page.status)
        assert page.location == f"/organize/verify/?next={path}", path
        assert _answers_get(app_sqlite, path), f"{path} answers no GET: nobody could come back"
        asked += 1

    assert asked


def test_a_refusal_is_a_page_in_words(app_sqlite: Flask) -> None:
    page = organizers.visitor(app_sqlite, "viewer").get("/organize/people/", status=403)

    assert page.heading == "This is not open to you"
    assert "owner" in page.text
    assert page.all('a[href="/organize/"]')


def test_every_right_is_held_by_somebody() -> None:
    assert set(HOLDERS) == set(Right)
    assert all(HOLDERS.values())


def _answers_get(app: Flask, path: str) -> bool:
    return bool(app.url_map.bind("").test(path, method="GET"))


def test_a_number_that_no_row_can_have_is_not_found(app_sqlite: Flask, campaign: Campaign) -> None:
    """Either database fails over one; nobody shall read of a mistake of ours for it."""
    owner = organizers.visitor(app_sqlite, RoleName.OWNER)
    token = organizers.csrf(owner.get("/organize/account/"))
    numbered = "IntegerConverter"
    wrong = []
    for rule in _rules(app_sqlite):
        converters = {name: type(each).__name__ for name, each in rule._converters.items()}
        path = _path(rule, campaign).replace(str(UNKNOWN), str(2**63))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if numbered in converters.values():
                page = _visit(owner, method, path, token)
                wrong += [f"{method} {path}: {page.status}"] if page.status != 404 else []
    pages = ("history/", "voices/", "deliveries/", "signatories/")
    for path in (*(f"c/day/{each}" for each in pages), "jobs/", "outgoing/"):
        for field in ("before", "after"):
            owner.get(f"/organize/{path}?{field}={2**63}")
            owner.get(f"/organize/{path}?{field}=-1")
    sent = {"csrf_token": token, "voice": str(2**63), "mail": str(2**63), "do": "approve"}
    owner.post("/organize/c/day/voices/", sent, status=404)
    owner.post("/organize/outgoing/retry", sent, status=303)

    assert not wrong, "\n".join(wrong)
