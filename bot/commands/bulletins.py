"""`mamori bulletins …`: what whoever keeps the machine can have without Slack."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from bot.commands.incidents import answered, written
from bot.config import Settings

REASONS = {"bulletins.gone": "There is no bulletin of this reference."}
LANGUAGE = click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)


@click.group()
def bulletins() -> None:
    """Bulletins."""


@bulletins.command("list")
@LANGUAGE
def listed(language: str) -> None:
    """Print the bulletins on record, the newest first; the bot may go on running."""
    from bot.commands.reporting_bulletins import lines_of

    _print(answered(lines_of(Settings.load(), language), REASONS))


@bulletins.command("show")
@click.argument("reference", metavar="BL-XXXXXXXX")
@LANGUAGE
def shown(reference: str, language: str) -> None:
    """Print how a bulletin stands: what was sent, who has confirmed, and what it has said over time."""
    from bot.commands.reporting_bulletins import standing_of

    _print(answered(standing_of(Settings.load(), reference, language), REASONS))


@bulletins.command()
@click.argument("reference", metavar="[BL-XXXXXXXX]", default="")
@click.option("--csv", "out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write it.")
@LANGUAGE
def report(reference: str, out: Path, language: str) -> None:
    """Write a bulletin person by person, or without a reference those of twelve months; the bot may go on running."""
    from bot.commands.reporting_bulletins import csv_of

    written(out, answered(csv_of(Settings.load(), reference, language), REASONS))


def _print(lines: Iterable[str]) -> None:
    spoken = sys.stdout.encoding or "utf-8"
    for line in lines:
        click.echo(line.encode(spoken, "backslashreplace"))
