"""`flask backup` and `flask restore`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.backup import service
from app.backup.errors import BackupTrouble

KEYS = "The keys are not in it: keep DATA_KEYS (or INSTANCE_DIR/data_keys) apart from it."


@click.command("backup")
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    help="The new file. Default: tutti-DATE-TIME.backup in this folder.",
)
@with_appcontext
def backup(out: Path | None) -> None:
    """Write the whole database into one new file, while Tutti runs."""
    target = out or Path(f"tutti-{clock.now():%Y%m%d-%H%M%S}.backup")
    try:
        service.make(target)
    except BackupTrouble as trouble:
        raise click.ClickException(f"No backup was made. {trouble}") from trouble
    click.echo(f"{target}: {target.stat().st_size:,} bytes. {KEYS}")


@click.command("restore")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty database with a backup. Stop web and worker before."""
    try:
        service.restore(file)
    except BackupTrouble as trouble:
        raise click.ClickException(f"Nothing was restored. {trouble}") from trouble
    click.echo("Restored. Compare the sums now: flask counts check")
    if not service.keys_open_it():
        raise click.ClickException(
            "But the keys in use do not open what is sealed in it: give Tutti the DATA_KEYS "
            "of the time of the backup before anybody signs."
        )
