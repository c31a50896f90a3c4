"""Which addresses are one mailbox, and which only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.canonical_email import PROVIDERS, AddressError, Reason, canonical, validate

SAME = [
    ("Ann@Example.org", "ann@example.org"),
    ("a.n.n@gmail.com", "ann@gmail.com"),
    ("ann+day@gmail.com", "ann@gmail.com"),
    ("A.nn+x+y@GoogleMail.com", "ann@gmail.com"),
    ("ann+day@outlook.com", "ann@outlook.com"),
    ("ann+day@hotmail.com", "ann@hotmail.com"),
    ("ann+day@live.com", "ann@live.com"),
    ("ann+day@msn.com", "ann@msn.com"),
    ("ann+day@mac.com", "ann@icloud.com"),
    ("ann@me.com", "ann@icloud.com"),
    ("a-n_n.+day@pm.me", "ann@proton.me"),
    ("ann@protonmail.com", "ann@proton.me"),
    ("ann+day@fastmail.com", "ann@fastmail.com"),
    ("day@ann.fastmail.com", "ann@fastmail.com"),
    ("ann@bücher.example.org", "ann@xn--bcher-kva.example.org"),
    ("ann@BÜCHER.example.org", "ann@xn--bcher-kva.example.org"),
    ("ann@straße.de", "ann@xn--strae-oqa.de"),
]
DIFFERENT = [
    ("a.nn@outlook.com", "ann@outlook.com"),
    ("ann@outlook.com", "ann@hotmail.com"),
    ("ann-day@yahoo.com", "ann@yahoo.com"),
    ("ann+day@example.org", "ann@example.org"),
    ("a.nn@example.org", "ann@example.org"),
    ("a.nn@icloud.com", "ann@icloud.com"),
    ("ann@fastmail.com", "ann@fastmail.fm"),
    ("ann@gmail.com", "ann@gmail.com.example.org"),
    ("ann@mail.gmail.com", "ann@gmail.com"),
    ("ann@strasse.de", "ann@straße.de"),
]


@pytest.mark.parametrize(("typed", "one"), SAME)
def test_one_mailbox_has_one_canonical_address(typed: str, one: str) -> None:
    assert canonical(validate(typed)) == one


@pytest.mark.parametrize(("typed", "other"), DIFFERENT)
def test_what_may_be_two_people_stays_two(typed: str, other: str) -> None:
    assert canonical(validate(typed)) != canonical(validate(other))


_names = st.from_regex(r"[A-Za-z0-9._+-]{1,20}", fullmatch=True)
_domains = st.sampled_from(
    [*PROVIDERS, "yahoo.com", "Example.ORG", "bücher.example", "x.fastmail.com"]
)


@given(name=_names, domain=_domains)
def test_the_canonical_address_is_its_own(name: str, domain: str) -> None:
    once = canonical(f"{name}@{domain}")

    assert canonical(once) == once
    assert once.rpartition("@")[0]


@given(st.emails())
def test_the_canonical_form_of_any_address_is_its_own(address: str) -> None:
    assert canonical(canonical(address)) == canonical(address)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert "@" in canonical(text)


def test_mail_goes_to_the_address_as_typed_with_the_domain_in_ascii() -> None:
    assert validate(" Ann.Lee+day@BÜCHER.example.org\n") == (
        "Ann.Lee+day@xn--bcher-kva.example.org"
    )


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.MISSING),
        ("  \t", Reason.MISSING),
        ("ann", Reason.NO_AT),
        ("ann@", Reason.NO_DOMAIN),
        ("ann@localhost", Reason.NO_DOMAIN),
        ("ann@example.", Reason.NO_DOMAIN),
        ("@example.org", Reason.MALFORMED),
        ("ann lee@example.org", Reason.MALFORMED),
        ("ann@exam ple.org", Reason.MALFORMED),
        ("ann@@example.org", Reason.MALFORMED),
        ("ann\0@example.org", Reason.MALFORMED),
        ("ann@example..org", Reason.MALFORMED),
        ("Ann <ann@example.org>", Reason.MALFORMED),
        ('"ann lee"@example.org', Reason.MALFORMED),
        ("ann@mail.invalid", Reason.MALFORMED),
        ("ann@[127.0.0.1]", Reason.MALFORMED),
        ("ann@example.org\r\nBcc: all@example.org", Reason.MALFORMED),
        ("فيروز@example.org", Reason.NOT_MAILABLE),
        ("a" * 300 + "@example.org", Reason.TOO_LONG),
        ("ann@" + "ü" * 60 + "." + "ü" * 60 + "." + "ü" * 60 + ".org", Reason.MALFORMED),
        ("=1+1", Reason.NO_AT),
    ],
)
def test_what_cannot_be_mailed_is_refused_with_a_reason(typed: str, reason: Reason) -> None:
    with pytest.raises(AddressError) as caught:
        validate(typed)

    assert caught.value.reason == reason


def test_a_refusal_does_not_quote_the_address() -> None:
    with pytest.raises(AddressError) as caught:
        validate("secret.person@nowhere")

    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = validate(text)
    except AddressError:
        return
    assert address.isascii()
    assert len(address) <= 254
