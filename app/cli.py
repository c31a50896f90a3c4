"""The commands, loaded when `flask` asks for one: no web worker carries what they import."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup


class Commands(AppGroup):
    """The application's group: first what extensions have put there, then ours."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        from app import commands  # noqa: PLC0415

        for each in commands.ALL:
            self.add_command(each)


def init_app(app: Flask) -> None:
    """Make them known to `flask`."""
    app.cli = Commands(app.name, commands=app.cli.commands)
