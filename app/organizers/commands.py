"""`flask organizer …`: the way in for whoever has the machine."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import canonical_email
from app.canonical_email import AddressError
from app.database import transaction
from app.organizers import invitations
from app.organizers.errors import AccountExists
from app.organizers.models import RoleName

organizer = AppGroup("organizer", help="The people who run the campaigns.")
# A partner belongs to an organization of a campaign: invited in the panel.
ROLES = [each.value for each in RoleName if each != RoleName.PARTNER]


@organizer.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@click.option("--mail", is_flag=True, help="Send them the link by mail as well.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", help="Of that mail.")
def create(email: str, role: str, mail: bool, language: str) -> None:
    """Invite EMAIL: print a link, good once and for a week, where they choose their password.

    An earlier invitation of the same address ends. Exits with 2 where EMAIL is no address,
    with 1 where it has an account already.
    """
    try:
        address = canonical_email.validate(email)
    except AddressError:
        raise click.BadParameter("this is no e-mail address.", param_hint="EMAIL") from None
    try:
        with transaction():
            made = invitations.invite(address, RoleName(role), by=None, locale=language, mail=mail)
            link = invitations.link(made)
    except AccountExists:
        raise click.ClickException(
            "There is an account with this address already. Its role is changed in the panel, "
            "and a lost password at /organize/reset/."
        ) from None
    click.echo(f"{link}\nGood once, for {invitations.LIFE.days} days: the {role} opens it.")
