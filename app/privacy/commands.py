"""`flask privacy …`: the sweep, the table of what is kept, and the life of the keys."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.privacy import definition, rotation, sweep

privacy = AppGroup("privacy", help="What is kept of people, its end, and its keys.")


@privacy.command("sweep")
@click.option("--dry-run", is_flag=True, help="Say what would go, rule by rule; change nothing.")
def sweep_now(dry_run: bool) -> None:
    """End what is over by the table of /privacy. The worker does it daily. 1: a rule failed."""
    if dry_run:
        found = dict(sweep.preview())
        for name, count in found.items():
            click.echo(_line(name, count))
        click.echo(f"{sum(found.values())} in all would go; nothing was changed.")
        return
    done = sweep.run(tell=lambda name, count: click.echo(_line(name, count)))
    click.echo(f"{sum(done.removed.values())} in all.")
    if done.failed:
        raise click.ClickException(
            f"These rules failed, and the log says where: {', '.join(done.failed)}."
        )


@privacy.command("table")
def table() -> None:
    """Print the table of what is kept, as Markdown: docs/retention.md holds it."""
    click.echo(definition.markdown())


@privacy.command("rotate-keys")
@click.option("--dry-run", is_flag=True, help="Count rows by key; change nothing.")
def rotate_keys(dry_run: bool) -> None:
    """Seal everything anew with the first key of DATA_KEYS, while all is running.

    Can be stopped and run again. 1: something cannot be opened with the keys there are.
    """
    found = rotation.count()
    _say_keys(found)
    if dry_run:
        return
    with click.progressbar(length=rotation.to_do(found), label="Sealing anew") as bar:
        done = rotation.rotate(tick=bar.update)
    click.echo(f"{done.resealed} sealed anew in {done.seconds:.1f} s ({done.rate:,.0f} a second).")
    if done.left:
        raise click.ClickException(
            f"{done.left} could not be opened: the key they were sealed with is not in DATA_KEYS, "
            "or they were tampered with. They stay as they are (docs/keys.md)."
        )
    click.echo("Nothing needs the other keys any more: they can be taken out of DATA_KEYS.")


def _say_keys(found: dict[str, dict[str, int]]) -> None:
    for where, keys in found.items():
        said = ", ".join(f"{key or 'unknown'}: {count}" for key, count in sorted(keys.items()))
        click.echo(f"{where:<24} {said or 'none'}")


def _line(name: str, count: int) -> str:
    return f"{name:<16} {count:>9}  {definition.RULE_WORDS[name]}"
