"""Keys are changed while running: everything is sealed anew, found meanwhile, and nothing lost."""

from __future__ import annotations

import base64

import pytest
import sqlalchemy as sa
from flask import Flask

from app import keyring
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.jobs import files
from app.jobs.models import Job
from app.keyring import Keyring
from app.letters import queries as written
from app.letters.models import Letter
from app.organizers import invitations
from app.organizers.models import Organizer, RoleName
from app.pledges import bulk, search
from app.pledges import queries as pledges
from app.pledges.models import Signatory
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from app.privacy import rotation, sealed
from tests.support import commands, factories, letters, organizers
from tests.support.hands import Hands


def part(key_id: str, fill: int) -> str:
    return f"{key_id}:{base64.urlsafe_b64encode(bytes([fill]) * 32).decode()}"


OLD, NEW = part("zz-old", 1), part("a-new", 2)


@pytest.fixture
def settings() -> dict[str, str]:
    return {"DATA_KEYS": OLD}


def use(app: Flask, keys: str) -> None:
    """As a restart with these DATA_KEYS would."""
    app.config["DATA_KEYS"] = keys
    keyring.init_app(app)
    _accounts(app)


def _accounts(app: Flask) -> None:
    from app.organizers import accounts
    from app.organizers.codes import Codes

    made = accounts._settings(app)
    security = app.extensions["security"]
    security._totp_factory = Codes(made["SECURITY_TOTP_SECRETS"], "Tutti")
    security.mf_recovery_codes_util.setup_cryptor(made["SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS"])


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """One of everything that is sealed."""
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    letters.letter(made, email="a@example.org", phone="505-555-0142")
    owner = organizers.organizer()
    security = app.extensions["security"]
    owner.tf_totp_secret = security.totp_factory.generate_totp_secret()
    owner.mf_recovery_codes = security.mf_recovery_codes_util._encrypt_codes(["one", "two"])
    invitations.invite("b@example.org", RoleName.VIEWER, by=owner, locale="en")
    job = bulk.begin(made, Wanted(made.id, Reading(Field.LEGAL, "Ada Lovelace")), by=owner)
    files.append(job.id, files.OUT, b"Ada Lovelace,1 Canyon Road")
    db.session.commit()
    return made


def test_after_a_rotation_nothing_needs_the_old_key_and_everything_opens(
    app: Flask, campaign: Campaign
) -> None:
    use(app, f"{NEW},{OLD}")
    assert _finds(campaign), "during"
    said = commands.run(app, "privacy", "rotate-keys", "--dry-run")
    assert "signatory.sealed         zz-old: 1" in said
    assert "organizer.mf_recovery_codes zz-old: 1" in said
    assert rotation.to_do(rotation.count()) > 0
    db.session.rollback()

    said = commands.run(app, "privacy", "rotate-keys")

    assert "Nothing needs the other keys any more" in said
    assert "a second)" in said
    assert rotation.to_do(rotation.count()) == 0
    use(app, NEW)
    db.session.expire_all()
    assert _finds(campaign), "after"
    person = db.session.scalars(sa.select(Signatory)).one()
    assert pledges.opened(person)["last_name"] == "Lovelace"
    letter = db.session.scalars(sa.select(Letter)).one()
    assert written.opened(letter)["street"] == "1 Canyon Road"
    assert written.part(letter.deliveries[0]).message
    job = db.session.scalars(sa.select(Job)).one()
    assert bulk.wanted_of(job).reading == Reading(Field.LEGAL, "Ada Lovelace")
    assert list(files.read(job.id, files.OUT)) == [b"Ada Lovelace,1 Canyon Road"]
    _organizer_gets_in(app)


def test_what_is_to_be_set_aside_is_sealed_anew_too(app: Flask, campaign: Campaign) -> None:
    db.session.scalars(sa.select(Job)).one().kind = bulk.SHADOW
    db.session.commit()
    use(app, f"{NEW},{OLD}")

    commands.run(app, "privacy", "rotate-keys")

    use(app, NEW)
    assert rotation.count()[rotation.SEARCHES] == {"a-new": 1}


def _finds(campaign: Campaign) -> bool:
    db.session.rollback()
    wanted = Wanted(campaign.id, Reading(Field.LEGAL, "ada  LOVELACE"))
    found = sa.select(Signatory.id).where(*search.conditions(wanted))
    return db.session.scalar(found) is not None


def _organizer_gets_in(app: Flask) -> None:
    owner = db.session.scalars(sa.select(Organizer)).one()
    security = app.extensions["security"]
    secret = owner.tf_totp_secret or ""
    code = security.totp_factory.generate_totp_password(secret)
    assert security.totp_factory.verify_totp(code, secret, owner, window=30)
    codes = security.mf_recovery_codes_util._decrypt_codes(owner.mf_recovery_codes)
    assert codes == ["one", "two"]


def test_who_writes_meanwhile_wins(app: Flask, campaign: Campaign) -> None:
    use(app, f"{NEW},{OLD}")
    column = next(each for each in sealed.COLUMNS if each.name == "letter.sealed")
    (row,) = rotation._next(column, ())
    values = rotation._resealed(column, row)
    assert values is not None
    letter = db.session.scalars(sa.select(Letter)).one()
    told = written.opened(letter) | {"street": "2 Other Road"}
    letter.sealed = keyring.current().seal(told, bound_to=letter.uid.bytes)
    db.session.commit()

    with transaction():
        assert rotation._swap(column, [(row, values)]) == 0

    db.session.expire_all()
    assert written.opened(letter)["street"] == "2 Other Road"


def test_what_a_lost_key_sealed_is_said_and_left_as_it_is(app: Flask, campaign: Campaign) -> None:
    use(app, NEW)
    before = db.session.scalars(sa.select(Signatory.sealed)).one()

    said = commands.run(app, "privacy", "rotate-keys", code=1)

    assert "could not be opened: the key they were sealed with is not in DATA_KEYS" in said
    assert "zz-old: 1" in said, "which key to look for"
    assert db.session.scalars(sa.select(Signatory.sealed)).one() == before
    use(app, f"{NEW},{OLD}")
    assert commands.run(app, "privacy", "rotate-keys")


def test_a_page_of_what_cannot_be_opened_says_so_plainly(app_sqlite: Flask, clock: Hands) -> None:
    from tests.support.client import Visitor

    made = factories.campaign()
    letters.brief(made)
    letters.members()
    letter = letters.letter(made, email="a@example.org")
    token = letters.token(letter)
    use(app_sqlite, NEW)
    db.session.rollback()

    page = Visitor(app_sqlite).get(f"/letters/{token}/", status=503)

    assert "cannot be read at present" in page.text
    assert Visitor(app_sqlite).get("/c/day/").status == 200


def test_the_ring_tells_whose_key_it_was() -> None:
    ring = Keyring.parse(f"{NEW},{OLD}")
    seal = Keyring.parse(OLD).seal_bytes(b"x", bound_to=b"row")
    assert ring.key_id(seal) == "zz-old"
    assert not ring.is_sealed_anew(seal)
