"""`flask letters print`: the letters as files, one PDF for each office."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.campaigns.queries import CampaignUnknown
from app.congress import offices
from app.database import reading
from app.letters import bundle, recipients
from app.letters import queries as letters
from app.letters.errors import NoBrief
from app.letters.recipients import RecipientUnknown


@click.command("print")
@click.argument("campaign")
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the files; made where there is none.",
)
@click.option("--office", metavar="CODE", help="Only this office, such as SCA03.")
@with_appcontext
def print_letters(campaign: str, out: Path, office: str | None) -> None:
    """Write one PDF per office with all confirmed letters to it, to be handed over.

    CAMPAIGN is its short name, as in its address. The files hold names and addresses: they
    are readable by you alone.
    """
    try:
        with reading():
            found = campaigns.get_public(campaign)
            letters.get_brief(found)
            codes = [_known(found, office)] if office else bundle.list_offices(found)
            out.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = [_write(found, code, out) for code in codes]
    except CampaignUnknown:
        raise click.ClickException(f"There is no campaign {campaign!r}.") from None
    except RecipientUnknown as error:
        raise click.ClickException(f"There is no office {error}.") from None
    except NoBrief:
        raise click.ClickException("This campaign asks nobody to write.") from None
    except OSError as error:
        raise click.ClickException(f"Cannot write into {out}: {error.strerror}.") from None
    click.echo(f"Wrote {sum(written)} letters to {len([n for n in written if n])} offices.")


def _write(campaign: Campaign, office: str, folder: Path) -> int:
    """Write the office's file if there are letters to it; return how many."""
    letters = bundle.count_letters(campaign, office)
    if letters:
        content = bundle.office_bundle(campaign, office)
        write_privately(folder / f"{campaign.slug}-{office}.pdf", content)
    click.echo(f"{office}: {letters}")
    return letters


def write_privately(path: Path, content: bytes) -> None:
    """Put the file there whole or not at all, readable by its owner alone. Raises OSError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _known(campaign: Campaign, office: str) -> str:
    """The office's code as it is kept. Raises RecipientUnknown."""
    code = offices.normalised(office)
    recipients.gather(campaign, [code])
    return code
