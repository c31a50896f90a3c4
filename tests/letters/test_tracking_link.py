"""The link by which a letter is followed: whose it is, how long it leads somewhere."""

from __future__ import annotations

import pytest

from app.letters.models import Letter
from app.pledges import service as pledges
from tests.letters.standing import tracked
from tests.pledges.signing import assert_private
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("call_script"),
]


def test_a_letter_is_followed_for_a_year(client: Visitor, letter: Letter, clock: Hands) -> None:
    clock.tick(days=365)
    client.get(tracked(letter))
    clock.tick(seconds=1)
    page = client.get(tracked(letter), status=410)

    assert "can no longer be followed" in page.heading
    assert_private(page)
    client.get(f"{tracked(letter)}letter.pdf", status=410)
    client.post(tracked(letter), {"office": "HNM03", "did": "sent"}, status=410)


@pytest.mark.parametrize("token", ["x", "a" * 64, "a" * 5_000, "%00", "%FF%FE", "ñ", "'%20OR%201"])
def test_a_link_nobody_has_says_so_kindly(client: Visitor, letter: Letter, token: str) -> None:
    for page in (
        client.get(f"/letters/{token}/", status=404),
        client.post(f"/letters/{token}/", {"did": "sent"}, status=404),
        client.get(f"/letters/{token}/letter.pdf", status=404),
    ):
        assert "leads nowhere" in page.heading
        assert_private(page)


def test_the_confirmation_link_is_no_tracking_link(client: Visitor, letter: Letter) -> None:
    client.get(f"/letters/{pledges.confirmation_token(letter.signatory)}/", status=404)


def test_the_page_is_one_persons_alone(client: Visitor, letter: Letter) -> None:
    page = client.get(tracked(letter))

    assert_private(page)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.one("meta[name=robots]")["content"] == "noindex"
    for private in ("Ada", "Lovelace", "NM", "Example"):
        assert private not in page.title
    assert "1 Canyon Road" not in page.html, "the street is nobody's to read over a shoulder"


def test_no_log_line_holds_the_link(
    client: Visitor, letter: Letter, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tracked(letter)
    capfd.readouterr()
    client.get(path)
    client.post(path, {"office": "HNM03", "did": "sent"}, status=422)
    client.get(f"{path}x.pdf", status=404)

    written = "".join(capfd.readouterr())
    assert '"rule": "/letters/<token>/"' in written
    for secret in (path.split("/")[2], "Lovelace", "Canyon"):
        assert secret not in written
